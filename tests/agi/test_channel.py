"""The AGI line against a socket that plays Asterisk: spelling, replies, and every way a call can end (P8)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from agi import connection
from agi.channel import RECORDINGS, AgiLine, CommandRefused, command, quoted
from agi.server import AgiRequest, FastAgiServer
from bench.synthetic_asterisk import HEARD, SyntheticAsterisk
from ivr.line import Hangup, Line, Recorded

Verb = Callable[[AgiLine], Awaitable[Any]]
SWITCH = "SET VARIABLE"
SOUNDS = {"zh/a": 2.0, "zh/b": 3.0}


async def play(line: Line) -> str:
    return await line.play(["zh/a", "zh/b"])


async def key(line: Line) -> str:
    return await line.key(5.0)


async def record(line: Line) -> Recorded:
    return await line.record(180.0, silence=5.0, keys="#*0")


async def hold(line: Line) -> str:
    return await line.hold(asyncio.get_running_loop().create_future(), 5.0)


VERBS: list[Verb] = [
    AgiLine.answer,
    play,
    key,
    record,
    hold,
    lambda line: line.play_recording(UUID(int=1)),
    lambda line: line.get_variable("X"),
    lambda line: line.set_variable("X", "y"),
    lambda line: line.queue("reception"),
    lambda line: line.record_talk(UUID(int=1)),
    AgiLine.end_talk,
    AgiLine.lift,
]
IDS = ["answer", "play", "key", "record", "hold", "play_back", "get", "set", "queue", "talk", "end", "lift"]


@asynccontextmanager
async def running(verb: Verb) -> AsyncIterator[tuple[SyntheticAsterisk, "asyncio.Future[Any]", AgiLine]]:
    """A call whose script is one verb: Asterisk's side, the verb's outcome, and the line."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Any] = loop.create_future()
    taken: asyncio.Future[AgiLine] = loop.create_future()

    async def script(request: AgiRequest) -> None:
        taken.set_result(request.line)
        try:
            outcome.set_result(await verb(request.line))
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the test is told
            outcome.set_exception(trouble)
            outcome.exception()

    server = FastAgiServer(lambda sound: SOUNDS.get(sound, 0.0))
    server.add_route("hotline", script)
    port = await server.start("127.0.0.1", 0)
    try:
        async with SyntheticAsterisk(port) as asterisk:
            yield asterisk, outcome, await taken
    finally:
        await server.stop(limit=5.0)
    assert (server.now, server.connections, server.failed) == (0, 0, 0)


async def hung_up(outcome: "asyncio.Future[Any]") -> Hangup:
    with pytest.raises(Hangup) as over:
        await outcome
    return over.value


@pytest.mark.parametrize("verb", VERBS, ids=IDS)
@pytest.mark.parametrize(
    ("does", "cause"),
    [
        (lambda asterisk: asterisk.say("HANGUP"), "caller"),
        (lambda asterisk: asterisk.send(b"HANG"), "reset"),
        (lambda asterisk: asterisk.say("511 Command Not Permitted on a dead channel"), "dead_channel"),
        (SyntheticAsterisk.finish, "reset"),
        (SyntheticAsterisk.reset, "reset"),
        (lambda asterisk: asterisk.send(b"garbage\xff\x00\n" * 200), "reset"),
        (lambda asterisk: asterisk.send(b"x" * 200_000), "reset"),
    ],
    ids=["HANGUP", "half HANGUP then EOF", "511", "EOF", "reset", "garbage", "endless line"],
)
async def test_p8_every_verb_ends_in_hangup(
    verb: Verb, does: Callable[[SyntheticAsterisk], None], cause: str
) -> None:
    async with running(verb) as (asterisk, outcome, line):
        await asterisk.command()
        does(asterisk)
        asterisk.finish()
        assert (await hung_up(outcome)).cause == cause
        with pytest.raises(Hangup):
            await line.key(1.0)
        await line.hang_up()


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5, 8], ids=lambda number: IDS[number])
async def test_p8_a_failed_command_with_hangup_behind_it_is_the_callers(number: int) -> None:
    async with running(VERBS[number]) as (asterisk, outcome, _):
        await asterisk.turn("200 result=-1 endpos=0\nHANGUP", passing=SWITCH if number else "")
        asterisk.finish()
        assert (await hung_up(outcome)).cause == "caller"


@pytest.mark.parametrize("verb", [AgiLine.answer, key, hold], ids=["answer", "key", "hold"])
async def test_p8_a_line_that_is_up_and_does_nothing_is_dead(verb: Verb) -> None:
    async with running(verb) as (asterisk, outcome, _):
        await asterisk.turn("200 result=-1", passing="" if verb is AgiLine.answer else SWITCH)
        assert await asterisk.turn("200 result=6") == "CHANNEL STATUS"
        assert (await hung_up(outcome)).cause == "dead_channel"


