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
    """One call we place, or placed. id: also Asterisk's channel id; cause: Q.850; seconds: talked.

    step: what may happen once only, None where a person asks each time; keys: pressed, without PINs.
    """

    id: UUID
    purpose: Purpose
    step: str | None
    house: int | None
    person: int | None
    number: str
    state: State
    result: Result
    cause: int | None
    call_id: UUID | None
    keys: str
    seconds: float | None
    committed_at: datetime
    dialled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
