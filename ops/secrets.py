"""Passwords made once on the first start, each a file of mode 600 under home/secrets."""

import os
import secrets
from pathlib import Path

NAMES = ("postgres", "postgres_application", "ami_engine")
"""Every installation has these: Postgres' owner and the role of our processes, the engine's AMI user."""


def ensure(home: Path, names: tuple[str, ...] = NAMES) -> None:
    """Make the secrets that are missing; those that exist are never changed.

    Each is 32 letters and digits, so that it needs no quoting in a URL or a configuration file.
    """
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in names:
        _make_once(folder / name)


def _make_once(path: Path) -> None:
    # O_EXCL: two starts at once agree on whichever came first.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(16) + "\n")
