"""Which words the pages say, and their English: `python -m backoffice.web.catalogue` updates en.po."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

BACKOFFICE = Path(__file__).resolve().parent.parent
ENGLISH = BACKOFFICE / "web" / "locale" / "en.po"
_HEADER = "# English of the pages; the source is Chinese. glossary.toml holds the words of the trade."
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def _said() -> Catalog:
    found = Catalog(locale="en", charset="utf-8", header_comment=_HEADER, fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(
        BACKOFFICE, _METHODS, _OPTIONS, keywords=_KEYWORDS
    ):
        found.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return found


def extract() -> set[str]:
    """Every sentence in code and templates."""
    return {_singular(message.id) for message in _said() if message.id}


def translations() -> dict[str, str]:
    """Every sentence of en.po with its English; "" where it is missing."""
    if not ENGLISH.exists():
        return {}
    with ENGLISH.open("rb") as file:
        known = read_po(file, locale="en")
    return {_singular(one.id): _singular(one.string) for one in known if one.id}


def _singular(text: str | list[str] | tuple[str, ...] | None) -> str:
    return text if isinstance(text, str) else text[0] if text else ""


def main() -> None:
    """Bring en.po up to date: new sentences empty, old ones gone."""
    said = _said()
    known = translations()
    for message in said:
        if message.id:
            message.string = known.get(_singular(message.id), "")
    with ENGLISH.open("wb") as file:
        write_po(file, said, width=110, sort_output=True, no_location=True)


if __name__ == "__main__":
    main()
