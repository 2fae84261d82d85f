"""The verbs of `./estateline`: finds the one that was asked and hands it its arguments."""

import inspect
import os
import sys
from pathlib import Path

from ops import verbs
from ops.messages import Unready, say


def main(argv: list[str]) -> int:
    """Run one verb; returns the exit status. A trouble with a name is one sentence, never a traceback."""
    # The parts run in the checkout, the person may be elsewhere: both must mean the same folder.
    if home := os.environ.get("ESTATELINE_HOME"):
        os.environ["ESTATELINE_HOME"] = str(Path(home).absolute())
    if not argv or argv[0] in ("help", "--help", "-h"):
        print(help_of(argv[1]) if len(argv) > 1 and argv[1] in verbs.VERBS else overview())
        return 0
    verb = verbs.VERBS.get(argv[0])
    if verb is None:
        print(say("verb.unknown", verb=argv[0]), file=sys.stderr)
        return 2
    try:
        return verb.run(argv[1:])
    except Unready as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left (`| head`): python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def overview() -> str:
    """Every verb, grouped, with the first line of its docstring."""
    lines = ["./estateline VERB …", ""]
    for group in verbs.GROUPS:
        members = [verb for verb in verbs.VERBS.values() if verb.group == group]
        for place, verb in enumerate(members):
            title = group if place == 0 else ""
            lines.append(f"{title:8}{verb.usage:32}{first_line(verb.run)}")
    return "\n".join(lines)


def help_of(name: str) -> str:
    """One verb's whole docstring."""
    verb = verbs.VERBS[name]
    return f"./estateline {verb.usage}\n\n{inspect.getdoc(verb.run) or ''}"


def first_line(function: object) -> str:
    """What a docstring says first."""
    return (inspect.getdoc(function) or "").split("\n", 1)[0].rstrip(".")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
