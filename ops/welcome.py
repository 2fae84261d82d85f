"""What `up` shows once all is healthy: one real call on the first run, then addresses and sign-ins."""

import asyncio
import json
import os
import sys

from backoffice.company.first import LOGIN, FirstSignIn
from ops.messages import note, say
from ops.parts import environment
from ops.settings import ROOT, Settings

OWNER = "13800000001"
KEYS = "1 2468# -"
"""The demo owner asks for the fees, gives the PIN, listens, hangs up."""


async def first_call(settings: Settings) -> None:
    """Dial our own hotline once over SIP as the demo's first owner and print what was heard and pressed.

    Only on the first run of a demo; a call that fails is said, and does not stop the start.
    """
    done = settings.home / "run" / "first-call"
    if not settings.demo or done.exists():
        return
    note("call.trying", number=OWNER)
    caller = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", "call", "--from", OWNER, "--keys", KEYS),
        cwd=ROOT,
        env={**os.environ, **environment(settings)},
    )
    if await caller.wait():
        note("call.failed")
    else:
        done.touch()


def addresses(settings: Settings) -> None:
    """Print where to dial and look, and the demo's sign-ins."""
    print(say("welcome.dial", port=settings.port("sip")))
    print(say("welcome.web", port=settings.port("web")))
    path = settings.home / "secrets" / "demo.json"
    if settings.demo and path.exists():
        print(say("welcome.sign_ins"))
        for one in json.loads(path.read_text(encoding="utf-8")):
            post, name, login, password = (one[key] for key in ("post", "name", "login", "password"))
            print(f"  {post}  {name}  {login:14} {password}  {one.get('extension', '')}".rstrip())
    first_sign_in(settings)


def first_sign_in(settings: Settings) -> None:
    """Print the generated sign-in of an empty installation, until it was used.

    systemd keeps what a service prints for everybody in its journal: there only where it stands.
    """
    password = FirstSignIn(settings.first_sign_in).password()
    if password is None:
        return
    if "INVOCATION_ID" in os.environ and not sys.stdout.isatty():
        print(say("welcome.first_file", file=settings.first_sign_in))
    else:
        print(say("welcome.first", login=LOGIN, password=password))
