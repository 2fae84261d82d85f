"""Telephone numbers in one form, whatever way they come (H2, C2)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.estate.numbers import normalise

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("raw", "area", "kept"),
    [
        ("13800000001", "", "13800000001"),
        ("+8613800000001", "", "13800000001"),
        ("008613800000001", "", "13800000001"),
        ("8613800000001", "", "13800000001"),
        ("013800000001", "", "13800000001"),
        ("138-0000-0001", "", "13800000001"),
        ("sip:13800000001@10.0.0.1", "", "13800000001"),
        ("tel:+86-138-0000-0001", "", "13800000001"),
        ("85551234", "028", "02885551234"),
        ("85551234", "", "85551234"),
        ("028-85551234", "028", "02885551234"),
        ("+86 28 8555 1234", "", "02885551234"),
        ("4008001234", "028", "4008001234"),
        ("+864008001234", "", "4008001234"),
        ("95588", "028", "95588"),
        ("+44 20 7946 0018", "", "00442079460018"),
        ("0044 20 7946 0018", "", "00442079460018"),
        ("anonymous", "", ""),
        ("Restricted", "", ""),
        ("", "028", ""),
        ("801", "", ""),
        ("+" + "9" * 30, "", ""),
    ],
)
def test_h2_a_number_has_one_form(raw: str, area: str, kept: str) -> None:
    assert normalise(raw, area) == kept


@given(
    MOBILES,
    st.sampled_from(["", "+86", "0086", "86", "0", "+86 ", "(+86)"]),
    st.sampled_from(["", " ", "-"]),
    st.booleans(),
)
def test_h2_every_spelling_of_a_mobile_is_the_mobile(number: str, before: str, gap: str, wide: bool) -> None:
    spelled = before + gap.join((number[:3], number[3:7], number[7:]))
    if wide:
        spelled = spelled.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert normalise(spelled, "028") == number


@given(st.text(max_size=60), st.sampled_from(["", "028"]))
def test_h2_whatever_comes_is_a_number_or_nothing_and_stays(raw: str, area: str) -> None:
    kept = normalise(raw, area)
    assert kept == "" or re.fullmatch(r"[0-9]{5,15}", kept, re.ASCII)
    assert normalise(kept) == normalise(kept, area) == kept


@given(st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True))
def test_h2_a_bare_landline_gets_its_area(number: str) -> None:
    assert normalise(number, "023") == "023" + number
