"""A job: work that outlives the page that asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from backoffice import errors

State = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Job:
    """Work of `kind` with its `facts`. done, total: progress in rows, houses …; 0 of 0 before it is known.

    step: a key of what is being done now; outcome: what came of it, or {"refused": key, …facts} when failed.
    staff: who asked, None when a schedule did.
    """

    id: int
    kind: str
    staff: int | None
    facts: Mapping[str, Any]
    state: State
    done: int
    total: int
    step: str
    outcome: Mapping[str, Any]
    asked_at: datetime
    ended_at: datetime | None

    @property
    def refusal(self) -> errors.Refused | None:
        """Why it was refused, for a sentence; None when it was not, or failed by a fault of ours."""
        facts = dict(self.outcome)
        key = facts.pop("refused", None)
        return errors.Refused(key, **facts) if key else None

    @property
    def open(self) -> bool:
        """True while something may still come of it."""
        return self.state in ("waiting", "running")
