"""Staff and what their posts let them do, where (P1, P2)."""

import json

from backoffice.company.actor import Staff
from backoffice.errors import NotFound
from backoffice.sql import Database, load

sql = load(__file__)


async def staff_actor(db: Database, staff_id: int, address: str) -> Staff:
    """A member of staff with all rights held now. Raises NotFound for one who has left."""
    row = await sql.staff_by_id(db, staff=staff_id)
    if row is None:
        raise NotFound("staff.not_found", staff=staff_id)
    functions: dict[str, frozenset[int] | None] = {}
    async for held in sql.functions_of(db, staff=staff_id):
        function, community = held["function"], held["community_id"]
        before = functions.get(function, frozenset())
        functions[function] = None if community is None or before is None else before | {community}
    return Staff(row["id"], row["name"], functions, address)


async def company_name(db: Database) -> tuple[str, str]:
    """The company's name in Chinese and English; ("", "") before it is set."""
    value = json.loads(await sql.company_name(db) or "{}")
    return value.get("zh", ""), value.get("en", "")
