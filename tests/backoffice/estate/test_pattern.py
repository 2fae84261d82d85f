"""Houses from a pattern: as many as counted, each room once, none on a floor that is not there (S1)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Invalid, Refused
from backoffice.estate import pattern
from backoffice.estate.pattern import Pattern
from backoffice.estate.rooms import canonical


def of(**more: object) -> Pattern:
    usual: dict[str, object] = {
        "buildings": "1-4",
        "units": 2,
        "lowest": 1,
        "highest": 18,
        "skipped": frozenset({4, 14}),
        "doors": 3,
        "label": "1-1-101",
        "areas": (Decimal("89.50"),),
    }
    return Pattern(**(usual | more))  # type: ignore[arg-type]


def test_s1_four_buildings_from_a_pattern() -> None:
    made = pattern.houses(of(areas=(Decimal("68.2"), Decimal("89.5"))))
    assert len(made) == 4 * 2 * 16 * 3
    assert [made[0].label, made[-1].label] == ["1-1-101", "4-2-1803"]
    assert [one.area for one in made[:3]] == [Decimal("68.2"), Decimal("89.5"), Decimal("89.5")]
    assert not {one.floor for one in made} & {4, 14}


@pytest.mark.parametrize(
    ("label", "more", "first", "last"),
    [
        ("1-1-0101", {"highest": 12}, "1-1-0101", "4-2-1203"),
        ("1-101", {"units": 0}, "1-101", "4-1803"),
        ("1-101", {"units": 0, "lowest": -2, "highest": 2, "skipped": frozenset()}, "1-B201", "4-203"),
        ("1-001", {"buildings": "B1", "units": 0, "highest": 1, "doors": 120}, "B1-001", "B1-120"),
        ("101", {"buildings": "地下车库", "units": 0}, "101", "1803"),
        ("1-1-101", {"buildings": "A-C座"}, "A-1-101", "C-2-1803"),
    ],
)
def test_s1_rooms_are_written_as_the_place_writes_them(
    label: str, more: dict[str, object], first: str, last: str
) -> None:
    made = pattern.houses(of(label=label, **more))
    assert [made[0].label, made[-1].label] == [first, last]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"lowest": 0}, "lowest"),
        ({"highest": 201}, "highest"),
        ({"lowest": 9, "highest": 3}, "highest"),
        ({"doors": 0}, "doors"),
        ({"doors": 10**9}, "doors"),
        ({"units": -1}, "units"),
        ({"buildings": " , "}, "buildings"),
        ({"buildings": "1-999"}, "buildings"),
        ({"buildings": "<script>"}, "buildings"),
        ({"buildings": "楼" * 21}, "buildings"),
        ({"buildings": "1-200", "units": 20, "highest": 200, "doors": 999}, "doors"),
        ({"buildings": "1-999999999"}, "label"),
        ({"skipped": frozenset(range(1, 19))}, "skipped"),
        ({"label": "1-101"}, "label"),  # two units, and rooms of one name
        ({"label": "%s%s"}, "label"),
        ({"buildings": "地下车库"}, "label"),
        ({"areas": ()}, "areas"),
    ],
)
def test_s1_a_pattern_that_cannot_be_is_refused_at_its_field(more: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        pattern.houses(of(**more))
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize("text", ["-1", "x", "", "89.555", "12345678", "1e9", "NaN"])
def test_s1_an_area_is_square_metres(text: str) -> None:
    with pytest.raises(Invalid):
        pattern.areas(text)


def test_s1_floors_are_listed_as_people_write_them() -> None:
    assert pattern.numbers("4, 13-14、24", "skipped") == {4, 13, 14, 24}
    assert pattern.numbers("", "skipped") == frozenset()
    with pytest.raises(Invalid):
        pattern.numbers("4;drop", "skipped")


@given(
    st.builds(
        Pattern,
        buildings=st.sampled_from(["1", "1-3", "A-B座", "1,3,7栋", "12-10"]),
        units=st.integers(0, 4),
        lowest=st.integers(-3, 5),
        highest=st.integers(-3, 30),
        skipped=st.frozensets(st.integers(-3, 30), max_size=6),
        doors=st.integers(1, 12),
        label=st.sampled_from(pattern.LABELS),
        areas=st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=5).map(tuple),
    )
)
def test_s1_a_pattern_makes_what_it_counts_or_says_why_not(given: Pattern) -> None:
    try:
        made = pattern.houses(given)
    except Refused as refused:
        assert refused.facts["field"] in Pattern.__dataclass_fields__
        return
    levels = [
        floor for floor in range(given.lowest, given.highest + 1) if floor and floor not in given.skipped
    ]
    buildings = {one.building for one in made}
    assert len(made) == len(buildings) * max(1, given.units) * len(levels) * given.doors
    assert len({(one.building, one.label) for one in made}) == len(made)
    assert {one.floor for one in made} == set(levels)
    assert all(canonical(one.label) == one.label for one in made)
    assert {one.area for one in made} <= set(given.areas)
