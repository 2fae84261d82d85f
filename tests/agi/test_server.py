"""FastAGI on real sockets: who is served, who is not, and what hostile clients cannot do (P8)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvloop

from agi import connection
from agi.server import AgiRequest, FastAgiServer, is_loopback
from bench.synthetic_asterisk import HEARD, OK, SyntheticAsterisk, header
from ivr.line import Hangup


def second(_: str) -> float:
    return 1.0


class Hotline:
    """A server whose script plays until told otherwise, and what became of its calls."""

    def __init__(self, server: FastAgiServer, port: int) -> None:
        self.server = server
        self.port = port
        self.requests: list[AgiRequest] = []
        self.ends: list[str] = []
        self._ended = asyncio.Event()

    async def script(self, request: AgiRequest) -> None:
        self.requests.append(request)
        try:
            await request.line.answer()
            while not await request.line.play(["zh/a"]):
                pass
            self.ends.append("key")
        except Hangup as over:
            self.ends.append(over.cause)
        finally:
            self._ended.set()

    async def ended(self) -> None:
        """Wait until the script of another call is over."""
        await self._ended.wait()
        self._ended.clear()

    def asterisk(self, opening: bytes | None = None) -> SyntheticAsterisk:
        return SyntheticAsterisk(self.port, opening)


@pytest.fixture
async def hotline() -> AsyncIterator[Hotline]:
    before = asyncio.all_tasks()
    server = FastAgiServer(second, most=600)
    hotline = Hotline(server, await server.start("127.0.0.1", 0))
    server.add_route("hotline", hotline.script)
    yield hotline
    await server.stop(limit=5.0)
    assert (server.now, server.connections) == (0, 0)
    assert asyncio.all_tasks() - before == {asyncio.current_task()}


async def a_whole_call(hotline: Hotline) -> None:
    """A call like any other, beside whatever is going on; ends by the key 5."""
    async with hotline.asterisk() as asterisk:
        assert await asterisk.turn() == "ANSWER"
        assert (await asterisk.turn("200 result=1")).startswith('SET VARIABLE "TIMEOUT(absolute)"')
        assert (await asterisk.turn(HEARD)).startswith('STREAM FILE "estateline/zh/a"')
        await asterisk.turn("200 result=53 endpos=800", passing="SET VARIABLE")
        await asterisk.over()
    assert hotline.ends[-1] == "key"


async def test_p8_a_request_has_headers_arguments_and_a_line(hotline: Hotline) -> None:
    opening = header(args=("abc@127.0.0.2", "", "三"), extra={"agi_calleridname": 'O"Neil: x', "odd": ""})
    async with hotline.asterisk(opening) as asterisk:
        assert await asterisk.turn() == "ANSWER"
        asterisk.say("HANGUP")
        await asterisk.over()
    (request,) = hotline.requests
    assert request.args == ("abc@127.0.0.2", "", "三")
    assert request.headers["agi_calleridname"] == 'O"Neil: x'
    with pytest.raises(TypeError):
        request.headers["agi_callerid"] = "1"  # type: ignore[index]
    with pytest.raises(TypeError):
        await request.send_command("ANSWER")
    assert (hotline.server.total, hotline.server.failed) == (1, 0)


async def test_p8_a_later_line_of_the_header_cannot_replace_an_earlier_one(hotline: Hotline) -> None:
    forged = header(args=("x\nagi_callerid: 13800000001",), extra={"agi_callerid": "13900000000"})
    async with hotline.asterisk(forged) as asterisk:
        await asterisk.turn()
    assert hotline.requests[0].headers["agi_callerid"] == "13900000000"


@pytest.mark.parametrize(
    "opening",
    [
        b"",
        b"agi_network: yes\n",
        b"\n\n",
        b"\0\xff\xfe garbage \x80" * 50 + b"\n\n",
        header("no/such/script"),
        header("../hotline"),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"agi_x: " + b"x" * 100_000,
        b"a: b\n" * 1000,
        header().replace(b"\n\n", b"\n" + b"x: y\n" * 100 + b"\n"),
    ],
    ids=["nothing", "half", "empty", "garbage", "stranger", "dots", "http", "line", "endless", "long"],
)
async def test_p8_what_is_no_request_is_let_go(hotline: Hotline, opening: bytes) -> None:
    async with hotline.asterisk(opening) as hostile:
        hostile.finish()
        await hostile.over()
    await a_whole_call(hotline)
    assert len(hotline.requests) == 1


async def test_p8_a_header_that_never_ends_is_cut_off_by_time(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEADER_SECONDS", 0.05)
    async with hotline.asterisk(b"") as silent, hotline.asterisk(b"agi_network: yes\n") as slow:
        await silent.over()
        await slow.over()
    assert hotline.requests == []


async def test_p8_a_header_in_single_bytes_is_a_header(hotline: Hotline) -> None:
    async with hotline.asterisk(b"") as asterisk:
        for byte in header():
            asterisk.send(bytes([byte]))
            await asyncio.sleep(0)
        assert await asterisk.turn() == "ANSWER"


async def test_p8_five_hundred_at_once_and_a_call_among_them(hotline: Hotline) -> None:
    """Slow headers, silence after the header, connect-and-close: others' turns come in their order."""
    crowd = [hotline.asterisk(opening) for opening in [b"", b"agi_network: yes\n", header(), header()] * 125]
    await asyncio.gather(*[one.__aenter__() for one in crowd])
    for one in crowd[3::4]:
        one.reset()
    await a_whole_call(hotline)
    assert hotline.server.total <= 251
    for one in crowd:
        one.reset()
    await asyncio.gather(*[one.over() for one in crowd])


