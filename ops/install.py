"""Everything a first start fetches or builds; a second start finds it and says nothing."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from ops import apt, front, secrets
from ops.host import Host, this_host
from ops.messages import Unready, note
from ops.raw import ensure_sipp
from ops.root import PARTS, ensure_root
from ops.settings import ROOT, Settings


def everything(settings: Settings, host: Host | None = None) -> None:
    """Make this machine able to run the installation. Raises Unready with what stands in the way."""
    host = host or this_host()
    _ensure_home(settings.home)
    secrets.ensure(settings.home)
    apt.install(needed(settings), host, apt.log_path(PARTS))
    if settings.asterisk == "sandbox":
        ensure_root()
    if settings.demo and not settings.provider:
        ensure_sipp(host)
    if not front.front_dir().is_dir():
        note("front.installing")
        front.ensure_front()
    sounds(settings.home)


def needed(settings: Settings) -> tuple[apt.Package, ...]:
    """The Debian packages this installation runs with.

    A system's own Asterisk needs no sandbox; the demo's provider is left out where a real one is named.
    """
    left_out: set[str] = set()
    if settings.asterisk == "system":
        left_out |= {"mmdebstrap", "bubblewrap"}
    if not settings.demo:
        left_out |= {"sip-tester", "libcap2-bin"}
    return tuple(one for one in apt.RUN if one.name not in left_out)


def sounds(home: Path) -> None:
    """Build the prompts when the catalogue or a master changed since they were built."""
    stamp = home / "sounds" / ".made-from"
    wanted = _fingerprint(ROOT / "sounds")
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    from sounds.build import build

    note("sounds.building")
    built = build(home / "sounds")
    if left := [*built.missing, *built.bad]:
        # Callers hear nothing there: said at each start until it is mended.
        note("sounds.incomplete", count=len(left), first=left[0])
        return
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint(folder: Path) -> str:
    """Changes with every file of a folder: names, sizes and times, without reading 40 MB of masters."""
    digest = hashlib.sha256()
    for path in _files(folder):
        facts = path.stat()
        digest.update(f"{path.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _ensure_home(home: Path) -> None:
    try:
        (home / "run").mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise Unready("home.unwritable", home=home, why=trouble.strerror) from None
    if not os.access(home, os.W_OK):
        raise Unready("home.unwritable", home=home, why="W_OK")
