"""The demo's rows: homes and people, bills, requests and calls."""

from datetime import date, datetime, timedelta
from random import Random

from backoffice.calls.identity import hashed
from backoffice.demo import money, past, words
from backoffice.demo.callers import HOUSES, PIN, PREPAID
from backoffice.demo.houses import Estate
from backoffice.demo.tables import Tables, in_threads


async def homes(tables: Tables, made: Estate, today: date, random: Random) -> dict[tuple[int, str], int]:
    """Buildings, houses, people, who lives where. Returns the buildings' ids by community and name."""
    buildings = {
        key: at
        for at, key in enumerate(dict.fromkeys((one.community, one.building) for one in made.places), 1)
    }
    await tables.put("phase", "id community_id name delivered_on", words.PHASES)
    await tables.put(
        "building",
        "id community_id name phase_id",
        [
            (at, community, name, words.PHASE_OF.get((community, name)))
            for (community, name), at in buildings.items()
        ],
    )
    units = {
        key: at
        for at, key in enumerate(
            dict.fromkeys((one.community, one.building, one.unit) for one in made.places if one.unit), 1
        )
    }
    await tables.put(
        "unit",
        "id building_id name",
        [(at, buildings[community, name], unit) for (community, name, unit), at in units.items()],
    )
    fixed = [made.at(*place).id for homes in HOUSES.values() for place in homes]
    lived_in = {place for one in made.dwellers for place in one.places}
    pins = dict(zip(fixed, await in_threads(hashed, [PIN] * len(fixed)), strict=True))
    await tables.put(
        "house",
        "id code building_id unit_id label floor area pin_hash kind state",
        [
            (
                one.id,
                one.code,
                buildings[one.community, one.building],
                units.get((one.community, one.building, one.unit)),
                one.label,
                one.floor,
                one.area,
                pins.get(one.id),
                one.kind,
                "occupied" if one.id in lived_in else "unsold",
            )
            for one in made.places
        ],
    )
    await tables.put(
        "person",
        "id name surname initials pinyin title language temperament hobbies",
        [
            (
                one.id,
                one.name,
                one.surname,
                one.initials,
                one.pinyin,
                one.title,
                one.language,
                one.temperament,
                one.hobbies,
            )
            for one in made.dwellers
        ],
    )
    await tables.put(
        "phone",
        "number person_id",
        [(number, one.id) for one in made.dwellers for number in one.numbers],
    )
    await tables.put(
        "occupancy",
        "house_id person_id role since",
        [
            (place, one.id, one.role, today - timedelta(days=random.randrange(200, 4000)))
            for one in made.dwellers
            for place in one.places
        ],
    )
    await tables.put(
        "vehicle",
        "plate person_id house_id",
        [
            (f"川A{place:05d}", one.id, place)
            for one in made.dwellers
            for place in one.places
            if made.places[place - 1].kind == "parking" and place % 3 == 0
        ],
    )
    return buildings


async def bills(tables: Tables, made: Estate, today: date, random: Random) -> None:
    """Fee items, bills, what was paid ahead."""
    await tables.put("fee_item", "id name name_en late_fee_of", words.FEE_ITEMS)
    await tables.put(
        "bill",
        "house_id fee_item_id month amount paid due_on",
        [
            (one.place, one.item, one.month, one.amount, one.paid, one.due_on)
            for one in money.bills(made, today, random)
        ],
    )
    await tables.put(
        "house_account",
        "house_id prepaid",
        [(made.at(*place).id, amount) for place, amount in PREPAID.items()],
    )


async def services(tables: Tables, made: Estate, now: datetime, random: Random) -> None:
    """Categories, requests, calls with their journals."""
    await tables.put(
        "category",
        "id kind name name_en position default_days",
        [(at, kind, zh, en, at, days) for at, (kind, zh, en, days) in enumerate(words.CATEGORIES, 1)],
    )
    await tables.put(
        "request",
        "kind house_id person_id category_id caller_number channel urgent details state registered_by "
        "registered_at due_at done_at satisfied rated_at",
        [
            (
                *(one.kind, one.place, one.person, one.category, one.number, "telephone", one.urgent),
                *(one.details, one.state, f"owner:{one.person}", one.registered_at),
                one.registered_at + timedelta(days=words.CATEGORIES[one.category - 1][3]),
                *(one.done_at, one.satisfied, None if one.satisfied is None else one.done_at),
            )
            for one in past.requests(made, now, random)
        ],
    )
    calls = list(past.calls(made, now, random))
    await tables.put(
        "call",
        "id direction number dialled person_id house_id proof language started_at answered_at ended_at cause",
        [
            (
                *(one.id, "in", one.number, "96000", one.person, one.place, one.proof, one.language),
                *(one.answered_at, one.answered_at),
                *(one.answered_at + timedelta(seconds=one.seconds), "caller"),
            )
            for one in calls
        ],
    )
    await tables.put(
        "call_event",
        "call_id seq at kind facts",
        [
            (one.id, seq, one.answered_at + timedelta(seconds=at), kind, facts)
            for one in calls
            for seq, (at, kind, facts) in enumerate(one.events, 1)
        ],
    )
