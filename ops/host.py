"""Facts about this machine, gathered once and handed on, so that decisions can be tested without it."""

import contextlib
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from ops.settings import Settings


@dataclass(frozen=True)
class Host:
    """What the bootstrap decides by.

    debian: release number (12), 0 when this is not Debian. codename: its suite (bookworm).
    root: running as root. sudo: the sudo program is there.
    """

    debian: int
    codename: str
    root: bool
    sudo: bool

    @property
    def as_root(self) -> list[str]:
        """What to put before a command that needs root."""
        return [] if self.root else ["sudo"]


def this_host() -> Host:
    """The machine we run on."""
    release = os_release(Path("/etc/os-release"))
    debian = release.get("ID") == "debian" and shutil.which("apt-get") is not None
    number = release.get("VERSION_ID", "")
    # Testing and unstable name no number: they are newer than any we know.
    known = int(number) if number.isdigit() else 99
    return Host(
        debian=known if debian else 0,
        codename=release.get("VERSION_CODENAME", ""),
        root=os.geteuid() == 0,
        sudo=shutil.which("sudo") is not None,
    )


def os_release(path: Path) -> dict[str, str]:
    """The fields of an os-release file (man os-release), {} when there is none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip().strip("\"'") for key, value in pairs}


@dataclass(frozen=True)
class Listener:
    """A port one of our parts listens on: its name in `ops.settings.OFFSETS` and the address."""

    name: str
    kind: str
    address: str

    def taken(self, settings: Settings) -> bool:
        """True when another program has it now."""
        kind = socket.SOCK_STREAM if self.kind == "tcp" else socket.SOCK_DGRAM
        with socket.socket(socket.AF_INET, kind) as probe:
            if self.kind == "tcp":
                # As our servers do: a port whose last connections linger is not taken.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.address, settings.port(self.name)))
            except OSError:
                return True
        return False


PROVIDER = Listener("provider", "udp", "127.0.0.2")
LISTENERS = (
    Listener("sip", "udp", "127.0.0.1"),
    PROVIDER,
    Listener("provider_sound", "udp", "127.0.0.2"),
    Listener("agi", "tcp", "127.0.0.1"),
    Listener("ami", "tcp", "127.0.0.1"),
    Listener("http", "tcp", "127.0.0.1"),
    Listener("web", "tcp", "127.0.0.1"),
    Listener("postgres", "tcp", "127.0.0.1"),
    Listener("metrics", "tcp", "127.0.0.1"),
    Listener("rtp", "udp", "127.0.0.1"),
)
"""What `up` opens. The caller's and the demo agent's ports are opened for the length of a command."""


def taken(settings: Settings) -> list[Listener]:
    """Our listeners whose ports other programs have."""
    return [one for one in LISTENERS if _ours(one, settings) and one.taken(settings)]


def _ours(one: Listener, settings: Settings) -> bool:
    if one.name == "postgres":
        return settings.demo
    if one.name in ("provider", "provider_sound"):
        return settings.demo and not settings.provider
    return True


def free_base(settings: Settings) -> int:
    """A port base none of whose ports is taken, for the advice; 0 when none was found."""
    for base in range(1000, 20001, 1000):
        if not taken(settings.model_copy(update={"port_base": base})):
            return base
    return 0


FREE_BYTES_WANTED = 500_000_000


@dataclass(frozen=True)
class Disk:
    """Room in a folder: free bytes, and whether a file can be written."""

    folder: Path
    free: int
    writable: bool

    @property
    def enough(self) -> bool:
        """False: recordings will be left out until there is room."""
        return self.writable and self.free >= FREE_BYTES_WANTED


def tightest_disk(settings: Settings) -> Disk:
    """The state folder's disk; when it has room and another one with the recordings has not, that."""
    return min(disk(settings.home), disk(settings.recordings), key=lambda one: one.enough)


def disk(folder: Path) -> Disk:
    """Measure a folder's disk, by writing: a full one may still report free bytes kept for root."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    probe = there / f".room-{os.getpid()}"
    try:
        with probe.open("wb", buffering=0) as file:
            file.write(b"\0" * 65536)
            os.fsync(file.fileno())
        writable = True
    except OSError:
        writable = False
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return Disk(folder, shutil.disk_usage(there).free, writable)
