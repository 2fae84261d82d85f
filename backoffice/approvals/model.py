"""An approval: what is asked for, who asked and why, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["waiting", "done", "refused", "withdrawn", "failed"]
"""failed: approved, and could not be done any more; `Approval.outcome` says why."""
Which = Literal["waiting", "mine", "decided"]
"""Lists: what I may decide, what I asked for, what was decided."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is asked for, as it stands now. facts: for the decider, by keys of `words.FACTS`.

    communities: of all that is touched; version: changes when anything about it was edited.
    """

    name: str
    communities: tuple[int, ...]
    version: str
    facts: Mapping[str, str | int | list[str]]


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval. asker: id of who asked. mine: the reader did; may_decide: it waits for the reader."""

    id: int
    kind: str
    subject: Mapping[str, str | int]
    told: Told
    reason: str
    asker: int
    asked_by: str
    asked_at: datetime
    state: State
    decided_by: str
    decided_at: datetime | None
    answer: str
    outcome: Mapping[str, Any]
    mine: bool
    may_decide: bool
