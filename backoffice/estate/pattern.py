"""The houses of new buildings from a pattern: pure rules, no rows (S1).

`1-4` buildings, 2 units, floors 1 to 18 without 4 and 14, 3 doors, as `1-1-101`: 408 houses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from backoffice.errors import Invalid
from backoffice.estate import values
from backoffice.estate.houses import KINDS, Kind
from backoffice.estate.rooms import canonical

MOST = 20_000
"""Houses of one pattern."""
MOST_BUILDINGS = 200
LABELS = ("1-1-101", "1-1-0101", "1-101", "1-0101", "1-001", "101")
"""How a room is written, by the example of building 1, unit 1, floor 1, door 1; `1-001` counts through the
floors, as parking spaces are."""
_NAMES = re.compile(r"[,，、;；\s]+")
_NUMBERS = re.compile(r"([0-9]{1,3})[-~—至到]([0-9]{1,3})(\D{0,8})")
_LETTERS = re.compile(r"([A-Z])[-~—至到]([A-Z])(\D{0,8})")


@dataclass(frozen=True, slots=True)
class Pattern:
    """buildings: as written, `1-4, 6, A-C座`; units: 0 for none; lowest, highest: floors, both counted.

    skipped: floors that are not there; doors: of each unit and floor; label: one of `LABELS`; areas: m² by
    door, the last one for all others.
    """

    buildings: str
    units: int
    lowest: int
    highest: int
    skipped: frozenset[int]
    doors: int
    label: str
    areas: tuple[Decimal, ...]
    kind: Kind = "house"


@dataclass(frozen=True, slots=True)
class Planned:
    """One house to be. unit: "" for none."""

    building: str
    unit: str
    floor: int
    door: int
    label: str
    area: Decimal


def numbers(text: str, field: str) -> frozenset[int]:
    """`4, 13-14` is {4, 13, 14}; empty for "". Raises Invalid."""
    found: set[int] = set()
    for part in filter(None, _NAMES.split(text.strip())):
        match = re.fullmatch(r"(-?[0-9]{1,3})(?:[-~—至到](-?[0-9]{1,3}))?", part)
        if not match:
            raise Invalid("pattern.numbers", field=field)
        first, last = int(match[1]), int(match[2] or match[1])
        found.update(range(first, last + 1))
    return frozenset(found)


def areas(text: str) -> tuple[Decimal, ...]:
    """`89.5, 103.4` is two areas, by door. Raises Invalid for none, or for what is not one."""
    parts = [part for part in _NAMES.split(text.strip()) if part]
    if not parts or not all(re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,2})?", part) for part in parts):
        raise Invalid("value.area", field="areas")
    return tuple(values.area(Decimal(part), "areas") or Decimal(0) for part in parts)


def names(text: str) -> list[str]:
    """`1-3栋, A-B` is 1栋 2栋 3栋 A B, each once. Raises Invalid for none, too many, or one too long."""
    found: dict[str, None] = {}
    for part in filter(None, _NAMES.split(text.strip())):
        for name in _range(part):
            found[values.line(name, "buildings", 20, needed=True)] = None
        if len(found) > MOST_BUILDINGS:
            raise Invalid("pattern.too_many_buildings", field="buildings", most=MOST_BUILDINGS)
    if not found:
        raise Invalid("value.needed", field="buildings")
    return list(found)


def _range(part: str) -> Iterator[str]:
    if match := _NUMBERS.fullmatch(part):
        yield from (f"{number}{match[3]}" for number in range(int(match[1]), int(match[2]) + 1))
    elif match := _LETTERS.fullmatch(part):
        yield from (f"{chr(code)}{match[3]}" for code in range(ord(match[1]), ord(match[2]) + 1))
    else:
        yield part


def floors(pattern: Pattern) -> list[int]:
    """The floors there are, lowest first: never 0, none skipped."""
    return [
        floor
        for floor in range(pattern.lowest, pattern.highest + 1)
        if floor != 0 and floor not in pattern.skipped
    ]


def houses(pattern: Pattern) -> list[Planned]:
    """Every house of the pattern, building by building, unit by unit, floor by floor.

    Counted before anything is made: raises Invalid for more than `MOST`, for none, for two rooms of one name.
    """
    _check(pattern)
    buildings, levels = names(pattern.buildings), floors(pattern)
    count = len(buildings) * max(1, pattern.units) * len(levels) * pattern.doors
    if not count:
        raise Invalid("pattern.nothing", field="skipped")
    if count > MOST:
        raise Invalid("pattern.too_many", field="doors", count=count, most=MOST)
    planned = []
    for building in buildings:
        running = 0
        for unit in range(1, pattern.units + 1) if pattern.units else [0]:
            for floor in levels:
                for door in range(1, pattern.doors + 1):
                    running += 1
                    label = _label(pattern.label, building, unit, floor, door, running)
                    area = pattern.areas[min(door, len(pattern.areas)) - 1]
                    planned.append(Planned(building, str(unit or ""), floor, door, label, area))
    if len({(one.building, one.label) for one in planned}) < count:
        raise Invalid("pattern.labels_alike", field="label")
    return planned


def _check(pattern: Pattern) -> None:
    if not 0 <= pattern.units <= 20:
        raise Invalid("pattern.units", field="units")
    for field, floor in (("lowest", pattern.lowest), ("highest", pattern.highest)):
        if floor == 0 or not -10 <= floor <= 200:
            raise Invalid("house.floor", field=field)
    if pattern.highest < pattern.lowest:
        raise Invalid("pattern.floors", field="highest")
    if not 1 <= pattern.doors <= 999:
        raise Invalid("pattern.doors", field="doors")
    if pattern.label not in LABELS or pattern.kind not in KINDS:
        raise Invalid("value.choice", field="label" if pattern.label not in LABELS else "kind")
    if not pattern.areas:
        raise Invalid("value.area", field="areas")


def _label(form: str, building: str, unit: int, floor: int, door: int, running: int) -> str:
    """Floor -1 is B1. A unit is left out where there are none."""
    level = f"B{-floor}" if floor < 0 else f"{floor:02d}" if "0101" in form else str(floor)
    parts = [] if form == "101" else [building]
    if form.startswith("1-1-") and unit:
        parts.append(str(unit))
    parts.append(f"{running:03d}" if form == "1-001" else f"{level}{door:02d}")
    label = canonical("-".join(parts))
    if not label:
        raise Invalid("pattern.building_in_label", field="label", building=building)
    return label
