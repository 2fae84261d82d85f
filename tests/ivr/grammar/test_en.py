"""English readings, against inflect as an independent reading (H1)."""

from datetime import date
from decimal import Decimal

import inflect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.grammar import en
from ivr.say import Addressed, Count, Day, Digits, Money, Month, Phone, Room, Spoken
from sounds.catalogue import load

CATALOGUE = load()
WORDS = inflect.engine()


def heard(what: Spoken) -> str:
    """The wording of the recordings, one after the other, a pause as a comma."""
    words = ["," if one.startswith("pause/") else " " + CATALOGUE.piece[one].en for one in en.pieces(what)]
    return "".join(words).strip()


def spelled(number: int) -> str:
    return str(WORDS.number_to_words(str(number))).replace(",", "")


@given(st.integers(0, 99_999_999))
def test_h1_counts_read_as_inflect_reads_them(number: int) -> None:
    assert heard(Count(number)) == spelled(number)


@given(st.integers(1, 9_999_999_999))
def test_h1_amounts_read_as_inflect_reads_them(cents: int) -> None:
    yuan, fen = divmod(cents, 100)
    expected = [f"{spelled(yuan)} yuan"] if yuan else []
    expected += [f"{spelled(fen)} fen"] if fen else []
    assert heard(Money(Decimal(cents) / 100)) == " and ".join(expected)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_h1_days_read_as_inflect_reads_them(day: date) -> None:
    ordinal = WORDS.ordinal(spelled(day.day))
    assert heard(Day(day)) == f"{day:%B} the {ordinal} twenty {spelled(day.year % 100)}"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Money(Decimal("1234.05")), "one thousand two hundred and thirty-four yuan and five fen"),
        (Money(Decimal("0.00")), "zero yuan"),
        (Money(Decimal("0.05")), "five fen"),
        (Money(Decimal("300.00")), "three hundred yuan"),
        (Money(Decimal("1005.00")), "one thousand and five yuan"),
        (Money(Decimal("20000.00")), "twenty thousand yuan"),
        (Count(1, "request"), "one request"),
        (Count(12, "request"), "twelve requests"),
        (Month(2026, 11), "November twenty twenty-six"),
        (Day(date(2026, 11, 24), 2026), "November the twenty-fourth"),
        (Day(date(1998, 5, 1)), "May the first nineteen ninety-eight"),
        (Room("3-2-501"), "building three unit two room five oh one"),
        (Room("3-1215"), "building three room twelve fifteen"),
        (Room("B2-118"), "building B two room one eighteen"),
        (Room("501A"), "room five zero one A"),
        (Digits("10010101"), "one zero zero one, zero one zero one"),
        (Phone("13800000001"), "one three eight, zero zero zero zero, zero zero zero one"),
        (Addressed("张", "mr"), "Mr Zhang"),
        (Addressed("Zhang", "ms"), "Ms Zhang"),
        (Addressed("吕", "ms"), "Ms Lyu"),
        (Addressed("Smith", "mr"), "Mr Smith"),
        (Addressed("张"), "resident"),
        (Addressed("Featherstonehaugh", "mr"), "resident"),
    ],
)
def test_h1_read_as_people_say_it(what: Spoken, said: str) -> None:
    assert heard(what) == said


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        (Money(Decimal("1234.05")), "1,234.05 yuan"),
        (Count(1, "request"), "1 request"),
        (Count(3, "request"), "3 requests"),
        (Day(date(2026, 11, 24)), "24 November 2026"),
        (Month(2026, 3), "March 2026"),
        (Room("1-1-101"), "1-1-101"),
        (Addressed("张", "mr"), "Mr Zhang"),
    ],
)
def test_h1_transcripts_show_figures(what: Spoken, shown: str) -> None:
    assert en.text(what) == shown