@pytest.mark.parametrize("verb", [play, key, record, hold], ids=["play", "key", "record", "hold"])
async def test_p8_a_hang_up_after_the_switch_was_armed(verb: Verb) -> None:
    async with running(verb) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.command()
        asterisk.say("HANGUP")
        assert (await hung_up(outcome)).cause == "caller"


async def test_p8_no_reply_within_the_limit_is_a_dead_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GRACE", -1.99)
    async with running(lambda line: line.get_variable("X")) as (asterisk, outcome, _):
        await asterisk.command()
        assert (await hung_up(outcome)).cause == "idle"
        await asterisk.over()


async def test_p8_the_limit_moves_with_each_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that was quiet for long within one command's time is not cut off in a later, shorter one."""

    async def verb(line: AgiLine) -> str:
        await line.get_variable("X")
        monkeypatch.setattr(connection, "GRACE", 60.0)
        return await line.get_variable("Y")

    monkeypatch.setattr(connection, "GRACE", -1.99)
    async with running(verb) as (asterisk, outcome, _):
        assert await asterisk.turn("200 result=1 (a)")
        await asterisk.command()
        await asyncio.sleep(0.05)  # longer than the first limit: its timer must have moved on
        asterisk.say("200 result=1 (b)")
        assert await outcome == "b"


async def test_p8_play_says_all_and_returns_nothing() -> None:
    async with running(play) as (asterisk, outcome, _):
        armed = await asterisk.words()
        assert armed[:3] == ["SET", "VARIABLE", "TIMEOUT(absolute)"]
        assert float(armed[3]) == pytest.approx(2.0 + 3.0 + 3.0, abs=0.1)
        asterisk.say("200 result=1")
        assert await asterisk.turn(HEARD) == 'STREAM FILE "estateline/zh/a" "0123456789*#"'
        assert await asterisk.turn(HEARD) == 'STREAM FILE "estateline/zh/b" "0123456789*#"'
        assert await outcome == ""


async def test_p8_the_first_key_stops_what_is_played() -> None:
    async with running(play) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.turn("200 result=35 endpos=400")
        assert await outcome == "#"
        assert len(asterisk.heard) == 2


async def test_p8_a_missing_sound_is_skipped() -> None:
    async with running(play) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.turn("200 result=-1 endpos=0")
        assert await asterisk.turn("200 result=6") == "CHANNEL STATUS"
        assert await asterisk.turn("200 result=49 endpos=8") == 'STREAM FILE "estateline/zh/b" "0123456789*#"'
        assert await outcome == "1"


async def test_p8_a_key_and_silence() -> None:
    async def twice(line: AgiLine) -> list[str]:
        return [await line.key(2.5), await line.key(2.5)]

    async with running(twice) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        assert await asterisk.turn("200 result=42") == 'WAIT FOR DIGIT "2500"'
        assert await asterisk.turn("200 result=0") == 'WAIT FOR DIGIT "2500"', "the switch stood well enough"
        assert await outcome == ["*", ""]


async def test_p8_between_a_prompt_and_its_key_stands_no_other_command() -> None:
    async def ask(line: AgiLine) -> str:
        return await line.play(["zh/a"], within=5.0) + await line.key(5.0)

    async with running(ask) as (asterisk, outcome, _):
        assert float((await asterisk.words())[3]) == pytest.approx(2.0 + 5.0 + 3.0, abs=0.1)
        asterisk.say("200 result=1")
        await asterisk.turn(HEARD)
        command = await asterisk.command()
        if command.startswith(SWITCH):  # the double plays faster than the sound lasts
            asterisk.say("200 result=1")
            command = await asterisk.command()
        assert command == 'WAIT FOR DIGIT "5000"'
        asterisk.say("200 result=48")
        assert await outcome == "0"


async def test_p8_replies_in_single_bytes_and_tries_before_them() -> None:
    async with running(play) as (asterisk, outcome, _):
        await asterisk.turn("100 result=0 Trying...\n200 result=1")
        await asterisk.command()
        for byte in b"200 result=42 endpos=7\n":
            asterisk.send(bytes([byte]))
            await asyncio.sleep(0)
        assert await outcome == "*"


async def test_p8_hangup_in_the_middle_of_a_reply_loses_nothing_of_it() -> None:
    """Two writers in Asterisk: a whole HANGUP line may stand between a usage text's lines."""
    async with running(lambda line: line.get_variable("X")) as (asterisk, outcome, _):
        await asterisk.command()
        asterisk.send(b"200 result=1 (v")
        asterisk.send(b"alue)\nHANGUP\n")
        assert await outcome == "value"


