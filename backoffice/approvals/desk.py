"""Asking for approval, deciding, and carrying out in the same transaction (P10).

Nobody decides what he asked for himself. Of two who decide at once one wins, the other gets Conflict.
"""

import json
from collections.abc import Mapping
from typing import Any

import asyncpg

from backoffice.approvals.kinds import KINDS, Kind, Subject
from backoffice.approvals.model import Approval, State, Told, Which
from backoffice.audit import desk as audit
from backoffice.company.actor import Staff, communities_for
from backoffice.company.reach import reach
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from backoffice.reminders import desk as reminders
from backoffice.sql import Database, load

sql = load(__file__)

LEAST_REASON = 2
MOST_LISTED = 200


async def preview(db: Database, who: Staff, kind: str, subject: Subject) -> Told:
    """What would be asked for, as it stands now.

    Raises NotFound when there is no such kind or thing, or not within reach; Forbidden without the function
    to ask in every community it touches.
    """
    known = KINDS.get(kind)
    told = await known.tell(db, subject) if known else None
    if known is None or told is None or not _reaches(who, told.communities):
        raise NotFound("approval.subject_not_found")
    if not _may(who, known.ask, told.communities):
        raise Forbidden("approval.function", function=known.ask)
    return told


async def ask(db: Database, who: Staff, kind: str, subject: Subject, reason: str) -> int:
    """Ask for something; returns the approval's id.

    Raises as `preview`, Invalid without a reason, Conflict when the same is waiting already.
    """
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise Invalid("approval.reason", field="reason")
    async with db.transaction():
        told = await preview(db, who, kind, subject)
        approval = await sql.ask(
            db,
            kind=kind,
            subject=json.dumps(dict(subject)),
            name=told.name,
            communities=list(told.communities),
            facts=json.dumps({"version": told.version, **told.facts}, ensure_ascii=False),
            reason=reason,
            staff=who.id,
        )
        if approval is None:
            raise Conflict("approval.waits_already", name=told.name)
        facts: dict[str, Any] = {"kind": kind, "name": told.name, "reason": reason, **subject}
        await audit.record(db, who, "approval.asked", f"approval:{approval}", **facts)
        await reminders.tell(
            db,
            who,
            "approval.asked",
            subject=f"approval:{approval}",
            community=told.communities[0] if len(told.communities) == 1 else None,
            function=KINDS[kind].approve,
            link=f"/approvals/{approval}",
            what=told.name,
        )
    return int(approval)


async def approval_for(db: Database, who: Staff, approval: int) -> Approval:
    """One that `who` asked for or has the right to decide. Raises NotFound for all others."""
    return _approval(who, await _row(db, who, approval, lock=False))


async def approve(db: Database, who: Staff, approval: int) -> Approval:
    """Say yes, and do it. When it cannot be done any more the approval is `failed` and says why.

    Raises as `_deciding`.
    """
    async with db.transaction():
        asked, kind = await _deciding(db, who, approval)
        outcome: dict[str, Any] = {}
        try:
            async with db.transaction():
                if await kind.tell(db, asked.subject) != asked.told:
                    raise Conflict("approval.subject_changed", name=asked.told.name)
                await kind.carry_out(db, who, asked.subject)
        except Refused as refused:
            outcome = {"refused": refused.key, **refused.facts}
        return await _decided(db, who, asked, "failed" if outcome else "done", outcome=outcome)


async def refuse(db: Database, who: Staff, approval: int, reason: str) -> Approval:
    """Say no, and why. Raises as `_deciding`, Invalid without a reason."""
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise Invalid("approval.reason", field="reason")
    async with db.transaction():
        asked, _ = await _deciding(db, who, approval)
        return await _decided(db, who, asked, "refused", answer=reason)


async def withdraw(db: Database, who: Staff, approval: int) -> Approval:
    """Take back what one asked for. Raises NotFound for what others asked, Conflict when it is decided."""
    async with db.transaction():
        asked = _approval(who, await _row(db, who, approval, lock=True))
        if not asked.mine:
            raise NotFound("approval.not_found", approval=approval)
        _still_waits(asked)
        return await _decided(db, who, asked, "withdrawn")


