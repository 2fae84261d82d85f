"""The first administrator of an empty installation: a generated sign-in, shown until its password is changed.

There is no default password: this one is made once, stands in a file only the installation's owner reads, and
opens nothing but the page to change it.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company import passwords
from backoffice.company.actor import System
from backoffice.company.functions import READY_MADE
from backoffice.sql import load

sql = load(__file__, "first.sql")

LOGIN = "administrator"


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """Where the sign-in stands until it was used."""

    file: Path

    def password(self) -> str | None:
        """The generated password; None: used, or never needed."""
        try:
            return str(json.loads(self.file.read_text(encoding="utf-8"))["password"])
        except FileNotFoundError:
            return None

    def used(self, login: str) -> None:
        """`login` has a password of its own now: forget the generated one."""
        if login == LOGIN:
            self.file.unlink(missing_ok=True)

    def keep(self, password: str) -> None:
        """Write it for the owner's eyes only."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"login": LOGIN, "password": password}, out)
        draft.replace(self.file)


async def ensure(dsn: str, first: FirstSignIn) -> None:
    """Make the administrator when nobody works here yet; make a new password when the file of one who never
    used it is gone; forget the file of one who did."""
    db = await asyncpg.connect(dsn)
    try:
        async with db.transaction():
            await sql.lock(db)
            if not await sql.nobody_else(db, login=LOGIN):
                first.used(LOGIN)
                return
            if first.password() and await sql.is_there(db, login=LOGIN):
                return
            password = passwords.generated()
            staff = await sql.make(db, login=LOGIN, password_hash=await passwords.hashed(password))
            await sql.give_post(db, staff=staff, functions=sorted(READY_MADE["administrator"]))
            await audit.record(db, System("prepare"), "staff.first_made", f"staff:{staff}")
            # Before the commit: a sign-in nobody knows would be worse than a file that opens nothing.
            first.keep(password)
    finally:
        await db.close()
