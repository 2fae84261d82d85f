"""What can be said: prompts, and values that each language reads in its own grammar (H1, H3).

A flow says `Prompt`s and values; `ivr.grammar` turns each into recorded pieces and into the text a
transcript shows. Nothing here knows a file, a codec or a language's rules.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")

Sound = str
"""One recorded file, `LANG/ID`, as it lies in the sounds folder without its ending."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A recorded sentence of sounds/catalogue.toml, with its wording in both languages."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in yuan, not negative, two decimals."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of things, 0 to 99,999,999. `unit` names a measure word of the catalogue (`unit/ID`)."""

    value: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Digits:
    """A code read digit by digit: 户号, request number, PIN hints. Only 0-9."""

    text: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, read digit by digit in its usual groups. Only 0-9."""

    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day; the year is read only when it is not `this_year`."""

    day: date
    this_year: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A billing month."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Room:
    """A house as people name it inside its community: `1-1-101`, `3-501`, `B2-118`."""

    label: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """How a person is addressed: surname and title (`mr`, `ms`, or "" for neither)."""

    surname: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A speakable name: category, fee item, building, notice. Its sound was made when it was saved."""

    zh: str
    en: str = ""


Spoken = Money | Count | Digits | Phone | Day | Month | Room | Addressed | Name
Sayable = Prompt | Spoken


def name_sound(language: Language, text: str) -> Sound:
    """Where the sound of a speakable name lies: a recorded and a synthesised one share the place."""
    return f"{language}/name/{sha256(text.strip().encode()).hexdigest()[:20]}"