async def listed(db: Database, who: Staff, which: Which) -> list[Approval]:
    """Approvals of one list (`Which`), latest first; empty: none."""
    rows = sql.listed(db, staff=who.id, which=which, most=MOST_LISTED, **_deciders(who))
    return [_approval(who, row) async for row in rows]


async def _row(db: Database, who: Staff, approval: int, *, lock: bool) -> asyncpg.Record:
    if lock:
        await sql.lock(db, approval=approval)
    row: asyncpg.Record | None = await sql.by_id(db, approval=approval, staff=who.id, **_deciders(who))
    if row is None:
        raise NotFound("approval.not_found", approval=approval)
    return row


async def _deciding(db: Database, who: Staff, approval: int) -> tuple[Approval, Kind]:
    """The approval, locked, for `who` to decide.

    Raises NotFound when it is not theirs to decide, Forbidden for one's own, Conflict when it is decided.
    """
    asked = _approval(who, await _row(db, who, approval, lock=True))
    if asked.mine:
        raise Forbidden("approval.own", function=KINDS[asked.kind].approve)
    _still_waits(asked)
    return asked, KINDS[asked.kind]


def _still_waits(asked: Approval) -> None:
    if asked.state != "waiting":
        raise Conflict("approval.decided_already", name=asked.told.name, by=asked.decided_by)


async def _decided(
    db: Database,
    who: Staff,
    asked: Approval,
    state: State,
    *,
    answer: str = "",
    outcome: Mapping[str, Any] | None = None,
) -> Approval:
    told = json.dumps(outcome or {}, ensure_ascii=False, default=str)
    await sql.decide(db, approval=asked.id, state=state, staff=who.id, answer=answer, outcome=told)
    facts: dict[str, Any] = {"kind": asked.kind, "name": asked.told.name, **asked.subject, "outcome": outcome}
    await audit.record(db, who, f"approval.{state}", f"approval:{asked.id}", reason=answer, **facts)
    await reminders.settle(db, f"approval:{asked.id}")
    if not asked.mine:
        await reminders.tell(
            db,
            who,
            "approval.decided",
            subject=f"approval:{asked.id}:decided",
            concerned=asked.asker,
            link=f"/approvals/{asked.id}",
            what=asked.told.name,
        )
    return await approval_for(db, who, asked.id)


def _may(who: Staff, function: str, communities: tuple[int, ...]) -> bool:
    """In every one of the communities; what touches none is for those who hold it everywhere."""
    held = communities_for(who, function)
    return held is None or (bool(communities) and set(communities) <= held)


def _reaches(who: Staff, communities: tuple[int, ...]) -> bool:
    within = reach(who)
    return within.everything or not set(communities).isdisjoint(within.communities)


def _deciders(who: Staff) -> dict[str, list[Any]]:
    """Where `who` may decide what, for SQL: kinds everywhere, and pairs of kind and community."""
    held = {code: communities_for(who, kind.approve) for code, kind in KINDS.items()}
    pairs = [(code, one) for code, communities in held.items() for one in sorted(communities or ())]
    return {
        "everywhere": [code for code, communities in held.items() if communities is None],
        "kinds": [code for code, _ in pairs],
        "communities": [one for _, one in pairs],
    }


def _approval(who: Staff, row: asyncpg.Record) -> Approval:
    facts = json.loads(row["facts"])
    told = Told(row["name"], tuple(row["communities"]), facts.pop("version"), facts)
    mine = row["asked_by_id"] == who.id
    may = _may(who, KINDS[row["kind"]].approve, told.communities)
    return Approval(
        id=row["id"],
        kind=row["kind"],
        subject=json.loads(row["subject"]),
        told=told,
        reason=row["reason"],
        asker=row["asked_by_id"],
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        state=row["state"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        answer=row["answer"],
        outcome=json.loads(row["outcome"]),
        mine=mine,
        may_decide=may and not mine and row["state"] == "waiting",
    )
