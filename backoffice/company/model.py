"""The company as its people see it: departments, posts, who holds them (P1)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from backoffice.errors import Invalid

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. `extension`: the own telephone, "" without one."""

    id: int
    login: str
    name: str
    name_en: str
    language: Literal["zh", "en"]
    extension: str
    active: bool
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post. communities: their names, () everywhere."""

    staff: int
    name: str
    name_en: str
    communities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post. department None: a company role; superior: the post it answers to; kind: the ready-made post it
    was made from, "" for one of the company's own; version: what an update must name."""

    id: int
    department: int | None
    superior: int | None
    name: str
    name_en: str
    kind: str
    version: int
    closed_at: datetime | None = None
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department and its parent (None: at the top)."""

    id: int
    parent: int | None
    name: str
    name_en: str
    version: int
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A department with its posts and what stands below it."""

    department: Department
    posts: tuple[Post, ...]
    below: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Company:
    """The company of one moment: the branches at the top, and the roles outside the tree."""

    branches: tuple[Branch, ...]
    roles: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A post held. community: its id and name, (None, "") everywhere; until None: still."""

    id: int
    staff: int
    staff_name: str
    post: int
    post_name: str
    community: int | None
    community_name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Employee:
    """A member of staff with all that is kept; `version` for two who edit at once."""

    id: int
    login: str
    name: str
    name_en: str
    language: Literal["zh", "en"]
    phone: str
    email: str
    extension: str
    active: bool
    joined_on: object
    left_on: object
    version: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is asked of a new member of staff, and what of it is edited later."""

    login: str
    name: str
    name_en: str = ""
    language: str = "zh"
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A post in the matrix of rights. holders: how many people a change concerns."""

    post: int
    name: str
    name_en: str
    department: str
    version: int
    functions: frozenset[str]
    holders: int


@dataclass(frozen=True, slots=True)
class Change:
    """What saving a post's rights will do, before it is done."""

    column: Column
    given: tuple[str, ...]
    taken: tuple[str, ...]
    wanted: Mapping[str, bool] = field(default_factory=dict)


def named(text: str, what: str = "name", *, empty: bool = False) -> str:
    """A name as it is kept: one line, no blanks around. Raises Invalid for an empty or too long one."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    unseen = any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co") for one in words)
    if len(words) > LONGEST_NAME or unseen or not (words or empty):
        raise Invalid("company.name", field=what, longest=LONGEST_NAME)
    return words
