"""What somebody asked for and nobody decided yet, when that person leaves (P1, P10)."""

from backoffice.company.actor import Actor
from backoffice.company.model import OpenWork
from backoffice.company.reach import has
from backoffice.errors import Forbidden
from backoffice.sql import Database, load

sql = load(__file__, "handing.sql")


async def open_of(db: Database, staff: int) -> list[OpenWork]:
    """Approvals somebody waits for; empty: none."""
    return [OpenWork(**row) async for row in sql.open_of(db, staff=staff)]


async def hand_over(db: Database, who: Actor, staff: int, to: int | None) -> None:
    """Another one asks for them from now on; None: they are withdrawn.

    Raises Forbidden without `staff.manage`.
    """
    if not has(who, "staff.manage", None):
        raise Forbidden("staff.not_yours", function="staff.manage")
    if to is None:
        await sql.withdraw_all(db, staff=staff)
    else:
        await sql.hand_over(db, staff=staff, to=to)
