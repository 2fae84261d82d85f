"""A building as a plan: floors above one another, units side by side (S1, pages.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backoffice.company.actor import Actor
from backoffice.company.reach import has
from backoffice.estate.buildings import building_for
from backoffice.estate.pattern import Planned
from backoffice.sql import Database, load

sql = load(__file__, "plan.sql")


@dataclass(frozen=True, slots=True)
class Cell:
    """A house in a plan. id: None while it is only planned; owing, open: None without the right to know."""

    id: int | None
    label: str
    kind: str
    state: str
    lived_in: bool
    owing: bool | None
    open: bool | None


@dataclass(frozen=True, slots=True)
class Floor:
    """One floor: its cells by unit, in the order of the plan's units. number: None where nobody wrote it."""

    number: int | None
    units: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """units: their names, ("",) for a building that is not divided; floors: the highest first."""

    units: tuple[str, ...]
    floors: tuple[Floor, ...]

    @property
    def cells(self) -> list[Cell]:
        """All of them."""
        return [cell for floor in self.floors for unit in floor.units for cell in unit]


async def plan_of(db: Database, who: Actor, building: int) -> Plan:
    """The houses of a building. Raises as `building_for` for `house.view`."""
    community = (await building_for(db, who, building, "house.view")).community
    rows = sql.cells(
        db,
        building=building,
        bills=has(who, "bill.view", community),
        requests=has(who, "request.view", community),
    )
    return drawn(
        [
            (
                row["unit"],
                row["floor"],
                Cell(*(row[name] for name in Cell.__dataclass_fields__)),
            )
            async for row in rows
        ]
    )


def planned(houses: Iterable[Planned], there: frozenset[tuple[str, str]]) -> Plan:
    """The plan of houses to be, of one building; those that are there are shown as lived in."""
    cells = [
        (one.unit, one.floor, Cell(None, one.label, "", "", (one.building, one.label) in there, None, None))
        for one in sorted(houses, key=lambda one: -one.floor)
    ]
    return drawn(cells)


def drawn(cells: Sequence[tuple[str, int | None, Cell]]) -> Plan:
    """(unit, floor, cell), in the order to draw them, as a plan."""
    units = sorted({unit for unit, _, _ in cells}, key=lambda name: (len(name), name))
    floors: dict[int | None, dict[str, list[Cell]]] = {}
    for unit, floor, cell in cells:
        floors.setdefault(floor, {}).setdefault(unit, []).append(cell)
    return Plan(
        tuple(units),
        tuple(
            Floor(number, tuple(tuple(by_unit.get(unit, ())) for unit in units))
            for number, by_unit in floors.items()
        ),
    )
