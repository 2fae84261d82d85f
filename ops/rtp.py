"""The test telephone's sound: G.711 A-law both ways, keys as RFC 4733 events in the same stream."""

import asyncio
import secrets
import socket
import struct
import time
import wave
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PCMA = 8
EVENTS = 101
"""Payload types: RFC 3551's for A-law, and the one we offer for telephone events."""
FRAME = 160
"""Samples a packet holds: 20 ms at 8 kHz."""
KEYS = "0123456789*#ABCD"
"""RFC 4733, section 3.2: a key's place is its event code."""
_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
_END_REPEATS = 3
_OVER = 0x80
_VOLUME = 10
_SILENCE = bytes([0xD5]) * FRAME


def _alaw_levels() -> NDArray[np.int16]:
    """The 256 values A-law knows (ITU-T G.711, table 1a)."""
    code = np.arange(256) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, size, -size).astype(np.int16)


LEVELS = _alaw_levels()
_ORDER = np.argsort(LEVELS, kind="stable")
_BORDERS = (LEVELS[_ORDER][1:].astype(np.int32) + LEVELS[_ORDER][:-1]) // 2


def encode(samples: NDArray[np.int16]) -> bytes:
    """16-bit samples as A-law."""
    return _ORDER[np.searchsorted(_BORDERS, samples)].astype(np.uint8).tobytes()


def decode(payload: bytes) -> NDArray[np.int16]:
    """A-law as 16-bit samples."""
    return LEVELS[np.frombuffer(payload, np.uint8)]


def read_wav(file: Path) -> bytes:
    """A wav of one channel, 8 kHz, 16 bit, as A-law. Raises ValueError when it is another kind."""
    with wave.open(str(file)) as reader:
        shape = (reader.getnchannels(), reader.getframerate(), reader.getsampwidth())
        if shape != (1, 8000, 2):
            raise ValueError(
                f"{file} has {shape[0]} channels, {shape[1]} Hz, {shape[2]} bytes; 1, 8000, 2 wanted"
            )
        return encode(np.frombuffer(reader.readframes(reader.getnframes()), "<i2"))


def babble(seconds: float) -> bytes:
    """Something to record where no speech was given: a tone that comes and goes like syllables."""
    at = np.arange(int(seconds * 8000)) / 8000
    loud = 6000 * np.abs(np.sin(2 * np.pi * 2 * at))
    return encode((loud * np.sin(2 * np.pi * 300 * at)).astype(np.int16))


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet to come. begins: the first of a key; still: the clock does not move on behind it."""

    kind: int
    payload: bytes
    begins: bool = False
    still: bool = False


QUIET = Frame(PCMA, _SILENCE)


def spoken(sound: bytes) -> list[Frame]:
    """A-law sound as frames."""
    starts = range(0, len(sound), FRAME)
    return [Frame(PCMA, sound[start : start + FRAME].ljust(FRAME, b"\xd5")) for start in starts]


def pressed(keys: str, *, length: float = 0.1, gap: float = 0.1) -> list[Frame]:
    """Keys as frames, each `length` seconds long with `gap` seconds of quiet behind (RFC 4733, 2.5).

    Raises ValueError on a letter that is no key.
    """
    frames = []
    count = max(1, round(length * 50))
    for key in keys:
        code = KEYS.index(key.upper())
        for number in range(1, count + 1):
            frames.append(Frame(EVENTS, _EVENT.pack(code, _VOLUME, number * FRAME), begins=number == 1))
        over = _EVENT.pack(code, _OVER | _VOLUME, count * FRAME)
        frames += [Frame(EVENTS, over, still=True)] * _END_REPEATS
        frames += [QUIET] * max(1, round(gap * 50))
    return frames


class Packets:
    """One stream's packets: voice and keys on one sequence and one clock."""

    def __init__(self) -> None:
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._clock = secrets.randbits(32)
        self._event_clock = 0

    def packet(self, frame: Frame) -> bytes:
        """The next packet. All of a key carry the time at which it was pressed (RFC 4733, 2.2)."""
        if frame.begins:
            self._event_clock = self._clock
        timestamp = self._event_clock if frame.kind == EVENTS else self._clock
        self._sequence = self._sequence + 1 & 0xFFFF
        kind = frame.kind | (0x80 if frame.begins else 0)
        if not frame.still:
            self._clock = self._clock + FRAME & 0xFFFF_FFFF
        return _HEADER.pack(0x80, kind, self._sequence, timestamp, self._source) + frame.payload


