"""How one cell is read, whatever its typist and the spreadsheet made of it (S1, P7).

A reader gets the text of a cell that is not empty and returns what it means, as JSON has it; it raises Wrong.
Full-width digits, text typed as numbers (10010101.0) and dates as days since 1900 are all understood.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from backoffice.estate.numbers import normalise
from backoffice.estate.rooms import canonical
from backoffice.exchange.model import Ground, Read, Wrong
from backoffice.web import words
from backoffice.web.words import N_

BETWEEN = re.compile(r"[、,，;；/／|\n]+")
"""What stands between several things in one cell."""
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T]0?0:00(?::00)?)?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[1-9]\d{4}")
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet, its 29 February 1900 counted in."""
_AREA = re.compile(r"(?:㎡|m2|m²|平方米|平米|平)$", re.IGNORECASE)
_TELEPHONE = re.compile(r"[+(]?[\d() +\-]+")
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\".]+(?:\.[^\s@,;<>\".]+)+")
_PLATE = re.compile(r"[\u4e00-\u9fffA-Z0-9]{4,10}")
YES_NO = {"yes": N_("是"), "no": N_("否")}


def tidy(text: str) -> str:
    """`text` with single spaces inside, none at its ends, nothing invisible. Raises Wrong (control)."""
    tidied = " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co") for letter in tidied):
        raise Wrong("control")
    return tidied


def plain(text: str) -> str:
    """Tidied, full-width letters made half-width, a whole number's .0 taken off."""
    return re.sub(r"^(\d+)\.0+$", r"\1", unicodedata.normalize("NFKC", tidy(text)))


def text(longest: int = 60) -> Read:
    """Any words of at most `longest` letters."""

    def read(raw: str, _: Ground) -> str:
        value = tidy(raw)
        if len(value) > longest:
            raise Wrong("too_long", longest=longest)
        return value

    return read


def code(raw: str, _: Ground) -> str:
    """户号: eight digits."""
    value = plain(raw).replace(" ", "")
    if not re.fullmatch(r"[0-9]{8}", value):
        raise Wrong("code")
    return value


def area(raw: str, _: Ground) -> str:
    """Square metres with at most two decimals, below a million: 89.50, 1,200 ㎡."""
    value = _AREA.sub("", plain(raw)).replace(",", "").strip()
    if not re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,2})?", value):
        raise Wrong("area")
    return str(Decimal(value))


def whole(low: int, high: int) -> Read:
    """A whole number from `low` to `high`: 12, 12.0, 12层."""

    def read(raw: str, _: Ground) -> int:
        value = plain(raw).rstrip("层楼 ")
        if not re.fullmatch(r"-?[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise Wrong("whole", low=low, high=high)
        return int(value)

    return read


def day(raw: str, _: Ground) -> str:
    """A day from 1900 to 2100 in the ways people write one, as 2026-11-23."""
    value = plain(raw)
    try:
        if found := _DAY.fullmatch(value) or _PACKED.fullmatch(value):
            read = date(*map(int, found.groups()))
        elif _SERIAL.fullmatch(value):
            read = _EPOCH + timedelta(days=int(value))
        else:
            raise Wrong("day")
    except ValueError:
        raise Wrong("no_such_day") from None
    if not 1900 <= read.year <= 2100:
        raise Wrong("no_such_day")
    return read.isoformat()


def phones(raw: str, ground: Ground) -> list[str]:
    """Telephone numbers in their one form, the first to dial first."""
    found: list[str] = []
    for part in filter(None, (one.strip() for one in BETWEEN.split(unicodedata.normalize("NFKC", raw)))):
        written = plain(part)
        number = normalise(written, ground.area_code) if _TELEPHONE.fullmatch(written) else ""
        # A mobile number with a digit too few or too many is what typists make most.
        if not number or (number[0] == "1" and len(number) > 6 and len(number) != 11):
            raise Wrong("phone", number=part[:30])
        if number not in found:
            found.append(number)
    return found


def several(longest: int = 40) -> Read:
    """Several names, each of at most `longest` letters."""

    def read(raw: str, _: Ground) -> list[str]:
        found = [tidy(one) for one in BETWEEN.split(raw)]
        if any(len(one) > longest for one in found):
            raise Wrong("too_long", longest=longest)
        return list(dict.fromkeys(filter(None, found)))

    return read


def room(raw: str, _: Ground) -> str:
    """A room in its one spelling; what has none (a shop's name) as it is."""
    value = canonical(raw) or tidy(raw)
    if len(value) > 40:
        raise Wrong("too_long", longest=40)
    return value


def email(raw: str, _: Ground) -> str:
    """An address as mail programs take it."""
    value = plain(raw)
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise Wrong("email")
    return value


def plate(raw: str, _: Ground) -> str:
    """A number plate without spaces and dots: 川A12345."""
    value = re.sub(r"[ ·•・.\-]", "", plain(raw)).upper()
    if not _PLATE.fullmatch(value):
        raise Wrong("plate")
    return value


def choice(choices: Mapping[str, str], **also: str) -> Read:
    """One of `choices` (code → word), by its word in either language or its code; also: more words → code."""
    known = {word.casefold(): code for code, word in choices.items()}
    known |= {words.english(word).casefold(): code for code, word in choices.items()}
    known |= {code: code for code in choices} | also

    def read(raw: str, _: Ground) -> str:
        value = plain(raw).casefold()
        if value not in known:
            raise Wrong("choice", choices=list(choices.values()))
        return known[value]

    return read


def yes(raw: str, ground: Ground) -> bool:
    """是 or 否; TRUE and 1 are what spreadsheets make of them."""
    return bool(_yes(raw, ground) == "yes")


_yes = choice(YES_NO, **{"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"})


def area_code(raw: str, _: Ground) -> str:
    """028, also where the spreadsheet dropped the zero."""
    value = plain(raw).lstrip("0")
    if not re.fullmatch(r"[1-9][0-9]{1,2}", value):
        raise Wrong("area_code")
    return "0" + value
