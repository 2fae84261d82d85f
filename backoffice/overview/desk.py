"""What waits for whoever signs in, and how the communities stand side by side (P3, P4)."""

from backoffice.approvals import desk as approvals
from backoffice.company.actor import Staff
from backoffice.company.reach import reach_with
from backoffice.overview.model import Glance, Numbers, Overview, Waiting
from backoffice.sql import Database, load

sql = load(__file__)

_RIGHTS = {"houses": "house.view", "bills": "bill.view", "requests": "request.view", "calls": "call.view"}


async def overview(db: Database, who: Staff) -> Overview:
    """The reader's communities; each number only where the posts carry the right to it."""
    asked: dict[str, bool | list[int]] = {}
    for part, function in _RIGHTS.items():
        within = reach_with(who, function)
        asked |= {f"{part}_all": within.everything, f"{part}_in": within.communities}
    return Overview([Glance(**row) async for row in sql.glances(db, **asked)])


async def waiting(db: Database, who: Staff) -> list[Waiting]:
    """What the reader should look at now; nothing that is not there."""
    within = reach_with(who, "request.view")
    row = await sql.waiting(
        db,
        everything=within.everything,
        communities=within.communities,
        nobodys=bool(within.communities),
    )
    found = (
        Waiting("approvals", len(await approvals.listed(db, who, "waiting")), "/approvals"),
        Waiting("late", row["late"], "/requests?state=late"),
        Waiting("urgent", row["urgent"], "/requests"),
        Waiting("messages", row["messages"], "/requests?kind=message"),
    )
    return [one for one in found if one.count]


async def numbers(db: Database, who: Staff) -> Numbers:
    """What the reader did today."""
    return Numbers(**await sql.numbers(db, staff=who.id, actor=str(who)))
