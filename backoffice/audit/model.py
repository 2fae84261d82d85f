"""One entry of the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """Who (`actor`: staff:3) did what (`operation`: repair.registered) to which `object`, from where."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    address: str
    operation: str
    object: str
    facts: Mapping[str, Any]
