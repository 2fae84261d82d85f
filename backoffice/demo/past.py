"""What happened in the demo before the first start: requests and a few calls with their journals."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from backoffice.demo.houses import Dweller, Estate, Place
from backoffice.demo.words import CATEGORIES

DETAILS = {
    "水管漏水": "厨房水槽下面漏水，地上有水",
    "电路故障": "客厅插座没电，开关跳闸",
    "门窗损坏": "阳台推拉门关不上",
    "下水道堵塞": "卫生间地漏下水很慢",
    "电梯故障": "电梯关门时有异响",
    "保安服务": "晚上门岗没人",
    "收费问题": "对上个月水费有疑问",
    "保洁卫生": "楼道两天没有打扫",
    "噪音扰民": "楼上晚上十一点以后还很吵",
    "家政保洁": "周末上午打扫两小时",
    "送水": "桶装水两桶",
    "送报": "晚报，每天送到门口",
}


@dataclass(frozen=True)
class PastRequest:
    """A request as a row; category: id from 1."""

    kind: str
    place: int
    person: int
    category: int
    number: str
    urgent: bool
    details: str
    state: str
    registered_at: datetime
    done_at: datetime | None
    satisfied: bool | None


@dataclass(frozen=True)
class PastCall:
    """A call with its journal: (seconds after the answer, kind, facts as JSON)."""

    id: UUID
    number: str
    person: int
    place: int
    proof: str
    language: str
    answered_at: datetime
    seconds: int
    events: tuple[tuple[float, str, str], ...]


def requests(estate: Estate, now: datetime, random: Random) -> Iterator[PastRequest]:
    """Those of the fixed callers first, then sixty of the others."""

    def one(
        number: str, label: str, category: int, days: float, state: str, rated: bool | None
    ) -> PastRequest:
        person = next(who for who in estate.dwellers if number in who.numbers)
        place = next(at for at in estate.places if at.label == label and at.id in person.places)
        return _request(place, person, category, now - timedelta(days=days), state, rated, random)

    yield one("13800000001", "1-1-101", 1, 1.2, "assigned", None)
    yield one("13800000001", "1-1-101", 3, 40, "done", True)
    yield one("13800000001", "1-1-101", 10, 75, "done", False)
    yield one("13800000002", "1-2-201", 9, 2.5, "new", None)
    yield one("13800000003", "2-1-302", 4, 0.3, "working", None)
    yield one("13800000004", "1-1-502", 2, 3, "done", None)  # to be rated
    fixed = 6
    for _ in range(60):
        person = random.choice(estate.dwellers[fixed:])
        place = estate.places[person.places[0] - 1]
        state = random.choice(("new", "assigned", "working", "done", "done", "done", "cancelled"))
        rated = random.choice((True, True, False, None)) if state == "done" else None
        days = random.uniform(4, 90) if state in ("done", "cancelled") else random.uniform(0.1, 4)
        category = random.randrange(1, len(CATEGORIES) + 1)
        yield _request(place, person, category, now - timedelta(days=days), state, rated, random)


def _request(
    place: Place, person: Dweller, category: int, at: datetime, state: str, rated: bool | None, random: Random
) -> PastRequest:
    kind, name, _, _ = CATEGORIES[category - 1]
    return PastRequest(
        kind,
        place.id,
        person.id,
        category,
        person.numbers[0],
        kind == "repair" and random.random() < 0.2,
        DETAILS.get(name, "请尽快联系"),
        state,
        at,
        at + timedelta(hours=random.uniform(2, 60)) if state == "done" else None,
        rated,
    )


def calls(estate: Estate, now: datetime, random: Random) -> Iterator[PastCall]:
    """Some days ago the first and the fourth caller asked for their fees."""
    for number, days in (("13800000001", 12), ("13800000001", 41), ("13800000004", 5)):
        person = next(one for one in estate.dwellers if number in one.numbers)
        yield PastCall(
            UUID(int=random.getrandbits(128), version=4),
            number,
            person.id,
            person.places[0],
            "pin",
            "zh",
            now - timedelta(days=days, hours=random.uniform(0, 5)),
            47,
            (
                _event(0.0, "answered", number=number),
                _event(9.1, "identified", house=person.places[0], proof="pin"),
                _event(14.0, "key", key="1"),
                _event(14.1, "flow", name="fees"),
                _event(47.0, "ended", cause="caller"),
            ),
        )


def _event(at: float, kind: str, **facts: object) -> tuple[float, str, str]:
    return at, kind, json.dumps(facts, ensure_ascii=False)
