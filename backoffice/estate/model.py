"""Homes and the people known there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class House:
    """A house, shop or parking space. code: 户号; area: m²; label: `1-1-101`, inside its community."""

    id: int
    code: str
    label: str
    building_id: int
    building: str
    community_id: int
    community: str
    community_en: str
    area: Decimal
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who owns or lives in a house. `temperament` and `hobbies` need `person.temperament`."""

    id: int
    name: str
    surname: str
    title: Literal["", "mr", "ms"]
    language: Literal["zh", "en"]
    temperament: str
    hobbies: str
    do_not_call: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One person behind a telephone number, with the houses the person owns or lives in now."""

    person: Person
    houses: tuple[House, ...]
