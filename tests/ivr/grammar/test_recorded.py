"""Whatever a value, every recording it asks for is in the catalogue (H1)."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.grammar import codes, en, zh
from ivr.grammar.surnames import SURNAMES, WESTERN
from ivr.say import Addressed, Count, Day, Digits, Language, Money, Phone, Room, Spoken
from sounds.catalogue import load

RECORDED = set(load().recordings) | {f"{language}/{codes.PAUSE}" for language in ("zh", "en")}
BOTH: list[tuple[Language, ModuleType]] = [("zh", zh), ("en", en)]


def unrecorded(language: Language, grammar: ModuleType, values: list[Spoken]) -> set[str]:
    asked = {f"{language}/{piece}" for value in values for piece in grammar.pieces(value)}
    return asked - RECORDED


@pytest.mark.parametrize(("language", "grammar"), BOTH)
def test_h1_every_small_value_is_recorded(language: Language, grammar: ModuleType) -> None:
    values: list[Spoken] = [Money(Decimal(cents) / 100) for cents in range(0, 130_000, 7)]
    values += [Count(number) for number in range(0, 12_000, 3)]
    values += [Count(number, unit) for number in range(130) for unit in grammar.UNITS]
    values += [Day(date(2020, 1, 1) + timedelta(days)) for days in range(0, 7670, 5)]
    values += [Digits(f"{code:04}") for code in range(10_000)]
    values += [Addressed(name, title) for name in [*SURNAMES, *WESTERN, "？"] for title in ("mr", "ms", "")]
    values += [
        Room(f"{building}-{door}-{room}")
        for building, door, room in product(range(70), range(14), (0, 101, 1215))
    ]
    assert not unrecorded(language, grammar, values)


@pytest.mark.parametrize(("language", "grammar"), BOTH)
@given(
    money=st.decimals(0, 99_999_999, places=2),
    count=st.integers(0, 99_999_999),
    day=st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    label=st.text(max_size=12),
    digits=st.text("0123456789", max_size=20),
    surname=st.text(max_size=3),
)
def test_h1_every_value_is_recorded(
    language: Language,
    grammar: ModuleType,
    money: Decimal,
    count: int,
    day: date,
    label: str,
    digits: str,
    surname: str,
) -> None:
    values: list[Spoken] = [
        Money(money),
        Count(count),
        Day(day),
        Room(label),
        Digits(digits),
        Phone(digits),
        Addressed(surname, "mr"),
    ]
    assert not unrecorded(language, grammar, values)


def test_h1_both_languages_know_the_same_measure_words() -> None:
    assert zh.UNITS.keys() == en.UNITS.keys()


@given(st.text("0123456789", min_size=1, max_size=30))
def test_h1_no_digit_of_a_code_is_lost(code: str) -> None:
    assert "".join(codes.groups(code)) == code
    assert "".join(codes.phone_groups(code)) == code
    assert all(2 <= len(group) <= 4 for group in codes.groups(code)) or len(code) == 1
