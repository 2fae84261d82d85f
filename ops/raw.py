"""A SIPp that may send captured sound without being root: a copy of ours with that one right."""

import shutil
import subprocess
from pathlib import Path

from ops.host import Host
from ops.messages import Unready, note
from ops.root import PARTS

BIN = PARTS / "bin"
"""Comes first in the search path of what runs SIPp."""


def ensure_sipp(host: Host) -> None:
    """Make the copy, once and only for an ordinary user. Raises Unready when sudo or setcap fails.

    SIPp plays captures through a raw socket. The system's own program is left as it is.
    """
    copy = BIN / "sipp"
    original = shutil.which("sipp")
    if host.root or original is None or (copy.exists() and _size(copy) == _size(Path(original))):
        return
    note("raw.copying")
    BIN.mkdir(parents=True, exist_ok=True)
    draft = BIN / "sipp.new"
    shutil.copy(original, draft)
    try:
        done = subprocess.run(
            [*host.as_root, "setcap", "cap_net_raw+ep", str(draft)],
            capture_output=True,
            text=True,
            check=False,
        )
        why = done.stderr.strip()
    except FileNotFoundError as missing:
        why = f"{missing.filename}?"
    else:
        if not done.returncode:
            draft.replace(copy)
            return
    draft.unlink()
    raise Unready("raw.failed", why=why)


def _size(path: Path) -> int:
    return path.stat().st_size
