"""Asterisk's own root: a small newer Debian with Asterisk 22, beside the host's system and never in it.

Debian 12 and 13 have no Asterisk 22, and installing the newer Debian's package on the host would replace
the host's C library. The archive's address is the host's own. About 350 MB and half a minute, once.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ops import sources
from ops.host import Host, this_host
from ops.messages import Unready, note
from ops.settings import ROOT

PARTS = ROOT / ".parts"
PLACE = PARTS / "asterisk"
SUITE = "forky"
PACKAGES = ("asterisk", "asterisk-modules", "ca-certificates", "python3")
SERIES = 22
"""The long-term-support series we are made for; any 22.x will do."""

_MOUNT_POINTS = (
    "usr/share/estateline/agi",
    "usr/share/estateline/python",
    "var/lib/asterisk/sounds/estateline",
)
"""Folders bound at run time must exist: the root is read-only then."""


def ensure_root() -> Path:
    """The root's folder, made now if it is missing (mmdebstrap must be installed).

    Raises Unready when apt names no Debian archive, the download fails, or what came is not Asterisk 22.
    """
    if (PLACE / "usr" / "sbin" / "asterisk").exists():
        return PLACE
    host = this_host()
    if not host.root and not host.sudo:
        raise Unready("root.no_root")
    archive = sources.debian_archive(host.codename, sources.sources())
    if archive is None:
        raise Unready("root.no_archive", codename=host.codename)
    note("root.making")
    PARTS.mkdir(parents=True, exist_ok=True)
    # Made aside and renamed: an interrupted download leaves nothing that looks finished.
    with tempfile.TemporaryDirectory(dir=PARTS, prefix="asterisk-") as aside:
        fresh = Path(aside) / "root"
        fresh.mkdir()
        _unpack(archive, host, fresh)
        for folder in _MOUNT_POINTS:
            (fresh / folder).mkdir(parents=True, exist_ok=True)
        # Without it every call waits for a look-up of the host's own name.
        shutil.copyfile("/etc/hosts", fresh / "etc" / "hosts")
        found = version(fresh)
        if not found.startswith(f"{SERIES}."):
            raise Unready("root.wrong_version", found=found or "?", wanted=f"{SERIES}.x")
        shutil.rmtree(PLACE, ignore_errors=True)
        fresh.rename(PLACE)
    return PLACE


def version(root: Path = PLACE) -> str:
    """Asterisk's version by its package's record, "" when there is none: 22.4.1."""
    status = root / "var" / "lib" / "dpkg" / "status"
    with contextlib.suppress(FileNotFoundError):
        record = re.search(
            r"^Package: asterisk\n(?:.+\n)*?Version: (?:\d+:)?([0-9.]+)",
            status.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        if record:
            return record[1]
    return ""


def _unpack(archive: sources.Source, host: Host, fresh: Path) -> None:
    argv = [*host.as_root, "mmdebstrap", "--quiet", "--variant=minbase", "--format=tar"]
    argv += ['--aptopt=Acquire::Check-Valid-Until "false"', '--aptopt=APT::Install-Recommends "false"']
    if archive.signed_by:
        argv.append(f"--keyring={archive.signed_by}")
    argv += [f"--include={','.join(PACKAGES)}", SUITE, "-", archive.address]
    log = PARTS / "mmdebstrap.log"
    with log.open("wb") as words:
        make = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=words, stdin=subprocess.DEVNULL)
        # A tar unpacked by ourselves, so that the files are ours and can be deleted without root.
        unpack = ["tar", "-x", "--no-same-owner", "--exclude=./dev/*", "-C", str(fresh)]
        unpacked = subprocess.run(unpack, stdin=make.stdout, stderr=words, check=False)
        made = make.wait()
    if made or unpacked.returncode:
        raise Unready("root.failed", log=log)
    for folder, names, _ in os.walk(fresh):
        for name in names:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o700)
