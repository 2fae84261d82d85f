"""Every verb of the command line: one function each, its docstring is its help.

What a verb needs is imported when it is asked for, so that `status` does not load a SIP phone.
"""

import asyncio
import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from ops import apt
from ops.host import this_host
from ops.messages import Unready
from ops.root import PARTS
from ops.settings import ROOT, Settings

GROUPS = ("Run", "Try", "Data", "Change")


@dataclass(frozen=True)
class Verb:
    """A verb: its group in the help, how it is written, what it runs (arguments in, exit status out)."""

    group: str
    usage: str
    run: Callable[[list[str]], int]


VERBS: dict[str, Verb] = {}


def verb(
    group: str, usage: str, needs: str = ""
) -> Callable[[Callable[[list[str]], int]], Callable[[list[str]], int]]:
    """Enter a function into the table under the first word of its usage.

    needs: the module that does it; a checkout without it does not offer the verb.
    """

    def enter(function: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
        if not needs or importlib.util.find_spec(needs):
            VERBS[usage.split()[0]] = Verb(group, usage, function)
        return function

    return enter


@verb("Run", "up [--detach]")
def up(argv: list[str]) -> int:
    """Install what is missing, start everything, try one call, serve until Ctrl-C.

    --detach  return once all parts are healthy, and leave them running
    """
    from ops import up as serving

    return serving.main(argv)


@verb("Run", "down")
def down(argv: list[str]) -> int:
    """Stop everything; calls in progress may finish within half a minute."""
    from ops import up as serving

    return serving.down(argv)


@verb("Run", "status [--json]")
def status(argv: list[str]) -> int:
    """Say how each part is, the room on the disk and Asterisk's version.

    Exit status 0: all parts healthy and room enough; 1: not.
    """
    from ops import status as looking

    return looking.main(argv)


@verb("Run", "logs [-f] [PART]")
def logs(argv: list[str]) -> int:
    """Print the last lines of a part's log, or of every part's.

    -f  go on printing what comes
    """
    from ops import status as looking

    return looking.logs(argv)


@verb("Run", "doctor")
def doctor(argv: list[str]) -> int:
    """Name what is missing on this machine and how to get it."""
    from ops import doctor as examining

    return examining.main(argv)


@verb("Run", 'console "COMMAND"')
def console(argv: list[str]) -> int:
    """Give Asterisk one command of its console and print the answer: "core show channels"."""
    from ops import production

    return production.console(argv)


@verb("Run", "prepare")
def prepare(argv: list[str]) -> int:
    """Install, build and migrate without starting anything (systemd, containers)."""
    from ops import production

    return production.prepare(argv)


@verb("Run", "run PART")
def run(argv: list[str]) -> int:
    """Become one part in the foreground: asterisk, engine, web (systemd, containers)."""
    from ops import production

    return production.run(argv)


@verb("Try", 'call --from NUMBER --keys "…"', needs="ops.phone")
def call(argv: list[str]) -> int:
    """Dial the hotline over SIP, press keys, print what was said and pressed.

    --from NUMBER    who calls (a demo owner: 13800000001)
    --keys "1 2468#" each group is sent when the hotline next waits; `.` waits without a key, `-` hangs up
    --record FILE    keep what was heard as a wav
    --json           one JSON object instead of lines
    """
    return _hand_over("ops.phone", argv)


@verb("Try", "rehearse [--from NUMBER]", needs="agi.rehearse")
def rehearse(argv: list[str]) -> int:
    """Go through the same flows as text, without Asterisk; nothing is kept."""
    return _hand_over("agi.rehearse", argv, _dsn())


@verb("Try", "agent [ARGUMENTS]", needs="ops.demo_agent")
def agent(argv: list[str]) -> int:
    """Start a demo agent's telephone, which answers what the queue sends it."""
    apt.install(apt.AGENT, this_host(), apt.log_path(PARTS))
    return _hand_over("ops.demo_agent", argv)


@verb("Try", "remind --house PLACE/ROOM")
def remind(argv: list[str]) -> int:
    """Place one reminder call to a house's owner and tell what became of it.

    --house 翠湖苑/1-1-101   or the eight-digit house code
    --number NUMBER          one of the house's numbers; without it the owner's first
    --json                   the attempt's row as one JSON object
    """
    from ops import outgoing

    return outgoing.remind(argv)


@verb("Try", "join --extension 801 --number N")
def join(argv: list[str]) -> int:
    """Join an agent's telephone, which rings first, with an owner; neither sees the other's number."""
    from ops import outgoing

    return outgoing.join(argv)


@verb("Try", "bench NAME [ARGUMENTS]")
def bench(argv: list[str]) -> int:
    """Run a benchmark; its last lines are its claims.

    Without a name: those there are.
    """
    # A benchmark says so; the other modules of the room serve it.
    modules = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "bench").glob("[a-z]*.py")}
    known = sorted(name for name, text in modules.items() if f"estateline bench {name}" in text)
    if not argv or argv[0] not in known:
        raise Unready("bench.unknown", name=argv[0] if argv else "", known=" ".join(known) or "-")
    # A process of its own: what we imported and opened would be measured, too.
    return subprocess.run(
        [sys.executable, "-m", f"bench.{argv[0]}", *argv[1:]], cwd=ROOT, check=False
    ).returncode


@verb("Data", 'sql "STATEMENT" [--json]')
def sql(argv: list[str]) -> int:
    """Run one statement against the running database and print its rows.

    --json  one JSON array of objects instead of a table
    """
    from ops import statement

    return statement.main(argv)


@verb("Data", "backup")
def backup(argv: list[str]) -> int:
    """Back up database and recordings now, try the backup by restoring it, print where it is.

    By the rules of the page Settings, Backup, which also say what is kept and for whom it is encrypted.
    Exit status 0: verified; 1: not, the sentence says why. docs/backup.md
    """
    from ops import backups

    return backups.backup(argv)


@verb("Data", "restore FILE")
def restore(argv: list[str]) -> int:
    """Put a backup in the place of what is there; the installation must not be running.

    --replace           although there is a company; what is there is kept aside until the next restore
    --into FOLDER       the state folder it is restored into, instead of this installation's
    --identity KEYFILE  the private key of an encrypted backup
    --forget            instead of FILE: remove what the last restore put aside
    docs/backup.md
    """
    from ops import backups

    return backups.restore(argv)


@verb("Data", "clock [+3d | -2h | reset]")
def clock(argv: list[str]) -> int:
    """Show business time, or move it (d days, h hours, m minutes); technical times stay real."""
    from ops import statement

    return statement.clock(argv)


@verb("Change", "screenshots DIR")
def screenshots(argv: list[str]) -> int:
    """Take a picture of every page of a running demo, in both languages, into DIR."""
    from ops import pictures

    return pictures.main(argv)


@verb("Change", "test [ARGUMENTS]")
def test(argv: list[str]) -> int:
    """Install what tests need and run them with pytest, beside a running `up`.

    Arguments go to pytest. State: ESTATELINE_HOME or var/test; ports: ESTATELINE_PORT_BASE or 12000.
    """
    from ops import testing

    return testing.main(argv)


def _dsn() -> str:
    """Where the database is. Raises Unready before the first `up`, when it has no password yet."""
    try:
        return Settings().dsn
    except FileNotFoundError as missing:
        raise Unready("sql.away", why=missing.filename) from None


def _hand_over(module: str, *arguments: object) -> int:
    """Run another module's `main`, a plain or an async function; returns its exit status."""
    result = importlib.import_module(module).main(*arguments)
    if asyncio.iscoroutine(result):
        result = asyncio.run(result)
    return int(result or 0)
