"""Whatever the code writes into the trail has words on its page (P5)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from backoffice.audit import words
from backoffice.calls.switch import FUNCTIONS as VERBS
from backoffice.decoration.model import Step
from backoffice.estate.removing import What
from backoffice.outreach.model import Purpose
from backoffice.requests.model import Kind

ROOT = Path(__file__).resolve().parents[3]
MADE_UP = {
    "approval.{state}": [f"approval.{state}" for state in ("done", "failed", "refused", "withdrawn")],
    "{what}.removed": [f"{what}.removed" for what in get_args(What)],
    "{new.kind}.registered": [f"{kind}.registered" for kind in get_args(Kind)],
    "decoration.{step}": [f"decoration.{step}" for step in get_args(Step)],
    "switch.{verb}": [f"switch.{verb}" for verb in VERBS],
    "{purpose}.committed": [f"{purpose}.committed" for purpose in get_args(Purpose)],
}
"""Operations the code puts together, and all they can be."""


def recorded() -> Iterator[tuple[str, str]]:
    """Every operation given to `audit.record` (or `record`), with where."""
    for file in sorted([*(ROOT / "backoffice").rglob("*.py"), *(ROOT / "agi").rglob("*.py")]):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and re.fullmatch(r"(audit\.)?record", ast.unparse(call.func)):
                where = f"{file.relative_to(ROOT)}:{call.lineno}"
                for text in _texts(call.args[2], where):
                    yield text, where


def _texts(node: ast.expr, where: str) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body, where) + _texts(node.orelse, where)
    if isinstance(node, ast.JoinedStr):
        pattern = ast.unparse(node)[2:-1]
        assert pattern in MADE_UP, f"{where} makes up its operation; say in MADE_UP what it can be"
        return MADE_UP[pattern]
    assert isinstance(node, ast.Constant), f"{where} makes up its operation"
    return [str(node.value)]


@pytest.mark.parametrize(("code", "where"), sorted(set(recorded())))
def test_p5_every_operation_has_words(code: str, where: str) -> None:
    module = code.partition(".")[0]
    assert code in words.OPERATIONS, f"backoffice/audit/words.py: OPERATIONS lacks {code} ({where})"
    assert module in words.MODULES, f"backoffice/audit/words.py: MODULES lacks {module}"


def test_p5_values_are_read_as_people_say_them() -> None:
    assert words.thing("request:100001") == "服务单 100001"
    assert words.thing("?") == "?"
    assert words.value(True) == "是"
    assert words.value(None) == "–"
    assert words.value(["bill.view", 3]) == "查看费用、3"
    assert words.value({"name": "甲"}) == "名称 甲"
