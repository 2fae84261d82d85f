"""The one table of functions against the code that asks for them; what is company-wide (P2, R11)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from backoffice.approvals.kinds import KINDS as APPROVALS
from backoffice.calls.switch import FUNCTIONS as VERBS
from backoffice.company.actor import OWNER_FUNCTIONS, Staff
from backoffice.company.functions import CODES, COMPANY_WIDE
from backoffice.company.reach import has, reach, reach_with
from backoffice.requests.model import Kind

BACKOFFICE = Path(__file__).resolve().parents[3] / "backoffice"
ASKED_AT = {
    "house_for": 3,
    "request_for": 3,
    "reach_with": 1,
    "has": 1,
    "communities_for": 1,
    "_needs": 1,
    "needs": 1,
}
"""Calls that ask for a function, and which argument names it."""
NAMES = {"function", "functions"}


def _texts(node: ast.expr) -> Iterator[str]:
    """What an expression can be: written out, one of two, in a tuple, made from a request's kind."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from node.value.split()
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for one in node.elts:
            yield from _texts(one)
    elif isinstance(node, ast.JoinedStr) and isinstance(last := node.values[-1], ast.Constant):
        yield from (kind + str(last.value) for kind in get_args(Kind))


def _asked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
            at = ASKED_AT.get(name)
            if at is not None and len(node.args) > at:
                yield from _texts(node.args[at])
            if name == "Entry" and len(node.args) > 2:
                yield from _texts(node.args[2])
            for keyword in node.keywords:
                if keyword.arg in NAMES:
                    yield from _texts(keyword.value)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            # "call.view" in who.functions
            if getattr(node.comparators[0], "attr", "") == "functions":
                yield from _texts(node.left)
        elif isinstance(node, ast.Assign):
            # function = f"{new.kind}.register"
            if any(getattr(to, "id", "") in NAMES for to in node.targets):
                yield from _texts(node.value)
        elif isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
            for argument, default in zip(named, node.defaults, strict=True):
                if argument.arg in NAMES:
                    yield from _texts(default)


def asked_for() -> dict[str, str]:
    """Every function code the back office asks for, with a file that does."""
    return {
        code: str(file.relative_to(BACKOFFICE))
        for file in sorted(BACKOFFICE.rglob("*.py"))
        for code in _asked(ast.parse(file.read_text(encoding="utf-8")))
        if "." in code
    } | dict.fromkeys(VERBS.values(), "calls/switch.py")


def test_p2_every_function_asked_for_stands_in_the_one_table() -> None:
    strangers = {code: file for code, file in asked_for().items() if code not in CODES}
    assert strangers == {}, "add it to company/functions.py and to sentences.FUNCTIONS"


def test_r11_every_function_of_the_table_is_asked_for() -> None:
    approved = {function for kind in APPROVALS.values() for function in (kind.ask, kind.approve)}
    asked = asked_for().keys() | OWNER_FUNCTIONS | approved
    assert CODES - asked == set(), "nothing asks for it: take it out of the table"


@pytest.mark.parametrize("function", sorted(COMPANY_WIDE))
def test_p2_a_company_wide_function_counts_only_when_held_everywhere(function: str) -> None:
    somewhere = Staff(1, "x", {function: frozenset({1}), "house.view": frozenset({1})})
    assert function not in somewhere.functions
    assert not has(somewhere, function, None)
    assert not has(somewhere, function, 1)
    assert reach_with(somewhere, function).communities == []
    everywhere = Staff(1, "x", {function: None, "house.view": frozenset({1})})
    assert has(everywhere, function, None)
    assert reach_with(everywhere, function).everything
    # It concerns no community, so it shows none.
    assert reach(everywhere).communities == [1]
    assert not reach(everywhere).everything


def test_p2_a_function_held_in_no_community_is_not_held() -> None:
    assert "house.view" not in Staff(1, "x", {"house.view": frozenset()}).functions
