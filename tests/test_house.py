"""What every room must keep to (style.md: Seams and checks)."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ivr", "agi", "backoffice", "sounds", "ops", "bench")
LONGEST = 300
GENERATED = {Path("ivr/prompts.py")}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("module", tracked(*(f"{room}/**.py" for room in ROOMS)), ids=str)
def test_a_module_fits_in_the_head(module: Path) -> None:
    if module in GENERATED:
        return
    lines = (ROOT / module).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{module} has {lines} lines"


@pytest.mark.parametrize("queries", tracked("**.sql"), ids=str)
def test_every_query_is_used_and_says_what_it_does(queries: Path) -> None:
    if "migrations" in queries.parts:
        return
    text = (ROOT / queries).read_text(encoding="utf-8")
    code = "\n".join(one.read_text(encoding="utf-8") for one in (ROOT / queries).parent.glob("*.py"))
    for match in re.finditer(r"^-- name: (\w+)([^\n]*)\n([^\n]*)", text, re.MULTILINE):
        name, parameters, sentence = match.groups()
        assert re.search(rf"\b{name}\b", code), f"{queries}: {name} is never used"
        assert parameters.startswith(("(", "*!")), f"{queries}: {name} declares no parameters"
        assert sentence.startswith("-- "), f"{queries}: {name} has no sentence"


def test_every_requirement_named_in_a_test_is_in_the_list() -> None:
    listed = set(
        re.findall(r"^\| ([A-Z]\d+) \|", (ROOT / "docs/requirements.md").read_text("utf-8"), re.MULTILINE)
    )
    cited = {
        match.upper()
        for test in tracked("tests/**.py")
        for match in re.findall(r"def test_([a-z]\d+)_", (ROOT / test).read_text(encoding="utf-8"))
    }
    assert cited <= listed


def test_nothing_names_a_machine_or_a_registry() -> None:
    words = [
        "/" + "work/",
        "/" + "root/",
        "pypi" + ".org",
        "python" + "hosted",
        "npmjs" + ".org",
        "deb.debian" + ".org",
    ]
    found = subprocess.run(
        ["git", "grep", "-lIE", "|".join(words), "--", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
