"""What a sheet holds and what became of one (S1, P7)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backoffice.company.actor import Staff
from backoffice.company.reach import Reach
from backoffice.sql import Database

State = Literal["reading", "checked", "done", "dropped"]
Verdict = Literal["new", "changed", "same", "wrong"]
Cells = dict[str, Any]
"""What a row means: column → value as JSON has it; an empty cell is absent."""


class Wrong(Exception):
    """A cell cannot be read. `key` names the sentence (`faults.SENTENCES`), `facts` fill it."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key, facts)
        self.key, self.facts = key, facts


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the community a row is about before its cells are read."""

    area_code: str = ""


Read = Callable[[str, Ground], Any]
"""Reads one cell that is not empty; raises Wrong."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, what it means and how a cell is read.

    name: the heading, found in Chinese and in English; aliases: others that people write. choices: what a
    cell may say, by code. sees: the function one needs to be shown what there is (exports). wide: how many
    letters the column shows.
    """

    key: str
    name: str
    about: str
    read: Read
    example: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    sees: str = ""
    wide: int = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """One import while it is judged or written, and for whom.

    within: where they have `estate.import`; told: where they have `person.temperament`.
    """

    id: UUID
    who: Staff
    within: Reach
    told: Reach


Step = Callable[[Database, Asking], Awaitable[None]]
"""Judging or writing all rows of an import at once, inside the caller's transaction.

Judging leaves a temporary table `sheet` (line, id of the thing or null, before, after, …) and what is wrong
in `fault`; writing does what `sheet` says and fills in the ids of what is new.
"""
Held = Callable[..., AsyncIterator[Mapping[str, Any]]]
"""A query with the parameters `everything` and `communities` of a reach."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of base data that can be imported.

    thing: what an object of it is called in the trail. needs: functions beside `estate.import`. complete:
    makes one row's cells whole once they are read (a room from its three columns). held: what there is now,
    as a sheet of this kind would say it.
    """

    code: str
    thing: str
    name: str
    about: str
    columns: tuple[Column, ...]
    judge: Step
    write: Step
    held: Held
    needs: tuple[str, ...] = ()
    complete: Callable[[Cells], None] | None = None

    def column(self, key: str) -> Column:
        """The column of this key."""
        return next(one for one in self.columns if one.key == key)


@dataclass(frozen=True, slots=True)
class Import:
    """A sheet somebody uploaded. headings: of the file; columns: what each was taken for, "" for unknown.

    added … wrong: rows by verdict, once it is `checked`; `done` says how many really were.
    """

    id: UUID
    kind: str
    file_name: str
    bytes: int
    sha256: str
    state: State
    job_id: int | None
    headings: Sequence[str]
    columns: Sequence[str]
    added: int
    changed: int
    same: int
    wrong: int
    uploaded_at: datetime
    done_at: datetime | None

    @property
    def unknown(self) -> list[str]:
        """Headings nobody knows; their columns are not read."""
        pairs = zip(self.headings, self.columns, strict=True)
        return [heading for heading, column in pairs if heading and not column]

    @property
    def ready(self) -> bool:
        """True when it can be written: read, nothing wrong, something to do."""
        return self.state == "checked" and not self.wrong and bool(self.added or self.changed)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; column "" for the row as a whole."""

    column: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a preview. before, after: the values that would change."""

    line: int
    written: Sequence[str]
    faults: Sequence[Fault]
    verdict: Verdict
    before: Mapping[str, Any]
    after: Mapping[str, Any]
