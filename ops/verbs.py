"""Every verb of the command line: one function each, its docstring is its help.

What a verb needs is imported when it is asked for, so that `status` does not load a SIP phone.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass

GROUPS = ("Run", "Try", "Data", "Change")


@dataclass(frozen=True)
class Verb:
    """A verb: its group in the help, how it is written, what it runs (arguments in, exit status out)."""

    group: str
    usage: str
    run: Callable[[list[str]], int]


VERBS: dict[str, Verb] = {}


def verb(group: str, usage: str) -> Callable[[Callable[[list[str]], int]], Callable[[list[str]], int]]:
    """Enter a function into the table under the first word of its usage."""

    def enter(function: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
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


@verb("Data", 'sql "STATEMENT" [--json]')
def sql(argv: list[str]) -> int:
    """Run one statement against the running database and print its rows.

    --json  one JSON array of objects instead of a table
    """
    from ops import statement

    return statement.main(argv)


@verb("Data", "clock [+3d | -2h | reset]")
def clock(argv: list[str]) -> int:
    """Show business time, or move it (d days, h hours, m minutes); technical times stay real."""
    from ops import statement

    return statement.clock(argv)


@verb("Change", "test [ARGUMENTS]")
def test(argv: list[str]) -> int:
    """Install what tests need and run them with pytest, beside a running `up`.

    Arguments go to pytest. State: ESTATELINE_HOME or var/test; ports: ESTATELINE_PORT_BASE or 12000.
    """
    from ops import testing

    return testing.main(argv)


def _hand_over(module: str, argv: list[str], entry: str = "main") -> int:
    """Run another room's entry point, a plain or an async function of the arguments."""
    result = getattr(importlib.import_module(module), entry)(argv)
    if asyncio.iscoroutine(result):
        result = asyncio.run(result)
    return int(result or 0)


def _unknown(what: str) -> int:
    print(what, file=sys.stderr)
    return 2
