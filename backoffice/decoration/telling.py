"""What decorations tell of: asked, decided, not passed, late (P4, S2)."""

from typing import Any

from backoffice.company.actor import Actor
from backoffice.decoration.model import Decoration
from backoffice.reminders import desk as reminders
from backoffice.sql import Database


async def tell(
    db: Database, who: Actor, event: str, about: Decoration, *, key: str = "", **facts: Any
) -> None:
    """Tell of a decoration, in the transaction of what happened."""
    kind, _, clerk = about.applied_by.partition(":")
    await reminders.tell(
        db,
        who,
        event,
        subject=f"decoration:{about.id}",
        key=key,
        community=about.community_id,
        link=f"/decoration/{about.id}",
        concerned=int(clerk) if kind == "staff" else None,
        number=about.number,
        place=about.label,
        **facts,
    )


async def settle(db: Database, about: Decoration) -> None:
    """What was told of it needs nobody any more."""
    await reminders.settle(db, f"decoration:{about.id}")
