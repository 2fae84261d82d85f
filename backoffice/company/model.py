"""The company as its people see it: departments, posts, who holds them (P1)."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from backoffice.errors import Invalid

LONGEST_NAME = 40
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


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
class NewPost:
    """What is said of a post when it is opened or edited. Raises Invalid for its names."""

    name: str
    name_en: str = ""
    department: int | None = None
    superior: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", named(self.name))
        object.__setattr__(self, "name_en", named(self.name_en, "name_en", empty=True))

    def facts(self) -> dict[str, Any]:
        """As queries take it and the audit trail keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Something open in somebody's hands, as the hand-over lists it."""

    id: int
    name: str
    name_en: str = ""
    detail: str = ""


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
    joined_on: date
    left_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class NewEmployee:
    """What is said of a member of staff who comes, or is edited. Raises Invalid naming the field."""

    login: str
    name: str
    name_en: str = ""
    language: str = "zh"
    phone: str = ""
    email: str = ""

    def __post_init__(self) -> None:
        if not LOGIN.fullmatch(self.login):
            raise Invalid("staff.login", field="login")
        if self.language not in ("zh", "en"):
            raise Invalid("staff.language", field="language")
        if self.email and not EMAIL.fullmatch(self.email):
            raise Invalid("staff.email", field="email")
        object.__setattr__(self, "name", named(self.name))
        for one in ("name_en", "phone"):
            object.__setattr__(self, one, named(getattr(self, one), one, empty=True))

    def facts(self) -> dict[str, Any]:
        """As queries take it and the audit trail keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Column:
    """A post in the matrix of rights. holders: how many people a change concerns."""

    post: int
    name: str
    name_en: str
    version: int
    functions: frozenset[str]
    holders: int


@dataclass(frozen=True, slots=True)
class Right:
    """A function somebody holds. communities: names of those where, () everywhere."""

    function: str
    communities: tuple[str, ...]


def named(text: str, what: str = "name", *, empty: bool = False) -> str:
    """A name as it is kept: one line, no blanks around. Raises Invalid for an empty or too long one."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    unseen = any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co") for one in words)
    if len(words) > LONGEST_NAME or unseen or not (words or empty):
        raise Invalid("company.name", field=what, longest=LONGEST_NAME)
    return words
