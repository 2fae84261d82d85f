"""The command line as a person meets it: help, unknown verbs, one sentence instead of a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops import testing, verbs
from ops.__main__ import help_of, overview
from ops.settings import ROOT


def run(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", *argv],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environ},
    )


def test_help_lists_every_verb_in_its_group() -> None:
    lines = overview().splitlines()[2:]
    assert [line.split()[0] for line in lines if line[0] != " "] == [
        group for group in verbs.GROUPS if any(one.group == group for one in verbs.VERBS.values())
    ]
    for one in verbs.VERBS.values():
        assert any(one.usage in line for line in lines), one.usage
        assert one.run.__doc__


def test_a_verb_explains_itself() -> None:
    assert "--detach" in help_of("up")
    assert run("help", "status").stdout.startswith("./estateline status [--json]\n")


def test_an_unknown_verb_is_one_sentence() -> None:
    done = run("fly")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no verb fly; ./estateline help lists them all.\n"


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("up", "--detach", ESTATELINE_HOME=str(tmp_path / "file" / "home"), DATABASE_URL="")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.fullmatch(r"The state folder .*/file/home cannot be written .*\n", done.stderr)


@pytest.mark.parametrize(
    ("environ", "home", "base"),
    [
        ({}, str(ROOT / "var" / "test"), "12000"),
        ({"ESTATELINE_HOME": "/srv/e"}, "/srv/e-test", "12000"),
        ({"ESTATELINE_PORT_BASE": "2000"}, str(ROOT / "var" / "test"), "2000"),
    ],
)
def test_tests_have_a_place_of_their_own(
    environ: dict[str, str], home: str, base: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ESTATELINE_HOME", str(tmp_path))
    assert testing.places(environ) == {"ESTATELINE_HOME": home, "ESTATELINE_PORT_BASE": base}