@dataclass
class Heard:
    """What arrived: packets by their own time, whatever order they came in."""

    started: float = 0.0
    sounded_at: float = 0.0
    packets: int = 0
    _pieces: dict[int, bytes] = field(default_factory=dict)
    _sources: dict[int, tuple[int, int]] = field(default_factory=dict)

    LOUD = 250
    """A sample above it is sound: the quietest speech of our prompts is well above, comfort noise below."""

    def take(self, source: int, timestamp: int, payload: bytes) -> None:
        """One packet of sound."""
        now = time.monotonic()
        self.started = self.started or now
        if source not in self._sources:
            self._sources[source] = (timestamp, round((now - self.started) * 8000))
        first, place = self._sources[source]
        ahead = (timestamp - first + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000
        self._pieces[place + ahead] = payload
        self.packets += 1
        if np.abs(decode(payload).astype(np.int32)).max(initial=0) > self.LOUD:
            self.sounded_at = now

    def samples(self) -> NDArray[np.int16]:
        """All that was heard, in the order it was said; what was lost is silence."""
        if not self._pieces:
            return np.zeros(0, np.int16)
        first = min(self._pieces)
        whole = np.zeros(max(self._pieces) - first + max(map(len, self._pieces.values())), np.int16)
        for place, payload in sorted(self._pieces.items()):
            whole[place - first : place - first + len(payload)] = decode(payload)
        return whole

    def write(self, file: Path) -> None:
        """As a wav: one channel, 8 kHz, 16 bit."""
        with wave.open(str(file), "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(8000)
            writer.writeframes(self.samples().astype("<i2").tobytes())


class Stream(asyncio.DatagramProtocol):
    """One RTP stream each way. `open` first; it sends silence until told to speak or to press keys."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.address = ("", 0)
        self._transport: asyncio.DatagramTransport | None = None
        self._far: tuple[str, int] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._queue: deque[Frame] = deque()
        self._packets = Packets()
        self._drained = asyncio.Event()

    async def open(self, host: str) -> None:
        """Bind an even port of `host`, any that is free. Raises OSError."""
        loop = asyncio.get_running_loop()
        while True:
            handle = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            handle.bind((host, 0))
            if handle.getsockname()[1] % 2 == 0:
                break
            handle.close()
        self.address = handle.getsockname()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=handle)

    def send_to(self, host: str, port: int) -> None:
        """Where the far side listens; sending starts, or goes on there."""
        self._far = (host, port)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    def close(self) -> None:
        """Stop at once."""
        if self._sending is not None:
            self._sending.cancel()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Keep sound; anything else (RTCP, comfort noise, events) is let go."""
        if len(data) < _HEADER.size or data[0] >> 6 != 2:
            return
        first, kind, _, timestamp, source = _HEADER.unpack_from(data)
        if kind & 0x7F == PCMA and not first & 0x10:
            self.heard.take(source, timestamp, data[_HEADER.size + 4 * (first & 0x0F) :])

    async def speak(self, sound: bytes) -> None:
        """Say A-law sound; returns when it was sent."""
        self._queue.extend(spoken(sound))
        await self._until_sent()

    async def press(self, keys: str) -> None:
        """Press keys one after the other; returns when all were sent. Raises ValueError: no such key."""
        self._queue.extend(pressed(keys))
        await self._until_sent()

    async def _until_sent(self) -> None:
        self._drained.clear()
        await self._drained.wait()

    async def _send(self) -> None:
        """A packet every 20 ms, by the clock and not by the pauses between, so that no drift gathers."""
        due = time.monotonic()
        while True:
            frame = self._queue.popleft() if self._queue else QUIET
            packet = self._packets.packet(frame)
            if self._transport is not None and self._far is not None and not self._transport.is_closing():
                self._transport.sendto(packet, self._far)
            if not frame.still:
                due += FRAME / 8000
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not self._queue:
                self._drained.set()
