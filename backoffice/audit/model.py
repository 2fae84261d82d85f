"""The audit trail's entries, what is searched by, and faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was edited."""

    field: str
    before: Any
    after: Any


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

    @property
    def changes(self) -> list[Change]:
        """Old and new values, where something was edited: those that differ."""
        before, after = _values(self.facts.get("before")), _values(self.facts.get("after"))
        fields = dict.fromkeys([*before, *after])
        pairs = [Change(one, before.get(one), after.get(one)) for one in fields]
        return [one for one in pairs if one.before != one.after]

    @property
    def reason(self) -> str:
        """Why, where it was asked."""
        return str(self.facts.get("reason") or "")

    @property
    def rest(self) -> dict[str, Any]:
        """All other facts that say something."""
        told = ("before", "after", "reason")
        return {
            name: value
            for name, value in self.facts.items()
            if name not in told and value not in (None, "", [], {})
        }


def _values(given: Any) -> Mapping[str, Any]:
    """What was edited: several values by name, or one."""
    if given is None:
        return {}
    return given if isinstance(given, Mapping) else {"value": given}


class Wanted(TypedDict, total=False):
    """What entries are searched by; left out, "" and None: anything.

    user: a login, a name or part of one, or an actor as it stands (system:dialler). module: of an operation
    what stands before its dot. text: in old and new values and all other facts. since ≤ at < until.
    """

    since: datetime | None
    until: datetime | None
    user: str
    address: str
    module: str
    operation: str
    object: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error somebody saw the number (`id`) of. kind: the exception's name; path: without its query."""

    id: str
    at: datetime
    staff_id: int | None
    name: str
    address: str
    method: str
    path: str
    kind: str
    trace: str
