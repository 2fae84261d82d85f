"""How the demo's telephone company is started: its scenario and sounds made, SIPp's command line."""

import json
import os
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ops.provider import capture
from ops.rtp import PCMA, QUIET, Frame, babble, pressed, spoken
from ops.settings import Settings

ADDRESS = "127.0.0.2"
TALK = 120.0
"""Seconds an answered call lasts at most."""
OWNER_LISTENS = 30.0
"""Seconds after which the owner who presses his PIN hangs up."""
PIN = "2468"
FIRST_KEY, PIN_AFTER = 5.0, 4.0
"""Seconds from the answer to the owner's first key, and from there to his PIN."""


def render(settings: Settings) -> None:
    """Write the scenario and the sounds it plays into home/run/provider."""
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    # Time to hear who calls, a key to listen, then the PIN: keys pressed early count.
    keys = [(FIRST_KEY, "1"), (PIN_AFTER, PIN[0]), *((0.3, key) for key in f"{PIN[1:]}#")]
    owner = list(spoken(babble(1)))
    for pause, key in keys:
        owner += [*quiet(pause), *pressed(key)]
    _write(folder / "owner", [*owner, *quiet(OWNER_LISTENS)])
    _write(folder / "voice", [*quiet(1), *spoken(babble(3)), *quiet(TALK - 4)])
    templates = Environment(  # noqa: S701  # not HTML
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined
    )
    scenario = templates.get_template("provider.xml.j2").render(
        raw=os.geteuid() == 0,
        voice=folder / "voice",
        owner=folder / "owner",
        keys=[(round(pause * 1000), key) for pause, key in keys],
        talk_ms=round(TALK * 1000),
        owner_ms=round(OWNER_LISTENS * 1000),
    )
    (folder / "provider.xml").write_text(scenario, encoding="utf-8")


def _write(file: Path, frames: list[Frame]) -> None:
    """As a capture, and its sound alone for a SIPp without raw sockets."""
    capture.write(file.with_suffix(".pcap"), frames)
    sound = b"".join(frame.payload for frame in frames if frame.kind == PCMA)
    file.with_suffix(".alaw").write_bytes(sound)


def quiet(seconds: float) -> list[Frame]:
    """Frames of silence."""
    return [QUIET] * round(seconds * 50)


def argv(settings: Settings) -> list[str]:
    """SIPp as the telephone company; `render` comes first."""
    folder = _folder(settings)
    return [
        "sipp", "-sf", str(folder / "provider.xml"), "-i", ADDRESS, "-p", str(settings.port("provider")),
        "-mi", ADDRESS, "-mp", str(settings.port("provider_sound")), "-nostdin",
        "-trace_logs", "-log_file", str(folder / "calls.log"), "-log_overwrite", "false",
    ]  # fmt: skip


def _folder(settings: Settings) -> Path:
    return (settings.home / "run" / "provider").resolve()


def calls(settings: Settings) -> list[dict[str, str]]:
    """The calls it got, oldest first: number, caller (what it was shown), call_id, answered (`yes` or ``)."""
    log = _folder(settings) / "calls.log"
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    answered = set(re.findall(r"ANSWERED \S* (\S+)", text))
    found = re.findall(r"INVITE (\S*) from (\S*) (\S+)", text)
    return [
        {"number": number, "caller": caller, "call_id": call, "answered": "yes" if call in answered else ""}
        for number, caller, call in found
    ]


if __name__ == "__main__":
    print(json.dumps(calls(Settings()), ensure_ascii=False))
