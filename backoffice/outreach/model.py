"""Calls out, one row an attempt (H7, N5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Purpose = Literal["reminder", "join"]
State = Literal["committed", "dialling", "answered", "ended", "ambiguous"]
Result = Literal["", "answered", "busy", "no_answer", "absent", "rejected", "invalid", "line", "stopped"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call we place, or placed. `id` is also Asterisk's channel id; seconds: talked."""

    id: UUID
    purpose: Purpose
    house: int | None
    person: int | None
    number: str
    state: State
    result: Result
    cause: int | None
    keys: str
    seconds: float | None
    committed_at: datetime