@pytest.mark.parametrize(
    "reply",
    [
        "510 Invalid or unknown command",
        "520 Invalid command syntax.  Proper usage not available.",
        "520-Invalid command syntax.  Proper usage follows:\nUsage: GET\nHANGUP is no line of this\n520 End.",
        "503 result=-2 Memory allocation failure",
    ],
    ids=["510", "520", "520 with usage", "503"],
)
async def test_p8_a_refused_command_is_no_hangup(reply: str) -> None:
    async def twice(line: AgiLine) -> list[str]:
        return [await line.get_variable("X"), await line.get_variable("Y")]

    async with running(twice) as (asterisk, outcome, _):
        await asterisk.turn(reply)
        await asterisk.turn("200 result=1 (second)")
        assert await outcome == ["", "second"]


async def test_p8_a_newline_in_a_variable_is_not_taken_for_a_reply() -> None:
    async def twice(line: AgiLine) -> list[str]:
        return [await line.get_variable("X"), await line.get_variable("Y")]

    async with running(twice) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1 (a)\n200 result=1 (forged)")
        await asterisk.turn("200 result=1 (b (c))")
        assert await outcome == ["a", "b (c)"]


@pytest.mark.parametrize("text", ["a\nHANGUP", "a\rb", "a\0b", "长" * 3000], ids=["LF", "CR", "NUL", "long"])
async def test_p8_what_cannot_be_said_is_refused_before_anything_is_sent(text: str) -> None:
    async with running(lambda line: line.set_variable("X", text)) as (asterisk, outcome, _):
        with pytest.raises(CommandRefused):
            await outcome
        assert await asterisk.command() == ""


def test_p8_quotes_and_backslashes_stay_inside_their_argument() -> None:
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'
    assert command("SET VARIABLE", "X", '" HANGUP "') == b'SET VARIABLE "X" "\\" HANGUP \\""\n'


async def test_h4_a_recording_ended_by_a_key() -> None:
    async with running(record) as (asterisk, outcome, line):
        assert float((await asterisk.words())[3]) == pytest.approx(184.0, abs=0.1)
        asterisk.say("200 result=1")
        verb, noun, path, *rest = await asterisk.words()
        assert (verb, noun, rest) == ("RECORD", "FILE", ["wav", "#*0", "180000", "BEEP", "s=5"])
        asterisk.say("200 result=35 (dtmf) endpos=12000")
        recorded = await outcome
        assert path == f"/var/spool/asterisk/recordings/{recorded.id}"
        assert (recorded.seconds, recorded.key) == (1.5, "#")
        assert line.recordings == [recorded]
        assert line.recorded_seconds(recorded.id) == 1.5


@pytest.mark.parametrize(
    ("reply", "seconds", "ended_by"),
    [
        ("200 result=0 (timeout) endpos=40000", 5.0, ""),
        ("200 result=42 (randomerror) endpos=0", 0.0, "*"),
    ],
    ids=["silence", "a key during the beep"],
)
async def test_h4_other_ends_of_a_recording(reply: str, seconds: float, ended_by: str) -> None:
    async with running(record) as (asterisk, outcome, _):
        await asterisk.turn(reply, passing=SWITCH)
        recorded = await outcome
        assert (recorded.seconds, recorded.key) == (seconds, ended_by)


async def test_h4_nothing_recorded_and_the_call_goes_on() -> None:
    async with running(record) as (asterisk, outcome, _):
        await asterisk.turn("200 result=-1 (writefile)", passing=SWITCH)
        assert await asterisk.turn("200 result=6") == "CHANNEL STATUS"
        assert (await outcome).seconds == 0.0


async def test_h4_what_was_said_before_hanging_up_is_not_lost() -> None:
    async with running(record) as (asterisk, outcome, line):
        await asterisk.turn("200 result=-1 (hangup) endpos=24000\nHANGUP", passing=SWITCH)
        over = await hung_up(outcome)
        assert over.recorded is not None
        assert (over.cause, over.recorded.seconds) == ("caller", 3.0)
        assert line.recordings == [over.recorded]


