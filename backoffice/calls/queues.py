"""Agents' telephones, queues and who answers them; the engine renders Asterisk's files from these (H6, H8).

Changes need `staff.manage` in every community, as telephones and queues are shared by all.
"""

import re
import secrets

import asyncpg

from backoffice.audit import desk as audit
from backoffice.calls import switch
from backoffice.calls.model import Agent, Member, Queue
from backoffice.company.actor import Actor, System
from backoffice.company.model import OpenWork
from backoffice.company.reach import reach_with
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "queues.sql")

EXTENSION = re.compile(r"[1-9][0-9]{2,4}")


async def agents(db: Database) -> list[Agent]:
    """Everybody with a telephone, by extension."""
    return [Agent(**row) async for row in sql.agents(db)]


async def queues(db: Database) -> list[Queue]:
    """All queues, by code."""
    return [Queue(**row) async for row in sql.queues(db)]


async def members(db: Database) -> list[Member]:
    """Who answers which queue, the lowest penalty first."""
    return [Member(**row) async for row in sql.members(db)]


async def add_member(db: Database, who: Actor, queue: str, staff: int, penalty: int = 0) -> None:
    """Let a member of staff answer a queue. Raises Forbidden; NotFound for no such queue or staff."""
    _manages(who)
    async with db.transaction():
        if await sql.add_member(db, queue=queue, staff=staff, penalty=penalty) is None:
            raise NotFound("queue.not_found", queue=queue, staff=staff)
        await audit.record(db, who, "queue.member_added", f"queue:{queue}", staff=staff, penalty=penalty)
        await _reload(db, "reload_queues")


async def remove_member(db: Database, who: Actor, queue: str, staff: int) -> None:
    """Let a member of staff answer a queue no longer. Raises Forbidden; NotFound when it was not so."""
    _manages(who)
    async with db.transaction():
        if await sql.remove_member(db, queue=queue, staff=staff) is None:
            raise NotFound("queue.not_found", queue=queue, staff=staff)
        await audit.record(db, who, "queue.member_removed", f"queue:{queue}", staff=staff)
        await _reload(db, "reload_queues")


async def answered_by(db: Database, staff: int) -> list[OpenWork]:
    """The queues somebody answers, by code; empty: none."""
    return [OpenWork(**row) async for row in sql.answered_by(db, staff=staff)]


async def hand_over(db: Database, who: Actor, staff: int, to: int | None) -> None:
    """Let another one answer somebody's queues in their place; None: nobody. Raises Forbidden."""
    _manages(who)
    async with db.transaction():
        if to is not None:
            await sql.share_queues(db, staff=staff, to=to)
        await sql.leave_queues(db, staff=staff)
        await audit.record(db, who, "queue.handed_over", f"staff:{staff}", to=to)
        await _reload(db, "reload_queues")


async def give_telephone(db: Database, who: Actor, staff: int, extension: str | None) -> str:
    """Give staff a telephone (None: take it away); returns its new SIP password, "" when taken away.

    Raises Forbidden; Invalid for what is no extension; Conflict when it is somebody's; NotFound.
    """
    _manages(who)
    if extension is not None and not EXTENSION.fullmatch(extension):
        raise Invalid("staff.extension", field="extension")
    secret = secrets.token_urlsafe(18) if extension is not None else None
    async with db.transaction():
        try:
            async with db.transaction():
                given = await sql.give_telephone(db, staff=staff, extension=extension, secret=secret)
        except asyncpg.UniqueViolationError as taken:
            raise Conflict("staff.extension_taken", extension=extension) from taken
        if given is None:
            raise NotFound("staff.not_found", staff=staff)
        await audit.record(db, who, "staff.telephone_given", f"staff:{staff}", extension=extension)
        await _reload(db, "reload_agents")
    return secret or ""


def _manages(who: Actor) -> None:
    if not reach_with(who, "staff.manage").everything:
        raise Forbidden("staff.not_yours", function="staff.manage")


async def _reload(db: Database, verb: str) -> None:
    # Whoever may change them need not know that a switch must be told.
    await switch.ask(db, System("queues"), verb, {})
