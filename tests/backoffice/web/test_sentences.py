"""Every refusal the code can raise has a sentence of its own; every right of a post has a name (P2, P5)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice.calls.switch import FUNCTIONS as VERBS
from backoffice.company.functions import CODES, READY_MADE
from backoffice.errors import Refused
from backoffice.web import catalogue, words
from backoffice.web.answers import sentence
from backoffice.web.sentences import FUNCTIONS, SENTENCES

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted([*(ROOT / "backoffice").rglob("*.py"), *(ROOT / "agi").glob("*.py")])
REFUSALS = {
    "Refused",
    "NotFound",
    "Forbidden",
    "Invalid",
    "Conflict",
    "WrongPassword",
    "LockedOut",
    "TooLate",
}


def refusals(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.Call]]:
    """Each place where one is made, with the function around it."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for made in ast.walk(function):
                if isinstance(made, ast.Call) and getattr(made.func, "id", "") in REFUSALS:
                    yield function, made


def texts(node: ast.expr) -> set[str]:
    """What an expression can be, where it is written out or chosen between two such."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def keys_of(function: ast.FunctionDef | ast.AsyncFunctionDef, made: ast.Call) -> set[str]:
    """The keys a refusal can have; a name stands for what its function assigned to it."""
    key = made.args[0]
    if not isinstance(key, ast.Name):
        return texts(key)
    given = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and any(getattr(to, "id", "") == key.id for to in one.targets)
    ]
    return set().union(*map(texts, given)) if given else set()


def raised() -> dict[str, set[str]]:
    """Every key with the facts that come with it everywhere."""
    found: dict[str, set[str]] = {}
    for file in FILES:
        for function, made in refusals(ast.parse(file.read_text(encoding="utf-8"))):
            keys = keys_of(function, made)
            assert keys, f"{file.name}:{made.lineno} makes up its key"
            facts = {one.arg for one in made.keywords if one.arg}
            for key in keys:
                found[key] = found.get(key, facts) & facts
    return found


def test_p2_every_refusal_has_its_sentence_and_no_sentence_is_left_over() -> None:
    assert raised().keys() == SENTENCES.keys()


def test_p2_a_sentence_names_only_facts_that_come_with_it() -> None:
    for key, facts in raised().items():
        asked: set[str] = set()

        class Facts(dict[str, str]):
            def __missing__(self, name: str, asked: set[str] = asked) -> str:
                asked.add(name)
                return ""

        assert SENTENCES[key] % Facts() is not None
        assert asked <= facts, key


def test_p2_every_function_has_a_name_and_stands_in_the_one_table() -> None:
    assert FUNCTIONS.keys() == CODES
    assert set(VERBS.values()) <= CODES
    assert set().union(*READY_MADE.values()) <= CODES


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_p2_sentences_stand_in_both_languages(language: words.Language) -> None:
    english = catalogue.translations()
    words.speak(language)
    try:
        said = sentence(Refused("notice.function", function="notice.publish"))
    finally:
        words.speak("zh")

    assert ("发布通知" if language == "zh" else "Publish notices") in said
    assert all(english[text] for text in (*SENTENCES.values(), *FUNCTIONS.values()))
