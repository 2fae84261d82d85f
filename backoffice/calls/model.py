"""Calls and what belongs to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Proof = Literal["", "caller_id", "pin"]


@dataclass(frozen=True, slots=True)
class CallStart:
    """A call as it begins. number: the other side's, normalised; uniqueid, linkedid: Asterisk's."""

    id: UUID
    direction: Literal["in", "out"]
    number: str
    dialled: str
    uniqueid: str
    linkedid: str = ""
    sip_call_id: str = ""
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True)
class CallBrief:
    """A call in a list. house: None while nobody knows which; person, label, community then "".

    number: "" when withheld; cause: why it ended, "" while it goes on; requests: numbers registered in it.
    """

    id: UUID
    direction: Literal["in", "out"]
    number: str
    house: int | None
    label: str
    community_id: int | None
    community: str
    community_en: str
    person: str
    proof: Proof
    language: Literal["zh", "en"]
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    cause: str
    requests: tuple[int, ...]
    recordings: tuple[UUID, ...]

    @property
    def seconds(self) -> float | None:
        """How long it was up; None while it goes on or when it was never answered."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.answered_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a call's journal."""

    seq: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A recording; its file is ID.wav. seconds: of sound."""

    id: UUID
    kind: Literal["request", "message", "agent", "fallback"]
    call_id: UUID | None
    request_id: int | None
    seconds: float
    recorded_at: datetime
    state: Literal["kept", "missing", "discarded"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call with everything heard and pressed, in order, and its recordings."""

    call: CallBrief
    lines: tuple[Line, ...]
    recordings: tuple[RecordingFile, ...]


@dataclass(frozen=True, slots=True)
class SwitchCommand:
    """What the back office asks of the switch. asked_by: an actor, as in the audit trail."""

    id: int
    verb: str
    facts: Mapping[str, Any]
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of staff with a telephone: SIP user `extension`, password `sip_secret`."""

    staff_id: int
    name: str
    extension: str
    sip_secret: str


@dataclass(frozen=True, slots=True)
class Queue:
    """An app_queue. Times in seconds."""

    id: int
    code: str
    name: str
    strategy: str
    ring_seconds: int
    wrapup_seconds: int
    longest_wait: int


@dataclass(frozen=True, slots=True)
class Member:
    """An agent's telephone in a queue; the lower `penalty` rings first."""

    queue: str
    extension: str
    penalty: int


@dataclass(frozen=True, slots=True)
class PinCheck:
    """How a PIN fared. left: tries left before the lock; locked_until: by business time, None: not locked."""

    ok: bool
    left: int
    locked_until: datetime | None
