"""Writes `ivr/prompts.py` from the catalogue: `python -m sounds.prompts [--check]` (H1)."""

import json
import sys
from pathlib import Path

from sounds.catalogue import Catalogue, Prompt, load

TARGET = Path(__file__).resolve().parent.parent / "ivr" / "prompts.py"
_HEADER = '''\
"""Every prompt a flow can say. Written by `python -m sounds.prompts` from sounds/catalogue.toml."""
# ruff: noqa: E501
# fmt: off

from ivr.say import Prompt

'''


def module(catalogue: Catalogue) -> str:
    """The text of `ivr/prompts.py`: one constant a prompt, sorted by id."""
    return _HEADER + "".join(_line(one) for one in sorted(catalogue.prompt, key=lambda one: one.id))


def _line(one: Prompt) -> str:
    arguments = ", ".join(json.dumps(part, ensure_ascii=False) for part in (one.id, one.zh, one.en))
    return f"{one.constant} = Prompt({arguments})\n"


def main() -> None:
    """Write the module; with --check only say whether it is up to date (exit status 1 when not)."""
    text = module(load())
    if "--check" in sys.argv[1:]:
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        sys.exit(0 if current == text else f"{TARGET.name} is not up to date: run python -m sounds.prompts")
    TARGET.write_text(text, encoding="utf-8")
    print(f"{text.count(' = Prompt(')} prompts written to {TARGET.name}")


if __name__ == "__main__":
    main()
