"""What was typed into the search box, read as everything it could mean; and what was found."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from backoffice.estate.model import House
from backoffice.estate.numbers import LONGEST, MOBILE
from backoffice.estate.rooms import canonical
from backoffice.requests.model import Kind, State

LONGEST_TEXT = 60
FEWEST_DIGITS = 3
"""Of a number, a 户号 or a request's number: fewer would find nearly everybody."""

_DASHES = re.compile("[‐-―−]")
_NUMBER = re.compile(r"\+?[0-9 ()-]+")
_LETTERS = re.compile(r"[a-z][a-z '.-]+")


def tidy(text: str) -> str:
    """`text` as people mean it: no control characters, half-width, single spaces, LONGEST_TEXT at most."""
    seen = "".join(one for one in text[:LONGEST_TEXT] if unicodedata.category(one)[0] != "C")
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", seen))
    return " ".join(plain.split())[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tidy text as each thing it could be; None: it cannot.

    room: the label it spells; head: how a label begins; tail: behind which dash it goes on; code: part of a
    户号 or a request's number; digits: part of a telephone number; word: part of a name, in small letters;
    letters: pinyin or initials.
    """

    room: str | None = None
    head: str | None = None
    tail: str | None = None
    code: str | None = None
    digits: str | None = None
    word: str | None = None
    letters: str | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Every meaning of a tidy text."""
        small = text.lower()
        number = text if _NUMBER.fullmatch(text) else ""
        letters = small.replace(" ", "") if _LETTERS.fullmatch(small) else None
        return cls(
            room=(room := canonical(text)) or None,
            head=_head(text),
            tail=room if len(room) > 2 and len(room.rpartition("-")[2]) > 1 else None,
            code=number if number.isdigit() and FEWEST_DIGITS <= len(number) <= 9 else None,
            digits=_digits(number),
            word=None if text.isascii() else small if re.search("[a-z]", small) else small.replace(" ", ""),
            letters=letters,
        )


def _head(text: str) -> str | None:
    """3栋2单元 is 3-2-, and 3-2 may go on as 3-20: what a digit behind it would belong to."""
    head = canonical(text + "1")[:-1] or canonical(text)
    return head if len(head) > 1 else None


def _digits(number: str) -> str | None:
    """As numbers are kept, without +86; None for what is short, or looks like a room: 1-1-101."""
    home = re.sub(r"^(?:\+|00)86", "", number.replace(" ", "")).replace("+", "00")
    digits = re.sub("[^0-9]", "", home)
    if digits.startswith("86") and MOBILE.fullmatch(digits[2:]):
        digits = digits[2:]
    first = re.match("[0-9]*", home)
    dashed = first is not None and len(first[0]) < FEWEST_DIGITS and "(" not in home
    return None if dashed or not FEWEST_DIGITS <= len(digits) <= LONGEST else digits


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, or once lived (`former`)."""

    label: str
    community: str
    community_en: str
    former: bool


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody, with at most three houses within reach and a number: the one searched, else the first; masked
    unless it may be seen; "" when there is none."""

    id: int
    name: str
    number: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A request by its number. label, community: "" when nobody knows which house."""

    number: int
    kind: Kind
    state: State
    label: str
    community: str
    community_en: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first in each kind. more: of some kind there is more."""

    houses: tuple[House, ...]
    people: tuple[FoundPerson, ...]
    requests: tuple[FoundRequest, ...]
    more: bool
