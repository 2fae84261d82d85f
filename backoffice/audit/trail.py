"""What was done to one thing, for the time-line of its page (P5)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.sql import Database, load

sql = load(__file__, "trail.sql")


@dataclass(frozen=True, slots=True)
class Deed:
    """Who (`by`: a name, "" for the system's own jobs) did what, with the facts of the trail."""

    at: datetime
    by: str
    operation: str
    facts: Mapping[str, Any]


async def of(db: Database, thing: str, *, most: int = 100) -> list[Deed]:
    """The newest deeds to `thing` (`handover:7`); the caller has checked that it may be seen."""
    rows = sql.of(db, object=thing, most=most)
    return [Deed(**{**row, "facts": json.loads(row["facts"])}) async for row in rows]
