"""The whole tree under ruff, mypy and import-linter; `./estateline test` runs them as tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.settings import ROOT

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(["-m", "ruff", "check"], id="ruff check"),
        pytest.param(["-m", "ruff", "format", "--check"], id="ruff format"),
        pytest.param(["-m", "mypy"], id="mypy"),
        pytest.param(["-c", LINT_IMPORTS], id="import-linter"),
    ],
)
def test_the_tree_is_clean(argv: list[str]) -> None:
    done = subprocess.run([sys.executable, *argv], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_shell_scripts_parse() -> None:
    for script in (ROOT / "estateline", ROOT / ".ci" / "run"):
        subprocess.run(["/bin/sh", "-n", str(script)], check=True)
        assert Path(script).stat().st_mode & 0o111
