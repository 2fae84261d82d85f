"""Reading calls back: lists, transcripts, recordings; each for those with the right (P5, P8, H6).

A call or recording about no house, from an unknown number, is for everybody with the function somewhere.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backoffice.audit import desk as audit
from backoffice.calls.model import CallBrief, Line, RecordingFile, Transcript
from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach, reach_with
from backoffice.errors import Forbidden, NotFound
from backoffice.estate.desk import house_for
from backoffice.sql import Database, load

sql = load(__file__, "records.sql")


async def recent(db: Database, who: Actor, *, most: int = 100) -> list[CallBrief]:
    """The last calls `who` may view, newest first; empty without `call.view` anywhere."""
    within = reach_with(who, "call.view")
    rows = sql.calls_within(
        db,
        call=None,
        house=None,
        everything=within.everything,
        communities=within.communities,
        nobodys=bool(within.communities),
        most=most,
    )
    return [_brief(row) async for row in rows]


async def calls_of_house(db: Database, who: Actor, house: int, *, most: int = 20) -> list[CallBrief]:
    """Calls about a house, newest first. Raises as `house_for` for `call.view`."""
    home = await house_for(db, who, house, "call.view")
    rows = sql.calls_within(
        db, call=None, house=home.id, everything=True, communities=[], nobodys=False, most=most
    )
    return [_brief(row) async for row in rows]


async def transcript(db: Database, who: Actor, call: UUID) -> Transcript:
    """One call with all that was heard and pressed.

    Raises NotFound when there is none or it is about a house elsewhere; Forbidden without `call.view` there.
    """
    within = reach(who)
    rows = [
        row
        async for row in sql.calls_within(
            db,
            call=call,
            house=None,
            everything=within.everything,
            communities=within.communities,
            nobodys=bool(within.communities),
            most=1,
        )
    ]
    if not rows:
        raise NotFound("call.not_found", call=call)
    brief = _brief(rows[0])
    if not has(who, "call.view", brief.community_id):
        raise Forbidden("call.function", function="call.view")
    return Transcript(brief, tuple(await lines_of(db, call)), await recordings_of(db, call))


async def lines_of(db: Database, call: UUID) -> list[Line]:
    """The journal of a call so far: for who has the call at the own telephone, asked before."""
    rows = sql.lines_of(db, call=call)
    return [Line(row["seq"], row["at"], row["kind"], json.loads(row["facts"])) async for row in rows]


async def recordings_of(db: Database, call: UUID) -> tuple[RecordingFile, ...]:
    """What was recorded in a call, asked for as `lines_of`; playing it is `recording_for`."""
    return tuple([_recording(row) async for row in sql.recordings_of(db, call=call)])


async def keep_recording(db: Database, recording: UUID, kind: str, call: UUID | None, seconds: float) -> None:
    """Note a recording that lies in its folder, `seconds` long. Noting it twice changes nothing.

    The pages that show the call hear of it as of a line of its journal.
    """
    await sql.keep_recording(db, id=recording, kind=kind, call=call, seconds=round(seconds, 1))
    if call is not None:
        await sql.tell(db, call=str(call))


async def recording_for(db: Database, who: Actor, recording: UUID) -> RecordingFile:
    """A recording, to be played; that somebody did is in the audit trail.

    Raises NotFound when there is none or it is of a house elsewhere; Forbidden without `recording.play`.
    """
    within = reach(who)
    row = await sql.recording_within(
        db,
        id=recording,
        everything=within.everything,
        communities=within.communities,
        nobodys=bool(within.communities),
    )
    if row is None:
        raise NotFound("recording.not_found", recording=recording)
    if not has(who, "recording.play", row["community_id"]):
        raise Forbidden("recording.function", function="recording.play")
    await audit.record(db, who, "recording.played", f"recording:{recording}")
    return _recording(row)


def _brief(row: Mapping[str, Any]) -> CallBrief:
    listed = {"requests": tuple(row["requests"]), "recordings": tuple(row["recordings"])}
    return CallBrief(**{**row, **listed})


def _recording(row: Mapping[str, Any]) -> RecordingFile:
    return RecordingFile(
        row["id"],
        row["kind"],
        row["call_id"],
        row["request_id"],
        float(row["seconds"]),
        row["recorded_at"],
        row["state"],
    )
