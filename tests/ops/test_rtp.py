"""The test telephone, against Python's own G.711 and Wireshark's reading of RFC 4733 (P8)."""

import asyncio
import audioop  # gone in Python 3.13, where audioop-lts brings it back
import shutil
from pathlib import Path

import numpy as np
import pytest

from ops.provider import capture
from ops.rtp import KEYS, LEVELS, Heard, babble, decode, encode, pressed, spoken


def test_p8_alaw_is_the_one_of_the_standard() -> None:
    assert decode(bytes(range(256))).tobytes() == audioop.alaw2lin(bytes(range(256)), 2)
    assert encode(LEVELS) == bytes(range(256))
    tone = (20000 * np.sin(np.arange(8000) / 7)).astype(np.int16)
    loss = np.abs(decode(encode(tone)).astype(int) - tone)
    assert loss.max() <= 512


def test_p8_packets_are_put_in_order_and_gaps_are_silence() -> None:
    heard = Heard()
    for timestamp, level in ((4_294_967_280, 0xAA), (320 - 16, 0xAA), (160 - 16, 0x2A)):
        heard.take(7, timestamp & 0xFFFFFFFF, bytes([level]) * 160)
    samples = heard.samples()
    assert len(samples) == 480
    assert [np.sign(samples[at]) for at in (80, 240, 400)] == [1, -1, 1]


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
async def test_p8_wireshark_reads_the_keys_we_press(tmp_path: Path) -> None:
    file = tmp_path / "keys.pcap"
    capture.write(file, [*spoken(babble(0.2)), *pressed(KEYS)])
    fields = ("rtp.marker", "rtpevent.event_id", "rtpevent.end_of_event", "rtpevent.duration")
    reader = await asyncio.create_subprocess_exec(
        *("tshark", "-r", str(file), "-d", "udp.port==6000,rtp", "-Y", "rtpevent", "-T", "fields"),
        *(word for field in fields for word in ("-e", field)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await reader.communicate()
    events = [line.split("\t") for line in output.decode().splitlines()]
    begun = [int(code) for marker, code, _, _ in events if marker in ("1", "True")]
    assert begun == list(range(len(KEYS)))
    over = [(int(code), int(length)) for _, code, end, length in events if end in ("1", "True")]
    assert over == [(code, 800) for code in begun for _ in range(3)]
