"""What the supervisor writes about its parts into home/run/state.json, and who runs it."""

import contextlib
import fcntl
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from pydantic import BaseModel

from ops.settings import Settings


class Health(StrEnum):
    """What a look at a part says."""

    HEALTHY = "healthy"
    UNWELL = "unwell"  # answers, and says that something it needs is missing
    SILENT = "silent"  # does not answer
    STARTING = "starting"
    RESTARTING = "restarting"  # died; started again after a pause
    STOPPED = "stopped"


class PartState(BaseModel):
    """One part: since is the time of its last start, restarts counts deaths since `up`."""

    name: str
    health: Health = Health.STOPPED
    pid: int | None = None
    started: int = 0
    port: int = 0
    since: datetime | None = None
    restarts: int = 0


class State(BaseModel):
    """The installation as its supervisor saw it last; pid and started name the supervisor."""

    pid: int
    started: int
    parts: list[PartState]

    def save(self, path: Path) -> None:
        """Replace the file at once. A full disk leaves the last state standing."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(self.model_dump_json(indent=1), encoding="utf-8")
            fresh.replace(path)


def load(settings: Settings) -> State | None:
    """The last state written, None when there is none."""
    try:
        return State.model_validate_json(path_of(settings).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def path_of(settings: Settings) -> Path:
    """Where the state stands."""
    return settings.home / "run" / "state.json"


def claim(settings: Settings) -> IO[bytes] | None:
    """Become this state folder's supervisor until the file is closed; None when another one is.

    A lock and not a pid file: the kernel gives it back however its holder died.
    """
    path = settings.home / "run" / "supervisor.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    with contextlib.suppress(OSError):  # a full disk: `down` then has nobody to tell, Ctrl-C works
        os.truncate(file.fileno(), 0)
        os.write(file.fileno(), b"%d\n" % os.getpid())
    return file


def supervisor(settings: Settings) -> int | None:
    """Process id of who runs this state folder now, None when nobody does."""
    if not supervised(settings):
        return None
    # Taken and not yet signed: it is starting, or gone again.
    words = (settings.home / "run" / "supervisor.lock").read_text(encoding="ascii").split()
    return int(words[0]) if words else None


def supervised(settings: Settings) -> bool:
    """True while a supervisor runs this state folder."""
    if not settings.home.exists():
        return False
    if (lock := claim(settings)) is None:
        return True
    lock.close()
    return False
