"""A house's state follows what is done with it: handed over, decorated, let (S1, S2)."""

from collections.abc import Collection

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.sql import Database, load

sql = load(__file__, "state.sql")


async def of(db: Database, house: int) -> str:
    """The state a house is in, held until the end of the transaction; the caller was let see the house."""
    return str(await sql.hold_state(db, house=house))


async def follow(db: Database, who: Actor, house: int, state: str, *, only: Collection[str] = ()) -> str:
    """The house is in `state` from now on; returns the state it was in.

    only: states it may leave; from another it stays as it is. In the transaction of what it follows from,
    whose right was asked for.
    """
    before = await of(db, house)
    if before != state and (not only or before in only):
        await sql.set_state(db, house=house, state=state)
        await audit.record(db, who, "house.state_followed", f"house:{house}", before=before, after=state)
    return before
