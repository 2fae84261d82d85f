"""`AgiLine` against the real Asterisk: what its replies mean, and what is not lost (P8, H4)."""

import asyncio
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from agi import channel
from agi.channel import MOST_BYTES, AgiLine
from agi.server import AgiRequest, FastAgiServer
from ivr.line import Hangup
from ops.asterisk import HOTLINE
from ops.phone import CALLER
from ops.rtp import babble
from ops.sip import Telephone
from tests.telephony.switch import Switch, until
from tests.telephony.tones import SECONDS

pytestmark = pytest.mark.telephony
QUESTION = "zh/test/question"


@dataclass
class Talk:
    """A call that is up: its line in our hands, its caller's telephone, and its channel."""

    line: AgiLine
    telephone: Telephone
    channel: str
    recordings: Path

    def file(self, recording: UUID) -> Path:
        return self.recordings / f"{recording}.wav"

    def recorded(self, recording: UUID) -> float:
        """Seconds of sound that lie on the disk."""
        with wave.open(str(self.file(recording))) as sound:
            return float(sound.getnframes() / sound.getframerate())


@pytest.fixture
async def talk(switch: Switch) -> AsyncIterator[Talk]:
    taken: asyncio.Queue[AgiRequest] = asyncio.Queue()
    over = asyncio.Event()

    async def script(request: AgiRequest) -> None:
        taken.put_nowait(request)
        await over.wait()

    server = FastAgiServer(lambda _: SECONDS)
    server.add_route("hotline", script)
    await server.start("127.0.0.1", switch.settings.port("agi"))
    first = switch.settings.port("caller")
    telephone = Telephone("13800000001", HOTLINE, ("127.0.0.1", switch.settings.port("sip")))
    await telephone.open(CALLER, range(first, first + 40))
    try:
        dialling = asyncio.create_task(telephone.dial(10))
        request = await taken.get()
        await request.line.answer()
        await dialling
        yield Talk(request.line, telephone, request.headers["agi_channel"], switch.settings.recordings)
    finally:
        await telephone.hang_up()
        telephone.close()
        over.set()
        await server.stop(limit=5.0)


async def test_p8_a_key_pressed_while_the_hotline_works_is_kept(talk: Talk) -> None:
    work: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    holding = asyncio.create_task(talk.line.hold(work, 20.0))
    await talk.telephone.stream.press("7")
    assert await holding == "7"


async def test_p8_holding_ends_at_once_when_the_work_is_done_and_the_line_goes_on(talk: Talk) -> None:
    work: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    holding = asyncio.create_task(talk.line.hold(work, 60.0))
    await asyncio.sleep(0)
    work.set_result(None)
    async with asyncio.timeout(5):
        assert await holding == ""
        assert await talk.line.get_variable("EXTEN") == HOTLINE
        assert await talk.line.play([QUESTION]) == ""


async def test_p8_a_missing_sound_is_skipped_and_a_key_stops_the_next(talk: Talk) -> None:
    playing = asyncio.create_task(talk.line.play(["zh/no/such/sound", *[QUESTION] * 20]))
    await talk.telephone.stream.press("4")
    assert await playing == "4"


async def test_p8_a_command_as_long_as_allowed_arrives_whole(talk: Talk) -> None:
    frame = len(channel.command("SET VARIABLE", "LONG", "").removesuffix(b"\n"))
    text = "x" * (MOST_BYTES - frame)
    await talk.line.set_variable("LONG", text)
    back = await talk.line.get_variable("LONG")  # Asterisk says 1,023 bytes of a value at most
    assert text.startswith(back)
    assert len(back) > 1000
    assert await talk.line.get_variable("EXTEN") == HOTLINE, "no rest of it was taken for a command"


@pytest.mark.parametrize("text", ['a"b', "a\\b", 'x" HANGUP "', "${EXTEN}", "三 (x)", "a,b;c"])
async def test_p8_quoting_is_asterisks_own(talk: Talk, text: str) -> None:
    await talk.line.set_variable("QUOTED", text)
    assert await talk.line.get_variable("QUOTED") == text


async def test_h4_what_is_spoken_is_recorded_until_a_key(talk: Talk) -> None:
    recording = asyncio.create_task(talk.line.record(30.0, silence=10.0, keys="#*0"))
    await talk.telephone.stream.speak(babble(SECONDS + 2.0))
    await talk.telephone.stream.press("#")
    recorded = await recording
    assert recorded.key == "#"
    assert recorded.seconds == pytest.approx(2.0, abs=0.7)
    assert talk.recorded(recorded.id) == pytest.approx(recorded.seconds, abs=0.05)
    assert await talk.line.play_recording(recorded.id) == ""


async def test_h4_what_was_said_before_hanging_up_is_there_with_its_length(talk: Talk) -> None:
    recording = asyncio.create_task(talk.line.record(30.0, silence=10.0, keys="#*0"))
    await talk.telephone.stream.speak(babble(SECONDS + 2.0))
    await talk.telephone.hang_up()
    with pytest.raises(Hangup) as over:
        await recording
    assert over.value.cause == "caller"
    assert over.value.recorded is not None
    assert over.value.recorded.seconds == pytest.approx(2.0, abs=0.7)
    assert talk.recorded(over.value.recorded.id) == pytest.approx(over.value.recorded.seconds, abs=0.05)


async def test_h4_a_full_disk_records_nothing_and_the_call_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write to /dev/full fails as on a full disk; Asterisk's sandbox has one."""
    name = uuid4()
    monkeypatch.setattr(channel, "uuid4", lambda: name)
    talk.file(name).symlink_to("/dev/full")
    recording = asyncio.create_task(talk.line.record(30.0, silence=10.0, keys="#*0"))
    await talk.telephone.stream.speak(babble(SECONDS + 6.0))
    await talk.telephone.stream.press("#")
    recorded = await recording
    assert recorded.seconds == 0.0
    assert await talk.line.play([QUESTION]) == ""


async def test_h4_a_folder_that_takes_no_file_records_nothing_and_the_call_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "RECORDINGS", "/var/spool/asterisk/no/such/folder/")
    recorded = await talk.line.record(30.0, silence=10.0, keys="#*0")
    assert recorded.seconds == 0.0
    assert await talk.line.play([QUESTION]) == ""


async def test_p8_a_caller_who_hangs_up_in_a_prompt(switch: Switch, talk: Talk) -> None:
    with switch.ami.subscribe("Hangup") as hangups:
        playing = asyncio.create_task(talk.line.play([QUESTION] * 20))
        await asyncio.sleep(0)
        await talk.telephone.hang_up()
        with pytest.raises(Hangup) as over:
            await playing
        assert over.value.cause == "caller"
        await until(hangups, "Hangup", channel=talk.channel)


async def test_p8_asterisk_splits_what_is_longer_than_we_allow(talk: Talk) -> None:
    """Why MOST_BYTES stands where it does: what is behind is a command of its own."""
    connection = talk.line._connection
    line = b"NOOP".ljust(MOST_BYTES + 1) + b"NOSUCHCOMMAND"
    first, rest = connection.send(line + b"\n", 2.0), connection.send(b"", 2.0)
    assert ((await first).code, (await rest).code) == (200, 510)
