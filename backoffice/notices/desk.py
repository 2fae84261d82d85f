"""Notices in force for a house (H3). Writing one is in `publishing.py`, which needs a voice."""

from backoffice.company.actor import Actor
from backoffice.estate.desk import house_for
from backoffice.notices.model import Notice
from backoffice.sql import Database, load

sql = load(__file__)


async def in_force(db: Database, who: Actor, house: int) -> list[Notice]:
    """What is to be told now to this house's building and community, urgent ones first; empty: nothing.

    Raises as `house_for` for `notice.view`.
    """
    home = await house_for(db, who, house, "notice.view")
    rows = sql.in_force(db, community=home.community_id, building=home.building_id)
    return [Notice(**row) async for row in rows]
