"""`status` and `logs`: how each part is, the room on the disk, Asterisk's version, the last words."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from ops import asterisk_version, host, state
from ops.logfile import LogFile
from ops.messages import Unready, say
from ops.settings import Settings
from ops.state import Health, PartState


class Room(BaseModel):
    """A disk of ours (`host.tightest_disk`). enough: False means that calls go on without recordings."""

    folder: Path
    free_bytes: int
    writable: bool
    enough: bool


class Status(BaseModel):
    """What `status --json` prints; healthy is the exit status."""

    running: bool
    healthy: bool
    home: Path
    parts: list[PartState]
    disk: Room
    asterisk: str
    asterisk_supported: bool


def look(settings: Settings) -> Status:
    """The installation now, as its supervisor last saw the parts."""
    running = state.supervised(settings)
    left = state.load(settings)
    parts = left.parts if left else []
    if not running:
        parts = [PartState(name=one.name, port=one.port) for one in parts]
    disk = host.tightest_disk(settings)
    version = asterisk_version.found(settings)
    return Status(
        running=running,
        healthy=running and disk.enough and all(one.health is Health.HEALTHY for one in parts),
        home=settings.home,
        parts=parts,
        disk=Room(folder=disk.folder, free_bytes=disk.free, writable=disk.writable, enough=disk.enough),
        asterisk=version,
        asterisk_supported=asterisk_version.supported(version),
    )


def main(argv: list[str]) -> int:
    """The verb `status`."""
    parser = argparse.ArgumentParser(prog="estateline status")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args(argv).json
    found = look(Settings())
    if as_json:
        print(found.model_dump_json(indent=1))
    else:
        print("\n".join(lines(found, datetime.now(UTC))))
    return 0 if found.healthy else 1


def lines(found: Status, now: datetime) -> list[str]:
    """What `status` prints for people."""
    said = [] if found.running else [say("down.not_running")]
    for one in found.parts:
        since = f"{_duration((now - one.since).total_seconds()):>8}" if one.since else " " * 8
        pid = one.pid or ""
        restarts = say("status.restarts", count=one.restarts) if one.restarts else ""
        said.append(
            f"{one.name:10} {one.health:11} {since}  pid {pid!s:8} port {one.port:<6} {restarts}".rstrip()
        )
    if found.asterisk:
        said.append(f"Asterisk   {found.asterisk}")
        if not found.asterisk_supported:
            said.append(say("asterisk.wrong_version", found=found.asterisk))
    said.append(say("status.room", folder=found.disk.folder, free=f"{found.disk.free_bytes / 1e9:.1f}"))
    if not found.disk.enough:
        said.append(say("status.disk_full", folder=found.disk.folder))
    return said


def _duration(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f}{unit}"
    return f"{max(seconds, 0):.0f}s"


def logs(argv: list[str]) -> int:
    """The verb `logs`. Raises Unready when there is no such log."""
    parser = argparse.ArgumentParser(prog="estateline logs")
    parser.add_argument("part", nargs="?")
    parser.add_argument("-f", "--follow", action="store_true")
    parser.add_argument("-n", "--lines", type=int, default=50)
    asked = parser.parse_args(argv)
    folder = Settings().home / "log"
    paths = [folder / f"{asked.part}.log"] if asked.part else sorted(folder.glob("*.log"))
    if not paths or not paths[0].exists():
        known = " ".join(path.stem for path in sorted(folder.glob("*.log")))
        raise Unready("logs.none", part=asked.part or "*", known=known or "-")
    if asked.follow:
        # By name, so that it goes on after the file was turned.
        os.execvp("tail", ["tail", "-n", str(asked.lines), "-F", *map(str, paths)])  # noqa: S606
    for path in paths:
        if len(paths) > 1:
            print(f"==> {path.stem} <==")
        print(LogFile(path).tail(asked.lines))
    return 0
