"""Reading a backup into an empty database and, for a restore, folders; it must be what its manifest says."""

from collections.abc import Mapping
from pathlib import Path
from tarfile import TarError

from backoffice.backup.archive import (
    DUMP,
    MANIFEST,
    PIECE,
    Frugal,
    Hashing,
    Manifest,
    Say,
    Sized,
    manifest_of,
    members,
)
from backoffice.backup.postgres import Server, prints
from backoffice.errors import Conflict, Invalid


async def unpack(
    server: Server,
    programs: Path,
    file: Path,
    database: str,
    say: Say,
    into: Mapping[str, Path] | None = None,
) -> Manifest:
    """Fill the empty `database`, and the folders `into` names; without it their files are only read.

    Raises Invalid("backup.unreadable") for no whole backup of ours, Conflict("backup.differs", what=…) when
    something is not what it was, Conflict("backup.postgres") when Postgres refuses, OSError when a disk does.
    """
    found: dict[str, Sized] = {}
    manifest = None
    try:
        for name, content in members(file, say):
            if name == MANIFEST:
                manifest = manifest_of(content, file.name)
                continue
            hashing = Hashing(content)
            if name == DUMP:
                server.restore(programs, database, hashing)
            elif into is not None:
                _write(hashing, _place(into, name, file))
            while hashing.read(PIECE):
                pass
            found[name] = hashing.sized
    except TarError as broken:
        raise Invalid("backup.unreadable", file=file.name, field="file") from broken
    if manifest is None or DUMP not in found:
        raise Invalid("backup.unreadable", file=file.name, field="file")
    _compare(manifest.files, found)
    async with server.connected(database) as db:
        _compare(manifest.tables, await prints(db))
    return manifest


def _place(into: Mapping[str, Path], name: str, file: Path) -> Path:
    folder, _, rest = name.partition("/")
    if folder not in into:
        raise Invalid("backup.unreadable", file=file.name, field="file")
    return into[folder] / rest if rest else into[folder]


def _write(content: Hashing, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Frugal(path, 0) as out:
        while piece := content.read(PIECE):
            out.write(piece)


def _compare(wanted: Mapping[str, object], found: Mapping[str, object]) -> None:
    different = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    if different:
        raise Conflict("backup.differs", what=different[0], count=len(different))
