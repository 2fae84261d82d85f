"""The fallback script on its own, the test speaking as Asterisk over its pipes (H11)."""

import asyncio
import json
import os
import sys
import wave
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from agi import variables
from ops.settings import ROOT

SCRIPT = ROOT / "agi" / "fallback.py"
HEADER = "agi_uniqueid: 1795.1\nagi_callerid: {caller}\nagi_language: {language}\n\n"
MISSING = "200 result=-1 endpos=0"
PLAYED = "200 result=0 endpos=8000"


def key(pressed: str) -> str:
    return f"200 result={ord(pressed)} endpos=8000"


class Asterisk:
    """Answers each command by the first of `answers` whose words it begins with; keeps all commands."""

    def __init__(self, process: asyncio.subprocess.Process, spool: Path) -> None:
        self.process = process
        self.spool = spool
        self.commands: list[str] = []
        self.answers: dict[str, str | Callable[[str], str]] = {
            "GET VARIABLE": "200 result=0",
            "GET FULL VARIABLE": "200 result=1 (1795.1)",
            "STREAM FILE": PLAYED,
            "WAIT FOR DIGIT": "200 result=0",
            "RECORD FILE": self.record,
            "SET VARIABLE": "200 result=1",
        }

    def record(self, command: str, seconds: float = 4.0) -> str:
        with wave.open(command.split('"')[1] + ".wav", "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(bytes(int(seconds * 16000)))
        return f"200 result=35 (dtmf) endpos={int(seconds * 8000)}"

    async def serve(self) -> None:
        """Until the script ends, or an answer is `gone`: then as on a hang-up."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode().strip():
            self.commands.append(line)
            answer = next(one for words, one in self.answers.items() if line.startswith(words))
            text = answer if isinstance(answer, str) else answer(line)
            if text == "gone":
                self.process.stdin.close()
                break
            self.process.stdin.write(f"{text}\n".encode())
        assert await self.process.wait() == 0

    @property
    def said(self) -> list[str]:
        streams = [one for one in self.commands if one.startswith("STREAM FILE")]
        return [one.split()[2].removeprefix("estateline/") for one in streams]

    @property
    def next(self) -> str:
        """What the script told the dialplan, "" when it could not."""
        told = f'SET VARIABLE "{variables.FALLBACK}" '
        return "".join(one.removeprefix(told).strip('"') for one in self.commands if one.startswith(told))

    def left(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text(encoding="utf-8")) for file in self.spool.glob("*.json")]


Script = Callable[..., Any]


@pytest.fixture
async def script(tmp_path: Path) -> AsyncIterator[Script]:
    """Starts the script as Asterisk does; the arguments of the dialplan, then facts of the header."""
    started: list[asyncio.subprocess.Process] = []

    async def start(*begin: str, caller: str = "13800000001", language: str = "zh") -> Asterisk:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-PB", str(SCRIPT), *begin),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "ESTATELINE_FALLBACK_SPOOL": str(tmp_path / "spool"),
            },
        )
        started.append(process)
        assert process.stdin is not None
        process.stdin.write(HEADER.format(caller=caller, language=language).encode())
        return Asterisk(process, tmp_path / "spool")

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_h11_one_asks_for_a_person(script: Script) -> None:
    asterisk = await script()
    asterisk.answers["WAIT FOR DIGIT"] = key("1")
    await asterisk.serve()
    assert asterisk.said == ["zh/fallback/apology", "zh/fallback/menu"]
    assert asterisk.next == "queue"


async def test_h11_a_key_during_the_apology_counts(script: Script) -> None:
    asterisk = await script()
    asterisk.answers["STREAM FILE"] = key("1")
    await asterisk.serve()
    assert asterisk.said == ["zh/fallback/apology"]
    assert asterisk.next == "queue"


@pytest.mark.parametrize("pressed", ["200 result=0", key("2"), key("7")])
async def test_h11_silence_and_other_keys_lead_to_a_recording(script: Script, pressed: str) -> None:
    asterisk = await script(language="en")
    asterisk.answers["WAIT FOR DIGIT"] = pressed
    await asterisk.serve()
    assert asterisk.said[2:] == ["en/fallback/after-beep", "en/beep", "en/fallback/thanks"]
    assert asterisk.next == "done"
    (left,) = asterisk.left()
    assert (left["number"], left["uniqueid"], left["seconds"], left["language"]) == (
        "13800000001",
        "1795.1",
        4.0,
        "en",
    )
    assert (asterisk.spool / f"{left['id']}.wav").exists()
    assert not list(asterisk.spool.glob("*.new"))


async def test_h11_missing_sounds_stop_nothing(script: Script) -> None:
    asterisk = await script(caller="unknown")
    asterisk.answers["STREAM FILE"] = MISSING
    await asterisk.serve()
    (left,) = asterisk.left()
    assert left["number"] == ""


@pytest.mark.parametrize("end", ["gone", "HANGUP", "200 result=-1 (hangup) endpos=32000", "511 dead channel"])
async def test_h11_what_was_said_before_a_hang_up_is_left(script: Script, end: str) -> None:
    asterisk = await script("record")

    def hang_up(command: str) -> str:
        asterisk.record(command)
        return end

    asterisk.answers["RECORD FILE"] = hang_up
    await asterisk.serve()
    assert len(asterisk.left()) == 1


async def test_h11_nothing_said_leaves_nothing(script: Script) -> None:
    asterisk = await script("nobody")
    asterisk.answers["RECORD FILE"] = lambda command: asterisk.record(command, 0.4)
    await asterisk.serve()
    assert asterisk.said[0] == "zh/fallback/queue-empty"
    assert "zh/fallback/thanks" not in asterisk.said
    assert list(asterisk.spool.iterdir()) == []


@pytest.mark.parametrize(("begin", "then"), [((), "queue"), (("nobody",), "done")])
async def test_h11_a_disk_without_room_is_said(script: Script, begin: tuple[str, ...], then: str) -> None:
    asterisk = await script(*begin)
    # No folder can be made below a file.
    asterisk.spool.touch()
    await asterisk.serve()
    assert asterisk.said[-1] == "zh/fallback/no-recording"
    assert asterisk.next == then
