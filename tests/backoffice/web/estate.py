"""A small estate for the pages' tests: two communities, staff of each, a caller with two houses."""

import datetime as dt
import json
import wave
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import argon2
import asyncpg

PASSWORD = "correct horse"
# The cheapest argon2 there is: tests sign in often.
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

AGENT_FUNCTIONS = [
    *("house.view", "bill.view", "request.view", "notice.view", "call.view", "call.take", "recording.play"),
    *("person.temperament", "repair.register", "complaint.register"),
]
TWO_HOMES, UNKNOWN, ELSEWHERE = "13800000002", "13900000000", "13800000009"


class Estate:
    """What the tests know of the rows; `make` writes them."""

    def __init__(self, db: asyncpg.Connection, recordings: Path) -> None:
        self.db = db
        self.recordings = recordings
        self.communities: dict[str, int] = {}
        self.houses: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.staff: dict[str, int] = {}

    async def make(self) -> None:
        """翠湖苑 with two houses of 李娜, 云顶公寓 with one of 赵敏; an agent of each."""
        for name, english in (("翠湖苑", "Green Lake"), ("云顶公寓", "Cloud Top")):
            self.communities[name] = await self.db.fetchval(
                "insert into community (name, name_en, city) values ($1, $2, '成都') returning id",
                name,
                english,
            )
        for code, community, label in (
            ("10010201", "翠湖苑", "1-2-201"),
            ("10010502", "翠湖苑", "3-502"),
            ("30010101", "云顶公寓", "A-101"),
        ):
            await self._house(code, community, label)
        await self._person("李娜", TWO_HOMES, ["1-2-201", "3-502"], temperament="急性子", hobbies="太极拳")
        await self._person("赵敏", ELSEWHERE, ["A-101"])
        await self._bills()
        for kind, name, english in (
            ("repair", "水管漏水", "Water leak"),
            ("repair", "电路故障", "Electrical fault"),
            ("complaint", "噪音", "Noise"),
        ):
            await self.db.execute(
                "insert into category (kind, name, name_en) values ($1, $2, $3)", kind, name, english
            )
        await self.person_of_staff("chen", "陈晨", "翠湖苑", AGENT_FUNCTIONS, "801", english="Chen Chen")
        await self.person_of_staff("zhou", "周舟", "云顶公寓", AGENT_FUNCTIONS, "802")

    async def _house(self, code: str, community: str, label: str) -> None:
        building = await self.db.fetchval(
            "insert into building (community_id, name) values ($1, $2) on conflict (community_id, name) "
            "do update set name = excluded.name returning id",
            self.communities[community],
            label.split("-")[0],
        )
        self.houses[label] = await self.db.fetchval(
            "insert into house (code, building_id, label, area) values ($1, $2, $3, 89.5) returning id",
            code,
            building,
            label,
        )

    async def _person(self, name: str, number: str, homes: list[str], **more: str) -> None:
        person = self.people[name] = await self.db.fetchval(
            "insert into person (name, surname, temperament, hobbies) values ($1, $2, $3, $4) returning id",
            name,
            name[0],
            more.get("temperament", ""),
            more.get("hobbies", ""),
        )
        await self.db.execute("insert into phone values ($1, $2)", number, person)
        for label in homes:
            await self.db.execute(
                "insert into occupancy (house_id, person_id, since) values ($1, $2, '2020-01-01')",
                self.houses[label],
                person,
            )

    async def _bills(self) -> None:
        month = dt.date(2026, 10, 1)
        for name, english, amount in (
            ("物业费", "Property fee", Decimal("1180.00")),
            ("水费", "Water", Decimal("54.05")),
        ):
            item = await self.db.fetchval(
                "insert into fee_item (name, name_en) values ($1, $2) returning id", name, english
            )
            await self.db.execute(
                "insert into bill (house_id, fee_item_id, month, amount, due_on) values ($1, $2, $3, $4, $5)",
                self.houses["1-2-201"],
                item,
                month,
                amount,
                month + dt.timedelta(days=24),
            )

    async def person_of_staff(
        self,
        login: str,
        name: str,
        community: str,
        functions: list[str],
        extension: str | None,
        english: str = "",
    ) -> int:
        """Somebody with a post of their own carrying `functions` in one community."""
        staff: int = await self.db.fetchval(
            "insert into staff (login, name, name_en, password_hash, extension) values ($1, $2, $3, $4, $5) "
            "returning id",
            login,
            name,
            english,
            CHEAP,
            extension,
        )
        post = await self.db.fetchval("insert into post (name) values ($1) returning id", login)
        await self.db.executemany(
            "insert into post_function values ($1, $2)", [(post, function) for function in functions]
        )
        await self.db.execute(
            "insert into staff_post values ($1, $2, $3)", staff, post, self.communities[community]
        )
        self.staff[login] = staff
        return staff

    async def call(self, number: str, house: str | None = None, proof: str = "") -> UUID:
        """A call that is going on, with a key pressed."""
        call = uuid4()
        await self.db.execute(
            "insert into call (id, direction, number, house_id, proof, answered_at) "
            "values ($1, 'in', $2, $3, $4, now())",
            call,
            number,
            self.houses[house] if house else None,
            proof,
        )
        await self.event(call, 1, "answered", number=number)
        await self.event(call, 2, "said", text="您好，欢迎致电物业服务热线。")
        await self.event(call, 3, "key", key="2")
        await self.event(call, 4, "flow", name="repair")
        return call

    async def event(self, call: UUID, seq: int, kind: str, /, **facts: object) -> None:
        """One line of a call's journal, told to whoever listens."""
        await self.db.execute(
            "insert into call_event values ($1, $2, now(), $3, $4)", call, seq, kind, json.dumps(facts)
        )
        await self.db.execute("select pg_notify('journal', $1)", str(call))

    async def ring(self, login: str, call: UUID) -> int:
        """The agent's telephone rings."""
        ring: int = await self.db.fetchval(
            "insert into agent_call (staff_id, call_id, queue_code) values ($1, $2, 'reception') "
            "returning id",
            self.staff[login],
            call,
        )
        await self.tell(login)
        return ring

    async def answered(self, login: str, ring: int) -> None:
        """The agent takes the call."""
        await self.db.execute("update agent_call set answered_at = now() where id = $1", ring)
        await self.tell(login)

    async def ended(self, login: str, ring: int, result: str = "answered") -> None:
        """It is over at this telephone."""
        await self.db.execute(
            "update agent_call set ended_at = now(), result = $2 where id = $1", ring, result
        )
        await self.tell(login)

    async def tell(self, login: str) -> None:
        """What the engine does after each change."""
        await self.db.execute("select pg_notify('ring', $1)", str(self.staff[login]))

    async def recording(self, call: UUID, *, state: str = "kept", file: bool = True) -> UUID:
        """Two seconds recorded in a call."""
        recording = uuid4()
        await self.db.execute(
            "insert into recording (id, kind, call_id, seconds, state) values ($1, 'agent', $2, 2, $3)",
            recording,
            call,
            state,
        )
        if file:
            with wave.open(str(self.recordings / f"{recording}.wav"), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(8000)
                sound.writeframes(bytes(32000))
        return recording
