"""Houses being handed over, decorated and let when the demo begins (S2)."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from backoffice.demo.callers import CALLERS
from backoffice.demo.houses import Dweller, Estate
from backoffice.demo.tables import Tables
from backoffice.sql import load

sql = load(__file__)

DISPATCHER, LEADER = (8, "何军"), (7, "郑华")
DEPOSIT = Decimal(2000)
# state, first and last day from today, what else the row says
DECORATIONS: tuple[tuple[str, int, int, dict[str, Any]], ...] = (
    ("applied", 3, 63, {}),
    ("permitted", 1, 46, {"reason": "每天 8:00–12:00、14:00–18:00 施工"}),
    ("working", -20, 40, {"deposit_on": -21, "house_state": "handed_over"}),
    ("working", -70, -6, {"deposit_on": -71, "house_state": "handed_over"}),
    ("refund_asked", -90, -12, {"deposit_on": -91, "finished_on": -12, "refund": Decimal(1800)}),
    ("refused", 2, 32, {"reason": "方案要拆承重墙，请改后再申请"}),
)
SCOPES = (
    "厨房和卫生间翻新",
    "全屋装修，不动结构",
    "客厅、卧室地面和墙面",
    "水电改造",
    "全屋装修",
    "拆墙改格局",
)
INSPECTIONS = ((3, -8, "水电走管符合要求", True), (4, -5, "卫生间没有做闭水试验，垃圾堆在楼道", False))
"""Decoration from 1, day, findings, passed; the one that asked for its deposit passed, too."""


async def fill(tables: Tables, made: Estate, now: datetime, today: date) -> None:
    """Two hand-overs, a decoration in each state worth seeing, two lettings; with what the trail says."""
    repair = await sql.a_repair(tables.db, fixed=len(CALLERS))
    taken = {repair["house"]}
    owners = [
        one
        for one in made.dwellers[len(CALLERS) :]
        if one.role == "owner" and not taken.intersection(one.places)
    ]
    await _handovers(tables, made, today, repair["house"], repair["person"], repair["request"])
    await _decorations(tables, owners[3 : 3 + 20 * len(DECORATIONS) : 20], today)
    tenants = [one for one in made.dwellers if one.role == "tenant"]
    await _lettings(tables, tenants[:2], today)
    await _trail(tables, now)


async def _handovers(tables: Tables, made: Estate, today: date, house: int, person: int, repair: int) -> None:
    lived_in = {place for one in made.dwellers for place in one.places}
    sold = next(one for one in made.places if one.kind == "house" and one.id not in lived_in)
    owner = made.dwellers[person - 1]
    await tables.put(
        "handover",
        "id house_id person_id name phone planned_on state done_on",
        [
            (1, sold.id, None, "钟晓月", "13700001234", today + timedelta(days=2), "planned", None),
            (
                2,
                house,
                person,
                owner.name,
                "",
                today - timedelta(days=20),
                "done",
                today - timedelta(days=20),
            ),
        ],
    )
    await sql.items(tables.db)
    await tables.put(
        "handover_meter",
        "handover_id kind reading",
        [(2, "water", 3), (2, "electricity", Decimal("12.5"))],
    )
    await tables.put("handover_key", "handover_id kind count", [(2, "door", 5), (2, "access_card", 3)])
    await tables.put("handover_defect", "request_id handover_id", [(repair, 2)])
    await sql.house_state(tables.db, house=sold.id, state="sold")
    await sql.house_state(tables.db, house=house, state="handed_over")


async def _decorations(tables: Tables, applicants: list[Dweller], today: date) -> None:
    columns = "deposit_on house_state finished_on refund kept_reason reason"
    days = ("deposit_on", "finished_on")
    rows = []
    for at, ((state, since, until, more), who) in enumerate(zip(DECORATIONS, applicants, strict=True), 1):
        facts: dict[str, Any] = {"house_state": "", "kept_reason": "", "reason": ""} | more
        facts |= {name: today + timedelta(days=facts[name]) for name in days if name in facts}
        if "refund" in facts:
            facts["kept_reason"] = "电梯轿厢划伤，扣修复费"
        asked = (who.places[0], who.id, "锦城装饰", who.numbers[0], SCOPES[at - 1])
        span = (today + timedelta(days=since), today + timedelta(days=until))
        kept = (DEPOSIT, state, f"staff:{DISPATCHER[0]}")
        rows.append((at, *asked, *span, *kept, *(facts.get(name) for name in columns.split())))
        if state == "working":
            await sql.house_state(tables.db, house=who.places[0], state="decorating")
        if state == "refund_asked":
            await sql.house_state(tables.db, house=who.places[0], state="decorated")
    await tables.put(
        "decoration",
        f"id house_id person_id firm phone scope since until deposit state applied_by {columns}",
        rows,
    )
    await tables.put(
        "inspection",
        "decoration_id day inspector findings passed",
        [
            (at, today + timedelta(days=day), DISPATCHER[1], findings, passed)
            for at, day, findings, passed in (*INSPECTIONS, (5, -13, "验收合格", True))
        ],
    )


async def _lettings(tables: Tables, tenants: list[Dweller], today: date) -> None:
    await tables.put(
        "letting",
        "id house_id person_id since until rent firm house_state",
        [
            (
                at,
                one.places[0],
                one.id,
                today - timedelta(days=320),
                today + timedelta(days=left),
                Decimal(rent),
                firm,
                "occupied",
            )
            for at, one, left, rent, firm in zip(
                (1, 2), tenants, (41, 410), (2600, 3200), ("", "安家中介"), strict=True
            )
        ],
    )
    for one in tenants:
        await sql.house_state(tables.db, house=one.places[0], state="let")


async def _trail(tables: Tables, now: datetime) -> None:
    """What the pages' time-lines begin with."""
    said = [
        ("handover.planned", "handover:1", DISPATCHER, 3),
        ("handover.done", "handover:2", DISPATCHER, 20),
    ]
    for at, (state, since, _, _) in enumerate(DECORATIONS, 1):
        back = max(1, 5 - since)
        said.append(("decoration.applied", f"decoration:{at}", DISPATCHER, back))
        if state != "applied":
            verb = "refused" if state == "refused" else "approved"
            said.append((f"decoration.{verb}", f"decoration:{at}", LEADER, back - 1))
    said += [("letting.began", f"letting:{at}", DISPATCHER, 320) for at in (1, 2)]
    morning = datetime.combine(now.date(), time(2), now.tzinfo)
    await tables.put(
        "audit",
        "at actor actor_name operation object facts",
        [
            (morning - timedelta(days=back), f"staff:{staff}", name, operation, thing, json.dumps({}))
            for operation, thing, (staff, name), back in sorted(said, key=lambda one: -one[3])
        ],
    )
