"""The link to Asterisk's manager, against a manager on a real socket (design: AMI trap; P8, H7)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from agi.ami import MOST_WAITING, Ami
from agi.manager import ActionRefused, LineDown, Unanswered
from tests.agi.managing import Manager, live, message


@pytest.fixture
async def manager() -> AsyncIterator[Manager]:
    async with Manager.listening() as manager:
        yield manager


@contextlib.asynccontextmanager
async def running(manager: Manager, *, ping_every: float = 60, limit: float = 5) -> AsyncIterator[Ami]:
    ami = Ami(
        "127.0.0.1",
        manager.port,
        "engine",
        "secret",
        ping_every=ping_every,
        limit=limit,
        retry_first=0.01,
        retry_most=0.02,
        boot_limit=1,
    )
    task = asyncio.create_task(ami.run())
    try:
        yield ami
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def ami(manager: Manager) -> AsyncIterator[Ami]:
    async with running(manager) as ami:
        await ami.connected(5)
        yield ami


async def test_an_action_is_answered(ami: Ami, manager: Manager) -> None:
    manager.answers["Getvar"] = lambda action: message(
        "Response: Success", f"ActionID: {action['ActionID']}", "Value: 物业"
    )
    assert (await ami.send("Getvar", {"Variable": "X"}))["value"] == "物业"


async def test_h7_an_originate_unanswered_when_the_link_drops_is_not_sent_again(
    ami: Ami, manager: Manager
) -> None:
    manager.cut = {"Originate"}
    with pytest.raises(Unanswered):
        await ami.send("Originate", {"Channel": "PJSIP/1@provider"})
    manager.cut = set()
    await ami.connected(5)
    await ami.send("Ping")  # whatever was to be sent again would have come before this
    assert len(manager.named("Originate")) == 1


async def test_h7_nothing_is_sent_and_nothing_is_kept_for_later_while_the_link_is_down() -> None:
    async with Manager.listening() as manager, running(manager) as ami:
        await ami.connected(5)
        await manager.stop()
        with contextlib.suppress(Unanswered, LineDown):
            await ami.send("Ping")
        assert not ami.up
        with pytest.raises(LineDown):
            await ami.send("Originate", {"Channel": "PJSIP/1@provider"})
        await manager.start(manager.port)
        await ami.connected(5)
        await ami.send("Ping")
        assert not manager.named("Originate")


async def test_an_answer_that_does_not_come_has_a_time_limit(manager: Manager) -> None:
    manager.silent = {"Originate"}
    async with running(manager, limit=0.05) as ami:
        await ami.connected(5)
        with pytest.raises(Unanswered):
            await ami.send("Originate")
        await ami.send("Ping")


async def test_a_half_open_link_is_noticed_by_the_ping_and_replaced(manager: Manager) -> None:
    manager.silent = {"Ping"}
    async with running(manager, ping_every=0.02, limit=0.05) as ami:
        await ami.connected(5)
        await manager.heard("Ping")
        await manager.heard("Login")
        await manager.heard("Login")


async def test_a_refused_login_is_told_and_tried_again(manager: Manager) -> None:
    manager.refuse = 2
    async with running(manager) as ami:
        await ami.connected(5)
        assert len(manager.named("Login")) == 3
    manager.refuse = 1_000_000
    async with running(manager) as ami:
        await manager.heard("Login")
        with pytest.raises(LineDown, match="login refused: Authentication failed"):
            await ami.connected(0.2)


async def test_a_letter_cut_in_two_by_tcp_is_whole(ami: Ami, manager: Manager) -> None:
    with ami.subscribe("Hangup") as events:
        for byte in message("Event: Hangup", "CallerIDName: 张伟先生", "Cause: 16"):
            manager.say(bytes([byte]))
        event = await asyncio.wait_for(events.next(), 5)
    assert (event["CallerIDName"], event["cause"], event["absent"]) == ("张伟先生", "16", "")


async def test_a_refused_action_says_why_a_list_too(ami: Ami, manager: Manager) -> None:
    def refuse(action: dict[str, str]) -> bytes:
        return message("Response: Error", f"ActionID: {action['ActionID']}", "Message: Permission denied")

    manager.answers = {"Originate": refuse, "CoreShowChannels": refuse}
    with pytest.raises(ActionRefused, match="Permission denied"):
        await ami.send("Originate")
    with pytest.raises(ActionRefused, match="Permission denied"):
        await ami.collect("CoreShowChannels")


async def test_a_list_is_its_events(ami: Ami, manager: Manager) -> None:
    assert await ami.collect("CoreShowChannels") == []
    manager.answers["CoreShowChannels"] = live({"Uniqueid": "a"}, {"Uniqueid": "b"})
    assert [event["Uniqueid"] for event in await ami.collect("CoreShowChannels")] == ["a", "b"]


@pytest.mark.parametrize("value", ["1\r\nAction: Originate", "a\nb", "a\0b"])
async def test_a_line_break_in_a_field_is_refused(ami: Ami, manager: Manager, value: str) -> None:
    for fields in ({"Channel": value}, {"Variable": ["A=1", value]}):
        with pytest.raises(ValueError, match="line break"):
            await ami.send("Status", fields)
    assert not manager.named("Status")


async def test_a_slow_subscriber_stalls_nobody_and_loses_the_oldest(ami: Ami, manager: Manager) -> None:
    with ami.subscribe("Hangup") as slow, ami.subscribe("Last") as other:
        for number in range(MOST_WAITING + 5):
            manager.event("Hangup", f"Number: {number}")
        manager.event("Last")
        await asyncio.wait_for(other.next(), 10)
        assert (slow.lost, (await slow.next())["Number"]) == (5, "5")


async def test_hooks_run_after_each_login_and_may_use_the_link(manager: Manager) -> None:
    seen: asyncio.Queue[int] = asyncio.Queue()
    async with running(manager) as ami:

        async def broken() -> None:
            raise RuntimeError("a hook's own trouble")

        async def look() -> None:
            seen.put_nowait(len(await ami.collect("CoreShowChannels")))

        ami.on_connected(broken)
        ami.on_connected(look)
        assert await asyncio.wait_for(seen.get(), 5) == 0
        manager.answers["CoreShowChannels"] = live({"Uniqueid": "a"})
        manager.drop()
        assert await asyncio.wait_for(seen.get(), 5) == 1


async def test_h6_variables_of_both_channels_are_told_apart(ami: Ami, manager: Manager) -> None:
    with ami.subscribe("AgentCalled") as events:
        manager.event(
            "AgentCalled",
            "ChanVariable: ESTATELINE_CALL=c1",
            "ChanVariable: ESTATELINE_ATTEMPT=",
            "DestChanVariable: ESTATELINE_CALL=d1",
        )
        event = await asyncio.wait_for(events.next(), 5)
    assert event.variables == {"ESTATELINE_CALL": "c1", "ESTATELINE_ATTEMPT": ""}
    assert event.of_destination == {"ESTATELINE_CALL": "d1"}


async def test_a_login_without_fullybooted_is_no_link(manager: Manager) -> None:
    manager.boots = False
    async with running(manager) as ami:
        await manager.heard("Login")
        await manager.heard("Login")
        assert not ami.up
        assert "FullyBooted" in ami.trouble
