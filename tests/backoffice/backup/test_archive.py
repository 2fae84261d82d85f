"""The file itself: limits of the disk, keys that are none (P6)."""

import errno
import resource
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from backoffice.backup import archive
from backoffice.errors import Invalid


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file grows over a megabyte: how a disk that fills looks from within."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_p6_a_disk_that_fills_while_encrypting_is_the_disks_trouble(
    tmp_path: Path, small_files: None
) -> None:
    for part in range(3):
        (tmp_path / f"plain{part}").write_bytes(bytes(900_000))
    key = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(OSError) as full, archive.Frugal(tmp_path / "sealed", 0) as out:
        for part in range(3):
            archive.encrypt(tmp_path / f"plain{part}", out, key)
    assert full.value.errno == errno.EFBIG


def test_p6_a_reserve_is_left_on_the_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError) as full:
        archive.Frugal(tmp_path / "file", 10**18)
    assert full.value.errno == errno.ENOSPC
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("key", ["", "age1", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1", "公钥"])
def test_p6_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid, match=r"backup\.recipient"):
        archive.recipient_of(key)
