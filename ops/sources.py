"""Where this host gets Debian from: its own apt sources, in both formats (man sources.list)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """One archive: its address, the suites taken from it, and the key that signs it ("" for apt's own)."""

    address: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""


def sources(folder: Path = Path("/etc/apt")) -> list[Source]:
    """Every archive of binary packages apt knows, in the order of its files."""
    found: list[Source] = []
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        # A file may hold both kinds of entry after hand editing; apt is stricter, we only read addresses.
        found.extend(_one_line(text))
        if path.suffix == ".sources":
            found.extend(_stanzas(text))
    return found


def debian_archive(codename: str, known: list[Source]) -> Source | None:
    """The archive this Debian release itself comes from, None when apt names none."""
    for one in known:
        if codename in one.suites and "main" in one.components:
            return one
    return None


_LINE = re.compile(r"^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$", re.MULTILINE)


def _one_line(text: str) -> Iterator[Source]:
    for options, address, suite, components in _LINE.findall(text):
        named = dict(option.split("=", 1) for option in options.split() if "=" in option)
        words = tuple(components.split("#")[0].split())
        yield Source(address, (suite,), words, named.get("signed-by", ""))


def _stanzas(text: str) -> Iterator[Source]:
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#") or re.match(r"deb(-src)?\s", line):
                continue
            if line[:1].isspace():
                fields[name] = f"{fields.get(name, '')} {line.strip()}"
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.lower()
                fields[name] = value.strip()
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
            continue
        signed_by = fields.get("signed-by", "")
        for address in fields.get("uris", "").split():
            yield Source(
                address,
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                signed_by if signed_by.startswith("/") else "",
            )
