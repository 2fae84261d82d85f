"""`prepare` and `run`: one part at a time, for systemd and containers, which do the watching."""

import argparse
import asyncio
import os

from ops import asterisk, estate, install, welcome
from ops.child import NOBODY
from ops.messages import Unready
from ops.parts import parts
from ops.settings import ROOT, Settings


def prepare(argv: list[str]) -> int:
    """The verb `prepare`: all that must be there before the first part starts."""
    argparse.ArgumentParser(prog="estateline prepare").parse_args(argv)
    settings = Settings()
    install.everything(settings)
    if not settings.demo:
        asyncio.run(estate.prepare(settings))
    for part in parts(settings):
        if part.name == "asterisk":
            asyncio.run(part.prepare())
    welcome.first_sign_in(settings)
    return 0


def console(argv: list[str]) -> int:
    """The verb `console`. Raises Unready when no Asterisk of this installation answers."""
    parser = argparse.ArgumentParser(prog="estateline console")
    parser.add_argument("command", nargs="+")
    answer = asterisk.rx(Settings(), " ".join(parser.parse_args(argv).command))
    if not answer or answer.startswith("Unable to connect to remote asterisk"):
        raise Unready("asterisk.away")
    print(answer, end="")
    return 0


def run(argv: list[str]) -> int:
    """The verb `run`: become one part. Raises Unready when there is no such part."""
    parser = argparse.ArgumentParser(prog="estateline run")
    parser.add_argument("part")
    name = parser.parse_args(argv).part
    known = {part.name: part for part in parts(Settings())}
    if name not in known:
        raise Unready("run.unknown", part=name, known=" ".join(known))
    asyncio.run(known[name].prepare())
    child = known[name].child()
    line = [*(NOBODY if child.user_namespace else ()), *child.argv]
    os.chdir(ROOT)
    os.execvpe(line[0], line, {**os.environ, **child.env})  # noqa: S606
