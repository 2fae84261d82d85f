"""Passwords: made once, for the owner's eyes only."""

import stat
from pathlib import Path

from ops import secrets


def test_secrets_are_made_once_with_mode_600(tmp_path: Path) -> None:
    secrets.ensure(tmp_path)
    first = {name: (tmp_path / "secrets" / name).read_text() for name in secrets.NAMES}
    secrets.ensure(tmp_path)
    for name, text in first.items():
        path = tmp_path / "secrets" / name
        assert path.read_text() == text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(text.strip()) == 32
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
