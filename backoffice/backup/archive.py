"""A backup's file: a tar with the database's dump, the folders' files and, last, what all of it must be.

    database.dump              pg_dump's custom format
    recordings/ID.wav …        folders by name
    manifest.json              every table's rows and sum, every file's size and hash

Encrypted it is the same tar in an age file (`age --decrypt` opens it), its name ending in `.age`.
"""

import errno
import hashlib
import io
import os
import re
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyrage
from pydantic import BaseModel, ValidationError

from backoffice.errors import Invalid

DUMP = "database.dump"
MANIFEST = "manifest.json"
PIECE = 1 << 20
_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
"""What a file within may be called: no way up, nothing hidden, nothing absolute."""

Say = Callable[[str, int, int], None]
"""Hears what is being done (a step's key) and how far it is: done, total, in bytes."""


class Sized(BaseModel):
    """A file within."""

    bytes: int
    sha256: str


class Printed(BaseModel):
    """A table within: its rows, and the sum over what they hold (`fingerprint`)."""

    rows: int
    sum: int


class Manifest(BaseModel):
    """What a backup must turn out to be."""

    taken_at: datetime
    tables: dict[str, Printed]
    files: dict[str, Sized] = {}


class Reader(Protocol):
    """What is read from a file within."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, b"" at the end."""


class Hashing:
    """Passes bytes on and knows their size and hash."""

    def __init__(self, file: Reader, heard: Callable[[int], None] = lambda _: None) -> None:
        self._file, self._heard = file, heard
        self._sum, self._bytes = hashlib.sha256(), 0

    def read(self, size: int = -1, /) -> bytes:
        """As the file's own."""
        piece = self._file.read(size)
        self._sum.update(piece)
        self._bytes += len(piece)
        self._heard(len(piece))
        return piece

    @property
    def sized(self) -> Sized:
        """What was read so far."""
        return Sized(bytes=self._bytes, sha256=self._sum.hexdigest())


class Frugal:
    """A new file, for its owner only, that leaves `reserve` bytes of the disk free: calls need them, too.

    Raises OSError(ENOSPC) when it would not; `failure` keeps it, since pyrage tells only its text.
    """

    failure: OSError | None = None

    def __init__(self, path: Path, reserve: int) -> None:
        self._path, self._reserve, self._unlooked = path, reserve, 0
        self._look()
        self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")

    def write(self, piece: bytes) -> int:
        """Write it."""
        self._unlooked += len(piece)
        try:
            if self._unlooked > 16 * PIECE:
                self._look()
            return self._file.write(piece)
        except OSError as full:
            self.failure = full
            raise

    def flush(self) -> None:
        """As a file's own; pyrage asks for it."""
        self._file.flush()

    def _look(self) -> None:
        self._unlooked = 0
        if shutil.disk_usage(self._path.parent).free < self._reserve:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path.parent))

    def __enter__(self) -> "Frugal":
        return self

    def __exit__(self, *_: object) -> None:
        """Close it, all of it on the disk."""
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


def pack(out: Frugal, manifest: Manifest, dump: Path, folders: Mapping[str, Path], say: Say) -> Manifest:
    """Write dump, folders and manifest; returns the manifest with the files, which are hashed on their way.

    A name of `folders` may stand for a single file; one that is not there is empty. What vanishes meanwhile
    is left out, what grows is taken as long as it was.
    """
    found = [*_files(folders)]
    total = dump.stat().st_size + sum(size for _, _, size in found)
    done = 0

    def heard(count: int) -> None:
        nonlocal done
        done += count
        say("backup.packing", done, total)

    files: dict[str, Sized] = {}
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        for name, path, _ in [(DUMP, dump, 0), *found]:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                info = tarfile.TarInfo(name)
                info.size, info.mtime = os.fstat(file.fileno()).st_size, int(os.fstat(file.fileno()).st_mtime)
                hashing = Hashing(file, heard)
                tar.addfile(info, hashing)
            files[name] = hashing.sized
        whole = manifest.model_copy(update={"files": files})
        last = whole.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(last)
        tar.addfile(info, io.BytesIO(last))
    return whole


def _files(folders: Mapping[str, Path]) -> Iterator[tuple[str, Path, int]]:
    """Regular files with a name we can restore, by their names within."""
    for folder, top in folders.items():
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            name = "/".join((folder, *path.relative_to(top).parts))
            try:
                facts = path.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(facts.st_mode) and _NAME.fullmatch(name):
                yield name, path, facts.st_size


def members(path: Path, say: Say) -> Iterator[tuple[str, Reader]]:
    """Every file within, in its order, to be read before the next is asked for.

    Raises Invalid("backup.unreadable") for what no backup of ours holds; it and reading raise TarError
    when the file is cut off or no tar.
    """
    total = path.stat().st_size
    done = 0

    def heard(count: int) -> None:
        nonlocal done
        done += count
        say("backup.reading", done, total)

    with path.open("rb") as file, tarfile.open(fileobj=Hashing(file, heard), mode="r|") as tar:  # type: ignore[call-overload]
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None or not _NAME.fullmatch(info.name):
                raise Invalid("backup.unreadable", file=path.name, field="file")
            yield info.name, content


def manifest_of(content: Reader, name: str) -> Manifest:
    """The manifest of backup `name`. Raises Invalid as `members`."""
    try:
        return Manifest.model_validate_json(content.read())
    except ValidationError as broken:
        raise Invalid("backup.unreadable", file=name, field="file") from broken


def encrypt(plain: Path, out: Frugal, recipient: str) -> None:
    """Write `plain` as an age file for the public key. Raises Invalid for what is none, OSError as `out`."""
    key = recipient_of(recipient)
    try:
        with plain.open("rb") as file:
            pyrage.encrypt_io(file, out, [key])
    except pyrage.EncryptError as failed:
        raise out.failure or OSError(errno.EIO, str(failed)) from failed


def recipient_of(key: str) -> pyrage.x25519.Recipient:
    """A public key (age1…). Raises Invalid for anything else."""
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as wrong:
        raise Invalid("backup.recipient", field="recipient") from wrong


def decrypt(sealed: Path, out: Frugal, identity: str) -> None:
    """Write an age file's content, by the private key. Raises Invalid when key or file is not right."""
    lines = [line for line in identity.splitlines() if line.startswith("AGE-SECRET-KEY-")]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines]
        with sealed.open("rb") as file:
            pyrage.decrypt_io(file, out, keys)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError) as wrong:
        if out.failure:
            raise out.failure from wrong
        raise Invalid("backup.identity", file=sealed.name, field="identity") from wrong


def hash_of(path: Path) -> str:
    """SHA-256 of a file, as `sha256sum` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
