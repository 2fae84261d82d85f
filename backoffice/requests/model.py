"""Requests: repair, complaint, special service, message (R4, C2, T1, H3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Kind = Literal["repair", "complaint", "service", "message"]
Channel = Literal["counter", "telephone", "sms", "web"]
State = Literal["new", "assigned", "working", "done", "cancelled"]
Dissatisfaction = Literal["", "attitude", "quality", "other"]


@dataclass(frozen=True, slots=True)
class Category:
    """What a request of one kind can be about; defined by the company."""

    id: int
    kind: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is known when somebody asks. house: None when nobody knows which; recordings: of the same call."""

    kind: Kind
    house: int | None
    category: int | None
    call_id: UUID | None
    caller_number: str
    channel: Channel
    urgent: bool
    details: str
    recordings: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands. number: what the caller was told; category: "" when it has none.

    satisfied: None until the owner rated it.
    """

    id: int
    number: int
    kind: Kind
    state: State
    category: str
    category_en: str
    house: int | None
    urgent: bool
    registered_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    satisfied: bool | None
    dissatisfaction: Dissatisfaction
    details: str
    call_id: UUID | None
    caller_number: str
    recordings: tuple[UUID, ...]
