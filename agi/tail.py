"""Reading on in a file that another program appends to and that is rotated from time to time.

A file is known by its inode: after a rotation (rename, then a new file of the old name) what was left unread
in the old one comes first. Rotated files lie beside it under its name and a suffix (queue_log.0,
queue_log.1).
"""

import os
from dataclasses import dataclass
from pathlib import Path

MOST = 64 * 1024  # bytes at a time
PACKED = {".gz", ".bz2", ".xz", ".zst"}


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which byte which file was read."""

    inode: int
    offset: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines without their ends, and where the next piece starts.

    gone: the file read last is no longer there; what was unread in it is lost.
    """

    lines: tuple[bytes, ...]
    then: Position
    gone: bool = False


def read_on(path: Path, position: Position | None) -> Piece | None:
    """The lines that follow `position`, or None when there is nothing new.

    A piece may have no lines and still move on to the next file. A last line without its end is left for
    later, unless the file was rotated and a newer one is there: then nobody writes it any more.
    """
    files = _by_age(path)
    if not files:
        return None
    known = [index for index, (inode, _) in enumerate(files) if position and inode == position.inode]
    if position is None or not known:
        return Piece((), Position(files[0][0], 0), gone=position is not None)
    inode, file = files[known[0]]
    newer = files[known[0] + 1 :]
    with file.open("rb") as reader:
        now = os.fstat(reader.fileno())
        if now.st_ino != inode:  # rotated this instant
            return None
        size = now.st_size
        offset = position.offset if position.offset <= size else 0  # cut short: begin again
        reader.seek(offset)
        data = reader.read(MOST)
    if data and b"\n" not in data and (newer or len(data) == MOST):
        return Piece((data,), Position(inode, offset + len(data)))
    whole, end, _ = data.rpartition(b"\n")
    if end:
        lines = tuple(line.rstrip(b"\r") for line in whole.split(b"\n"))
        return Piece(tuple(line for line in lines if line), Position(inode, offset + len(whole) + 1))
    return Piece((), Position(newer[0][0], 0)) if newer else None


def _by_age(path: Path) -> list[tuple[int, Path]]:
    """(inode, path) of the rotated files, oldest first, and of the file itself, if it is there."""
    rotated = sorted(
        (file.stat().st_mtime_ns, file)
        for file in path.parent.glob(f"{path.name}[.-]*")
        if file.suffix not in PACKED and file.is_file()
    )
    files = [file for _, file in rotated] + ([path] if path.exists() else [])
    return [(file.stat().st_ino, file) for file in files]
