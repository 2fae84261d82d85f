"""The verb `agent`: a demo agent's telephone (baresip), which signs in, answers what rings and speaks."""

import argparse
import asyncio
import signal
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import numpy as np

from backoffice.sql import load
from ops.rtp import babble, decode
from ops.settings import Settings

sql = load(__file__, "demo_agent.sql")

PROMPT = "zh/hotline/greeting"
"""What the agent says, over and over."""
EVERY = 15.0
LONG = 600.0
"""Seconds: from one greeting to the next, and of the whole recording. Asterisk takes a telephone that falls
silent for dead, so it outlasts any trial."""
MODULES = Path("/usr/lib/baresip/modules")
RINGS = 4.0
"""Seconds it rings unless told otherwise: time to see the agent's page pop up."""
INCOMING, ACCEPT, QUIT = b"Incoming call from", b"a", b"q"
"""What baresip prints when it rings, and its keys."""
TOLD = (INCOMING, b"Call established", b"terminated (duration", b"200 OK", b"40", b"rror", b"failed")
"""What is passed on of all that it prints."""


@dataclass(frozen=True)
class Account:
    """An agent's telephone as Asterisk knows it."""

    extension: str
    secret: str


async def account(dsn: str, extension: str) -> Account | None:
    """The agent with this extension, or with "" the first one; None when there is no such agent."""
    db = await asyncpg.connect(dsn, timeout=5)
    try:
        row = await sql.telephone(db, extension=extension)
    finally:
        await db.close(timeout=5)
    return Account(row["extension"], row["sip_secret"]) if row else None


def render(settings: Settings, agent: Account) -> Path:
    """Write baresip's configuration and the sound it plays; returns their folder."""
    folder = (settings.home / "run" / f"agent-{agent.extension}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    speech = folder / "speech.wav"
    _write_speech(settings.sounds / f"{PROMPT}.alaw", speech)
    lines = [
        f"sip_listen 127.0.0.1:{settings.port('agent_phone')}",
        "net_interface 127.0.0.1",
        "call_max_calls 1",
        f"audio_source aufile,{speech}",
        "audio_player aubridge,heard",
        "audio_alert aubridge,alert",
        "statmode_default off",
        f"module_path {MODULES}",
        *(f"module {name}.so" for name in ("stdio", "g711", "aufile", "aubridge")),
        *(f"module_app {name}.so" for name in ("account", "menu")),
    ]
    (folder / "config").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (folder / "contacts").write_text("", encoding="utf-8")
    accounts = folder / "accounts"
    accounts.touch(mode=0o600)
    server = f"sip:{agent.extension}@127.0.0.1:{settings.port('sip')}"
    accounts.write_text(
        f"<{server};transport=udp>;auth_user={agent.extension};auth_pass={agent.secret}"
        ";answermode=manual;regint=60;audio_codecs=PCMA/8000/1;ptime=20\n",
        encoding="utf-8",
    )
    return folder


def _write_speech(prompt: Path, speech: Path) -> None:
    said = decode(prompt.read_bytes() if prompt.exists() else babble(3))
    whole = np.zeros(int(LONG * 8000), "<i2")
    for start in range(0, len(whole) - len(said), int(EVERY * 8000)):
        whole[start : start + len(said)] = said
    with wave.open(str(speech), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(whole.tobytes())


async def serve(folder: Path, rings: float) -> int:
    """Be the telephone until told to stop; a call is answered after ringing for `rings` seconds."""
    telephone = await asyncio.create_subprocess_exec(
        *("baresip", "-4", "-f", str(folder)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is ours: it signs out first
    )
    keys, said = telephone.stdin, telephone.stdout
    if keys is None or said is None:
        raise RuntimeError("asked for pipes, got none")
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, keys.write, QUIT)
    # Not by lines: during a call it only rewrites one, without end.
    heard, answer = b"", loop.call_later(0, lambda: None)
    while new := await said.read(4096):
        *lines, heard = (heard + new).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            if INCOMING in line:
                answer.cancel()  # that caller has left; this one shall hear it ring, too
                answer = loop.call_later(rings, keys.write, ACCEPT)
            if any(word in line for word in TOLD):
                print(line.decode(errors="replace"), flush=True)
    return await telephone.wait()


def main(argv: list[str]) -> int:
    """Be the telephone of an agent; Ctrl-C puts it away."""
    parser = argparse.ArgumentParser(prog="estateline agent")
    parser.add_argument("extension", nargs="?", default="", help="801, or the first agent there is")
    parser.add_argument("--rings", type=float, default=RINGS, metavar="SECONDS", help="before it answers")
    given = parser.parse_args(argv)
    settings = Settings()
    try:
        agent = asyncio.run(account(settings.dsn, given.extension))
    except (OSError, asyncpg.PostgresError) as trouble:
        print(f"agent: the database is not there; ./estateline up starts it ({trouble})", file=sys.stderr)
        return 1
    if agent is None:
        print(f"agent: nobody has the extension {given.extension or '(any)'}", file=sys.stderr)
        return 1
    folder = render(settings, agent)
    print(f"{agent.extension}: answers every call after {given.rings:g} s; Ctrl-C ends it", flush=True)
    return asyncio.run(serve(folder, given.rings))
