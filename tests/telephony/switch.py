"""A real Asterisk alone, with tones for prompts and a test's own engine; SIPp as its callers."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agi.ami import Ami, Subscription
from ops import asterisk
from ops.child import Child
from ops.logfile import LogFile
from ops.phone import Transcript, dial
from ops.provider import capture, start
from ops.rtp import Frame
from ops.settings import Settings
from tests import services
from tests.telephony import tones

SCENARIOS = Path(__file__).parent / "scenarios"
QUEUES = """
[reception](hotline-queue)
timeout=10
member => PJSIP/13800000002@provider,0,801,Custom:agent

[nobody-there](hotline-queue)
"""
QUICK = """
; Tests do not wait a minute for a telephone that died.
[provider](+)
rtp_timeout=3
"""


@dataclass
class Switch:
    """The running Asterisk. `ami`: a link to its manager."""

    settings: Settings
    ami: Ami
    folder: Path

    async def call(self, keys: str, *, number: str = "13800000001", **more: Any) -> Transcript:
        """Dial with our own telephone; the sound heard lies in `self.heard_in`."""
        return await dial(self.settings, number, keys, record=self.heard_in, **more)

    @property
    def heard_in(self) -> Path:
        """Where `call` leaves what was heard."""
        return self.folder / "heard.wav"

    def heard(self) -> list[str]:
        """Prompts heard in the last `call`, in order."""
        return tones.heard(samples(self.heard_in))

    async def sipp(self, scenario: str, *more: str, frames: list[Frame] | None = None) -> int:
        """Run SIPp as a caller at 127.0.0.2 to its end; its exit status, 0 when every call went as told.

        frames: what [capture] of the scenario sends.
        """
        text = (SCENARIOS / f"{scenario}.xml").read_text(encoding="utf-8")
        if frames is not None:
            file = self.folder / f"{scenario}.pcap"
            capture.write(file, frames)
            text = text.replace("[capture]", str(file))
        script = self.folder / f"{scenario}.xml"
        script.write_text(text, encoding="utf-8")
        port = self.settings.port("caller") + 20
        process = await asyncio.create_subprocess_exec(
            *("sipp", f"127.0.0.1:{self.settings.port('sip')}", "-sf", str(script), "-s", asterisk.HOTLINE),
            *("-i", "127.0.0.2", "-mi", "127.0.0.2", "-p", str(port), "-mp", str(port + 1000)),
            *("-key", "caller", "13900000000", "-nostdin", *more),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self.folder,
        )
        return await process.wait()

    async def originate(self, channel: str, context: str, exten: str, attempt: str) -> None:
        """Place a call as the engine does."""
        fields = {"Channel": channel, "ChannelId": attempt, "Async": "true", "Context": context}
        fields |= {"Exten": exten, "Priority": "1", "CallerID": f"<{asterisk.HOTLINE}>"}
        await self.ami.send("Originate", fields | {"Variable": f"ESTATELINE_ATTEMPT={attempt}"})

    async def agent(self, state: str) -> None:
        """The queue's one agent is NOT_INUSE or UNAVAILABLE; the telephone company plays his telephone."""
        await self.ami.send("Setvar", {"Variable": "DEVICE_STATE(Custom:agent)", "Value": state})

    async def left(self) -> list[dict[str, Any]]:
        """What the fallback left in its spool, taken out of it; `sound` is the path of the wav."""
        found = []
        for file in sorted(self.settings.fallback_spool.glob("*.json")):
            facts = json.loads(file.read_text(encoding="utf-8"))
            sound = file.with_suffix(".wav")
            facts["sound"] = samples(sound)
            found.append(facts)
            file.unlink()
            sound.unlink()
        return found


def samples(wav: Path) -> NDArray[np.int16]:
    """The sound of a wav of one channel and 16 bit."""
    return np.frombuffer(wav.read_bytes()[44:], "<i2")


async def until(subscription: Subscription, name: str, limit: float = 20.0, **wanted: str) -> dict[str, str]:
    """The next event `name` whose fields are as wanted (in small letters)."""
    async with asyncio.timeout(limit):
        while True:
            event = await subscription.next()
            if event.name == name and all(event[field] == value for field, value in wanted.items()):
                return dict(event.fields)


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Switch]:
    """Asterisk and the telephone company in a state folder of their own."""
    home = services.HOME / "switch"
    shutil.rmtree(home, ignore_errors=True)
    settings = services.settings(home, services.UNITS_PORT_BASE)
    tones.build(settings.sounds)
    asterisk.render(settings)
    (home / "asterisk" / "etc" / "queues.d" / "queues.conf").write_text(QUEUES, encoding="utf-8")
    (home / "asterisk" / "etc" / "pjsip.d" / "quick.conf").write_text(QUICK, encoding="utf-8")
    start.render(settings)
    switch = Child(asterisk.argv(settings), LogFile(home / "log" / "asterisk.log"))
    provider = Child(start.argv(settings), LogFile(home / "log" / "provider.log"))
    await switch.start()
    await provider.start()
    await asterisk.ready(settings)
    ami = Ami("127.0.0.1", settings.port("ami"), "engine", settings.secret("ami_engine"))
    link = asyncio.create_task(ami.run())
    try:
        await ami.connected(10)
        yield Switch(settings, ami, folder)
    finally:
        link.cancel()
        await asyncio.gather(link, return_exceptions=True)
        await provider.stop(0.1)
        await switch.stop(5)
