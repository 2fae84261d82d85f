"""RTP captures for SIPp's play_pcap_audio: voice and keys as one stream, which its own captures are not."""

import struct
from collections.abc import Iterable
from pathlib import Path

from ops.rtp import FRAME, Frame, Packets

_FILE = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
"""libpcap's file header: microseconds, Ethernet."""
_ETHERNET = bytes(12) + b"\x08\x00"
_PORT = 6000
"""SIPp writes its own addresses and ports over these."""


def write(file: Path, frames: Iterable[Frame]) -> None:
    """Write frames as a capture whose packets are 20 ms apart."""
    packets = Packets()
    micros = 0
    with file.open("wb") as writer:
        writer.write(_FILE)
        for frame in frames:
            data = _ETHERNET + _udp(packets.packet(frame))
            writer.write(struct.pack("<IIII", *divmod(micros, 1_000_000), len(data), len(data)) + data)
            # Repeated ends of a key stand at one time; a microsecond keeps their order.
            micros += 1 if frame.still else FRAME * 1_000_000 // 8000


def _udp(payload: bytes) -> bytes:
    udp = struct.pack("!HHHH", _PORT, _PORT, 8 + len(payload), 0) + payload
    address = bytes((127, 0, 0, 1))
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, address, address) + udp
