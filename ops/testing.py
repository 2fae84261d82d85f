"""`test`: what tests need, then pytest, in a state folder and on ports of their own."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ops import apt, state
from ops.host import this_host
from ops.messages import Unready, note
from ops.raw import BIN, ensure_sipp
from ops.root import PARTS, ensure_root
from ops.settings import ROOT, Settings

PORT_BASE = 12000
LOCK = ROOT / "ops" / "requirements-test.lock"


def main(argv: list[str]) -> int:
    """The verb `test`; exit status and last line are pytest's own."""
    python_packages()
    chosen = list(_chosen(argv))
    machine = this_host()
    packages: list[apt.Package] = [*apt.FONTS, apt.AGE]
    if _marked(chosen, "telephony"):
        packages += [*apt.RUN, *apt.AGENT, *apt.TEST]
    if _marked(chosen, "browser"):
        packages += apt.BROWSER
    apt.install(packages, machine, apt.log_path(PARTS))
    if _marked(chosen, "telephony"):
        ensure_root()
        ensure_sipp(machine)
    os.chdir(ROOT)
    environment = {**os.environ, **places(os.environ), "PATH": f"{BIN}:{os.environ['PATH']}"}
    environment.pop("DATABASE_URL", None)
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *argv], environment)  # noqa: S606


def places(environ: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """Where tests keep their state and listen: never where an `up` of the same environment does."""
    home = environ.get("ESTATELINE_HOME")
    beside = {"ESTATELINE_HOME": f"{home}-test" if home else str(ROOT / "var" / "test")}
    base = int(environ.get("ESTATELINE_PORT_BASE") or PORT_BASE)
    if environ.get("ESTATELINE_PORT_BASE") and state.supervised(Settings()):
        base += PORT_BASE
    return beside | {"ESTATELINE_PORT_BASE": str(base)}


def python_packages() -> None:
    """Install the tests' own packages into the environment when their lock changed."""
    stamp = PARTS / "venv" / ".made-from-test"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    note("test.installing")
    log = PARTS / "pip.log"
    log.parent.mkdir(exist_ok=True)
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    with log.open("wb") as words:
        done = subprocess.run(
            [*argv, "--require-hashes", "-r", str(LOCK)], stdout=words, stderr=words, check=False
        )
    if done.returncode:
        raise Unready("test.no_packages", log=log)
    if stamp.parent.exists():
        stamp.write_text(wanted, encoding="ascii")


def _chosen(argv: list[str]) -> Iterator[Path]:
    """Test files the arguments name, all when they name none."""
    named = [path for word in argv if (path := ROOT / word.split("::")[0]).exists() and word[:1] != "-"]
    for path in named or [ROOT / "tests"]:
        yield from path.rglob("test_*.py") if path.is_dir() else [path]


def _marked(files: list[Path], mark: str) -> bool:
    """True when one of them is marked so: its tests need more than Python."""
    return any(f"mark.{mark}" in path.read_text(encoding="utf-8") for path in files)
