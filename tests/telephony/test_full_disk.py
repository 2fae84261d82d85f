"""The disk of the recordings is full: callers are served without them, and with them again after it (H11).

The installation runs in a mount namespace of its own, in which its spool is a file system whose size can be
changed: however the tests end, nothing of it is left on this machine.
"""

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
import pytest

from ops.rtp import babble
from ops.settings import ROOT
from tests.services import Installation
from tests.telephony.callers import Caller, agents_telephone, calling
from tests.telephony.stories import CHEN, ZHANG, eventually, seconds_of

pytestmark = pytest.mark.telephony

HOLD = 'mount -t tmpfs -o size=1g spool "$0" && echo mounted && exec cat'
"""What keeps the namespace: until its standard input is closed."""


@dataclass(frozen=True)
class Volume:
    """The file system of the spool. installation: runs in the namespace that has it; root: its files."""

    installation: Installation
    root: Path

    @property
    def recordings(self) -> Path:
        return self.root / self.installation.settings.recordings.relative_to("/")

    async def fill(self) -> None:
        """Not a byte is left."""
        await self._resize("4k")
        (self.recordings / "last-byte").write_bytes(b"1")

    async def make_room(self) -> None:
        await self._resize("1g")

    async def _resize(self, size: str) -> None:
        spool = str(self.installation.settings.spool)
        mount = (*self.installation.within, "mount", "-o", f"remount,size={size}", spool)
        assert await (await asyncio.create_subprocess_exec(*mount)).wait() == 0

    async def status(self) -> dict[str, Any]:
        _, output, _ = await self.installation.attempt("status", "--json")
        told: dict[str, Any] = json.loads(output)
        return told


@contextlib.asynccontextmanager
async def volume_of(installation: Installation) -> AsyncIterator[Volume]:
    spool = str(installation.settings.spool)
    holder = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", "sh", "-c", HOLD, spool), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert holder.stdout is not None
    try:
        if not await holder.stdout.readline():
            pytest.skip("only root may mount a file system")
        within = ("nsenter", "--mount", "--wd", "--target", str(holder.pid))
        yield Volume(Installation(installation.settings, within), Path(f"/proc/{holder.pid}/root"))
    finally:
        holder.terminate()
        await holder.wait()


@pytest.fixture
async def volume(installation: Installation) -> AsyncIterator[Volume]:
    """The installation started anew on a volume; afterwards it runs without one again."""
    async with volume_of(installation) as volume:
        await installation.run("down")
        try:
            await volume.installation.run("up", "--detach")
            yield volume
        finally:
            await installation.attempt("down")
            await installation.run("up", "--detach")


async def speaks_of_a_repair(caller: Caller) -> None:
    """From the greeting to the end of the recording."""
    await caller.presses("2")
    await caller.presses("1", into="request/repair_category")
    await caller.presses("2", into="request/urgent")
    await caller.presses("1", into="request/offer_recording")
    await caller.presses("1", into="request/record_repair")
    await caller.hears_of("recording")
    await caller.telephone.stream.speak(babble(2.0))
    await caller.telephone.stream.press("#")


async def registered(caller: Caller) -> asyncpg.Record:
    """The request, whose number the caller heard, and its recording."""
    await caller.hears_of("said", prompts=["request/repair_done"])
    return await eventually(
        caller.db,
        "select r.kind, k.id as sound from request r left join recording k on k.request_id = r.id"
        " join call_event e on e.call_id = r.call_id and e.facts ->> 'text' like '%' || r.number"
        " where r.call_id = $1",
        caller.call,
    )


async def is_told_that_nothing_was_recorded(caller: Caller) -> None:
    await speaks_of_a_repair(caller)
    await caller.hears_of("said", prompts=["request/not_recorded"])
    assert dict(await registered(caller)) == {"kind": "repair", "sound": None}
    await caller.telephone.hang_up()


async def talks_with_an_agent(caller: Caller) -> None:
    await caller.asks_for_an_agent()
    await caller.telephone.stream.press("9")
    await caller.hears_of("agent", state="answered")
    await caller.telephone.stream.speak(babble(2.0))
    assert np.abs(caller.telephone.stream.heard.samples()[-8000:]).max() > 500, "the agent is heard"
    await caller.telephone.hang_up()
    await caller.hears_of("agent", state="ended", by="caller")


async def test_h11_a_full_disk_is_said_and_callers_do_without_recordings_until_there_is_room(
    volume: Volume,
) -> None:
    settings = volume.installation.settings
    async with agents_telephone(settings, "801", rings=0.5):
        before = await volume.status()
        assert before["healthy"]

        await volume.fill()
        status, said, _ = await volume.installation.attempt("status")
        assert (status, "calls go on without recordings" in said) == (1, True)
        disk = (await volume.status())["disk"]
        assert (disk["enough"], disk["free_bytes"], Path(disk["folder"])) == (False, 0, settings.recordings)
        async with calling(settings, ZHANG) as owner, calling(settings, CHEN) as talker:
            await asyncio.gather(is_told_that_nothing_was_recorded(owner), talks_with_an_agent(talker))
            for caller in (owner, talker):
                await eventually(
                    caller.db, "select from call where id = $1 and cause = 'caller'", caller.call
                )
                none = "select count(*) from recording where call_id = $1"
                assert await caller.db.fetchval(none, caller.call) == 0

        await volume.make_room()
        async with calling(settings, ZHANG) as owner:
            await speaks_of_a_repair(owner)
            await owner.presses("1", into="request/recorded")
            row = await registered(owner)
            assert seconds_of(volume.recordings / f"{row['sound']}.wav") > 1
        after = await volume.status()
        assert after["healthy"]
        told = ("name", "pid", "restarts")
        assert [[one[fact] for fact in told] for one in after["parts"]] == [
            [one[fact] for fact in told] for one in before["parts"]
        ], "nothing died of it"
