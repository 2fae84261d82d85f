"""Recordings left while the database or the engine was away, taken into the system, each once (H11).

A recording lies in the spool as ID.wav and ID.json; the JSON is written last, so what has one is whole.
Taking it in: link the sound to where recordings live, commit row and request, delete both files. A crash in
between leaves the JSON, and the next look finds the row there already and goes on with the files.
"""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NoReturn
from uuid import UUID

import asyncpg
import structlog
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from agi.database import borrow
from agi.worker import keep_on
from backoffice.calls import desk as calls
from backoffice.calls.model import CallStart
from backoffice.company.actor import System
from backoffice.estate import desk as estate
from backoffice.estate.numbers import normalise
from backoffice.requests import desk as requests
from backoffice.requests.model import NewRequest
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "spool.sql")

WAV_HEADER = 44  # bytes
BYTES_A_SECOND = 16000
WHO = System("fallback")
ORPHAN_AFTER = 900.0
"""Seconds after which a sound without JSON is taken in alone: its writer died (a recording lasts 180)."""


class Left(BaseModel):
    """What ID.json says. number: as it came, "" when withheld; seconds: of sound."""

    id: UUID
    number: str = ""
    uniqueid: str = ""
    linkedid: str = ""
    sip_call_id: str = ""
    recorded_at: AwareDatetime
    seconds: float = Field(ge=0)
    language: Literal["zh", "en"] = "zh"


def leave(spool: Path, sound: Path, start: CallStart, seconds: float, language: Literal["zh", "en"]) -> None:
    """Put a recording the engine itself could not hand to the database where the next look finds it.

    sound: ID.wav, moved. Nothing happens when it is not there. On a full disk it stays without its JSON, for
    `_orphans` or agi.orphans to find.
    """
    left = Left(
        id=UUID(sound.stem),
        number=start.number,
        uniqueid=start.uniqueid,
        sip_call_id=start.sip_call_id,
        recorded_at=datetime.now(UTC),
        seconds=seconds,
        language=language,
    )
    if not sound.exists():
        return
    draft = spool / f"{left.id}.new"
    try:
        spool.mkdir(parents=True, exist_ok=True)
        _move(sound, spool / sound.name)
        draft.write_text(left.model_dump_json(), encoding="utf-8")
        draft.replace(spool / f"{left.id}.json")
    except OSError as full:
        log.warning("spool.left_alone", id=str(left.id), reason=str(full))


class Spool:
    """Looks into the folder `spool` every `every` seconds; sounds go to the folder `recordings`."""

    def __init__(self, pool: asyncpg.Pool, spool: Path, recordings: Path, *, every: float = 5.0) -> None:
        self._pool = pool
        self._spool = spool
        self._recordings = recordings
        self._every = every

    async def run(self) -> NoReturn:
        """Until cancelled, whatever happens to Postgres."""
        await keep_on("spool", self.take_in, pause=self._every)

    async def take_in(self) -> int:
        """Everything that lies there; returns how many became requests. Raises as asyncpg when it is away."""
        taken = 0
        for left in await asyncio.to_thread(_lying, self._spool):
            taken += await self._take(left)
        return taken

    async def _take(self, left: Left) -> bool:
        sound = self._spool / f"{left.id}.wav"
        kept = self._recordings / sound.name
        there = await asyncio.to_thread(_link, sound, kept)
        async with borrow(self._pool) as db, db.transaction():
            await sql.one_at_a_time(db)
            new = await sql.not_yet_taken(db, id=left.id)
            if new:
                await self._register(db, left, there)
        await asyncio.to_thread(_forget, self._spool, left.id)
        return bool(new)

    async def _register(self, db: asyncpg.Connection, left: Left, there: bool) -> None:
        number = normalise(left.number)
        houses = {house.id for known in await estate.known_callers(db, number) for house in known.houses}
        call = await sql.call_of(db, sip_call_id=left.sip_call_id, uniqueid=left.uniqueid)
        if not there:
            log.error("spool.sound_missing", id=str(left.id), number=number)
        await calls.keep_recording(db, left.id, "fallback", call, left.seconds)
        await sql.date_recording(
            db, id=left.id, recorded_at=left.recorded_at, state="kept" if there else "missing"
        )
        request = await requests.register(
            db,
            WHO,
            NewRequest(
                kind="message",
                house=houses.pop() if len(houses) == 1 else None,
                category=None,
                call_id=call,
                caller_number=number,
                channel="telephone",
                urgent=False,
                details="",
                recordings=(left.id,),
            ),
        )
        log.info("spool.taken_in", id=str(left.id), request=request.number)


def _lying(spool: Path) -> list[Left]:
    """What lies there whole, oldest first; a JSON that says nothing sensible is set aside with its sound."""
    found = []
    for file in spool.glob("*.json"):
        try:
            left = Left.model_validate_json(file.read_bytes())
            if str(left.id) != file.stem:
                raise ValueError(f"its id is {left.id}")
        except (ValidationError, ValueError) as bad:
            log.error("spool.set_aside", file=file.name, why=str(bad))
            _set_aside(spool, file.stem)
        else:
            found.append(left)
    return sorted(found + _orphans(spool), key=lambda left: left.recorded_at)


def _orphans(spool: Path) -> list[Left]:
    """Sounds whose writer died before it wrote the JSON: of an unknown caller, but not lost."""
    found = []
    for file in spool.glob("*.wav"):
        written = file.stat().st_mtime
        if time.time() - written < ORPHAN_AFTER or file.with_suffix(".json").exists():
            continue
        try:
            if not (seconds := sound_seconds(file)):
                raise ValueError("no sound in it")
            recorded_at = datetime.fromtimestamp(written, UTC)
            found.append(Left(id=UUID(file.stem), recorded_at=recorded_at, seconds=seconds))
        except ValueError as bad:
            log.error("spool.set_aside", file=file.name, why=str(bad))
            _set_aside(spool, file.stem)
    return found


def sound_seconds(file: Path) -> float:
    """How long a recording is, in seconds, by its size: a kill or a full disk leaves a header that does not
    say it, or none. Raises FileNotFoundError."""
    return max(0, file.stat().st_size - WAV_HEADER) / BYTES_A_SECOND


def _set_aside(spool: Path, stem: str) -> None:
    (spool / "broken").mkdir(exist_ok=True)
    for file in (spool / f"{stem}.wav", spool / f"{stem}.json"):
        if file.exists():
            file.replace(spool / "broken" / file.name)


def _link(sound: Path, kept: Path) -> bool:
    """Have the sound at `kept`, too, before a row says so. False: there is none."""
    if not kept.exists() and sound.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(sound, kept)
        except OSError:  # another file system, or one without links
            _move(sound, kept)
    return kept.exists()


def _move(old: Path, new: Path) -> None:
    """Over file systems, too, and never half: `new` appears whole."""
    try:
        old.replace(new)
    except OSError:
        part = new.with_suffix(".part")
        part.write_bytes(old.read_bytes())
        part.replace(new)
        old.unlink()


def _forget(spool: Path, taken: UUID) -> None:
    """The JSON last: while it is there, the next look goes on with this one."""
    (spool / f"{taken}.wav").unlink(missing_ok=True)
    (spool / f"{taken}.json").unlink(missing_ok=True)