async def test_p8_beyond_the_most_calls_one_is_let_go_and_the_rest_go_on() -> None:
    server = FastAgiServer(second, most=2)
    hotline = Hotline(server, await server.start("127.0.0.1", 0))
    server.add_route("hotline", hotline.script)
    async with hotline.asterisk() as first, hotline.asterisk() as other:
        assert await first.turn() == "ANSWER"
        assert await other.turn() == "ANSWER"
        async with hotline.asterisk() as third:
            assert await third.command() == ""
        other.reset()
        await hotline.ended()
        async with hotline.asterisk() as fourth:
            assert await fourth.turn() == "ANSWER"
        first.reset()
    await server.stop(limit=5.0)


async def test_p8_a_script_that_fails_ends_its_own_call_only(hotline: Hotline) -> None:
    async def faulty(request: AgiRequest) -> None:
        raise LookupError("a bug")

    hotline.server.add_route("faulty", faulty)
    async with hotline.asterisk(header("faulty")) as asterisk:
        assert await asterisk.command() == ""
    await a_whole_call(hotline)
    assert (hotline.server.total, hotline.server.failed) == (2, 1)


async def test_p8_stopping_waits_for_calls_and_takes_no_new_ones(hotline: Hotline) -> None:
    async with hotline.asterisk() as asterisk:
        assert await asterisk.turn() == "ANSWER"
        stopping = asyncio.create_task(hotline.server.stop(limit=60.0))
        await asyncio.sleep(0)
        with pytest.raises(OSError):
            await hotline.asterisk().__aenter__()
        await asterisk.turn("200 result=53 endpos=1", passing="SET VARIABLE")
        await stopping
    assert hotline.ends == ["key"]


async def test_p8_stopping_ends_calls_after_its_limit_and_lets_them_tidy_up(hotline: Hotline) -> None:
    tidied = asyncio.Event()

    async def tidy(request: AgiRequest) -> None:
        try:
            await hotline.script(request)
        finally:
            await asyncio.sleep(0)
            tidied.set()

    hotline.server.add_route("tidy", tidy)
    async with hotline.asterisk(header("tidy")) as asterisk:
        assert await asterisk.turn() == "ANSWER"
        await hotline.server.stop(limit=0.0)
        await asterisk.over()
    assert tidied.is_set()
    assert hotline.ends == ["stopping"]


async def test_p8_a_script_that_will_not_end_is_cancelled(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agi.server.LAST_WORK", 0.0)
    began, cancelled = asyncio.Event(), asyncio.Event()

    async def stubborn(request: AgiRequest) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    hotline.server.add_route("stubborn", stubborn)
    async with hotline.asterisk(header("stubborn")):
        await began.wait()
        await hotline.server.stop(limit=0.0)
    assert cancelled.is_set()


@pytest.mark.parametrize(
    ("peer", "ours"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_p8_only_this_machine_is_served_unless_told_otherwise(peer: str, ours: bool) -> None:
    assert is_loopback(peer) is ours


async def test_p8_a_port_that_is_taken_is_told(hotline: Hotline) -> None:
    with pytest.raises(OSError):
        await FastAgiServer(second).start("127.0.0.1", hotline.port)


async def test_p8_half_a_reply_delays_nobody_else(hotline: Hotline) -> None:
    async with hotline.asterisk() as half:
        await half.command()
        half.send(b"200 resu")
        await a_whole_call(hotline)
        half.send(b"lt=0\n")
        assert (await half.command()).startswith("SET VARIABLE")
        half.say(OK)


async def test_p8_the_engines_own_event_loop_serves_the_same() -> None:
    """uvloop's sockets and transports are not asyncio's."""

    async def call() -> list[str]:
        server = FastAgiServer(second)
        hotline = Hotline(server, await server.start("127.0.0.1", 0))
        server.add_route("hotline", hotline.script)
        await a_whole_call(hotline)
        async with hotline.asterisk() as asterisk:
            await asterisk.command()
            asterisk.reset()
        async with hotline.asterisk() as asterisk:
            await asterisk.command()
            await server.stop(limit=0.0)
        assert (server.now, server.connections) == (0, 0)
        return hotline.ends

    assert await asyncio.to_thread(uvloop.run, call()) == ["key", "reset", "stopping"]
