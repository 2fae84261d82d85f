"""A whole installation: started, looked at, parts killed, its supervisor killed (issue 3, part 1)."""

import asyncio
import json
import os
import signal
from typing import Any

import pytest

from ops import state
from tests.services import Installation

pytestmark = pytest.mark.telephony


async def status(of: Installation) -> dict[str, Any]:
    _, output, _ = await of.attempt("status", "--json")
    found: dict[str, Any] = json.loads(output)
    return found


async def until_healthy(of: Installation, limit: float = 60) -> dict[str, Any]:
    """Its status once all parts are healthy again; the supervisor looks every two seconds."""
    async with asyncio.timeout(limit):
        while not (found := await status(of))["healthy"]:
            pass  # each look waits for a process of its own
    return found


async def test_every_part_is_healthy_and_a_second_up_says_so(installation: Installation) -> None:
    found = await until_healthy(installation)
    assert {one["health"] for one in found["parts"]} == {"healthy"}
    assert found["asterisk_supported"] is True
    code, _, said = await installation.attempt("up", "--detach")
    assert (code, said) == (0, "Already running; ./estateline status shows how.\n")


async def test_each_killed_part_comes_back(installation: Installation) -> None:
    before = await until_healthy(installation)
    for one in before["parts"]:
        os.kill(one["pid"], signal.SIGKILL)
    async with asyncio.timeout(60):
        while True:
            now = await status(installation)
            if now["healthy"] and all(one["restarts"] for one in now["parts"]):
                break
    pids = {one["pid"] for one in now["parts"]}
    assert not pids & {one["pid"] for one in before["parts"]}


async def test_up_starts_again_after_its_supervisor_was_killed(installation: Installation) -> None:
    left = state.load(installation.settings)
    assert left is not None
    os.kill(left.pid, signal.SIGKILL)
    await installation.run("up", "--detach")
    found = await until_healthy(installation)
    assert not {one["pid"] for one in found["parts"]} & {one.pid for one in left.parts}


async def test_h7_a_house_that_is_not_there_is_one_sentence(installation: Installation) -> None:
    await until_healthy(installation)
    code, said, trouble = await installation.attempt("remind", "--house", "翠湖苑/9-9-999")
    assert (code, said) == (1, "")
    assert trouble.startswith("There is no house 翠湖苑/9-9-999")


async def test_h7_a_house_that_owes_nothing_is_not_called(installation: Installation) -> None:
    code, said, trouble = await installation.attempt("remind", "--house", await code_of(installation))
    assert (code, said, trouble) == (1, "", "Not called: Nothing is due for this house.\n")


async def code_of(installation: Installation) -> str:
    """The house code of 陈静, who has paid in advance."""
    rows = json.loads(
        await installation.run(
            "sql",
            "--json",
            "select h.code from house h join occupancy o on o.house_id = h.id"
            " join phone p using (person_id) where p.number = '13800000004'",
        )
    )
    return str(rows[0]["code"])