async def test_h6_the_queue_and_the_ways_out_of_it() -> None:
    async def thrice(line: AgiLine) -> list[str]:
        await line.key(1.0)
        return [await line.queue("reception"), await line.queue("night-2", most=60), await line.queue("a_b")]

    async with running(thrice) as (asterisk, outcome, _):
        await asterisk.turn("200 result=0", passing=SWITCH)
        for arguments, status in [
            ("reception,c,,,", "200 result=1 (CONTINUE)"),
            ("night-2,c,,,60", "200 result=1 (TIMEOUT)"),
            ("a_b,c,,,", "200 result=0"),
        ]:
            assert (await asterisk.words())[2:] == ["TIMEOUT(absolute)", "0"]
            asterisk.say("200 result=1")
            assert await asterisk.turn("200 result=1") == 'SET VARIABLE "QUEUESTATUS" ""'
            assert await asterisk.turn("200 result=0") == f'EXEC "Queue" "{arguments}"'
            assert float((await asterisk.words())[3]) > 0
            asterisk.say("200 result=1")
            assert await asterisk.turn(status) == 'GET VARIABLE "QUEUESTATUS"'
        assert await outcome == ["talked", "nobody", "came_back"]


async def test_h6_a_hang_up_in_the_queue() -> None:
    async with running(lambda line: line.queue("reception")) as (asterisk, outcome, _):
        await asterisk.turn("200 result=-1\nHANGUP", passing=SWITCH)
        assert (await hung_up(outcome)).cause == "caller"


async def test_h6_no_queue_application_is_nobody() -> None:
    async with running(lambda line: line.queue("reception")) as (asterisk, outcome, _):
        await asterisk.turn("200 result=-2", passing=SWITCH)
        await asterisk.turn("200 result=1")
        assert await outcome == "nobody"


@pytest.mark.parametrize("code", ["a,b", "a b", "", 'a"'])
async def test_h6_a_code_that_could_say_more_than_a_queue_is_refused(code: str) -> None:
    async with running(lambda line: line.queue(code)) as (_, outcome, _line):
        with pytest.raises(CommandRefused):
            await outcome


async def test_p8_hold_is_interrupted_when_the_work_is_done() -> None:
    done: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def verb(line: AgiLine) -> list[str]:
        return [await line.hold(done, 3.0), await line.get_variable("X")]

    async with running(verb) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        assert await asterisk.command() == 'WAIT FOR DIGIT "3000"'
        done.set_result("")
        assert await asterisk.command() == "NOOP"
        asterisk.say("200 result=1")
        asterisk.say("200 result=0")
        await asterisk.turn("200 result=1 (x)")
        assert await outcome == ["", "x"]


async def test_p8_an_interruption_asterisk_has_read_ahead_is_said_again() -> None:
    done: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def verb(line: AgiLine) -> list[str]:
        return [await line.hold(done, 3.0), await line.get_variable("X")]

    async with running(verb) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.command()
        done.set_result("")
        assert await asterisk.command() == "NOOP"
        assert await asterisk.command() == "NOOP"  # the first lay unseen in Asterisk's buffer
        for reply in ("200 result=1", "200 result=0", "200 result=0"):
            asterisk.say(reply)
        assert await asterisk.turn("200 result=1 (x)") == 'GET VARIABLE "X"'
        assert await outcome == ["", "x"]


async def test_p8_hold_keeps_a_key_that_crosses_the_interruption() -> None:
    done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with running(lambda line: line.hold(done, 3.0)) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.command()
        done.set_result("")
        await asterisk.command()
        asterisk.send(b"200 result=55\n200 result=0\n")
        assert await outcome == "7"


async def test_p8_hold_ends_by_a_key_or_by_silence() -> None:
    async def verb(line: AgiLine) -> list[str]:
        never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        return [await line.hold(never, 3.0), await line.hold(never, 3.0)]

    async with running(verb) as (asterisk, outcome, _):
        await asterisk.turn("200 result=1")
        await asterisk.turn("200 result=50")
        await asterisk.turn("200 result=0")
        assert await outcome == ["2", ""]


async def test_p8_hanging_up_ends_the_line() -> None:
    async def verb(line: AgiLine) -> None:
        await line.hang_up()
        await line.hang_up()
        await line.key(1.0)

    async with running(verb) as (asterisk, outcome, _):
        assert await asterisk.turn("200 result=1") == "HANGUP"
        assert (await hung_up(outcome)).cause == "ended"


async def test_h1_language_and_recording_of_the_conversation() -> None:
    async def verb(line: AgiLine) -> None:
        await line.set_language("en")
        await line.record_talk(UUID(int=1))

    async with running(verb) as (asterisk, outcome, _):
        assert await asterisk.turn("200 result=1") == 'SET VARIABLE "CHANNEL(language)" "en"'
        assert await asterisk.turn("200 result=0") == f'EXEC "MixMonitor" "{RECORDINGS}{UUID(int=1)}.wav,b"'
        await outcome
