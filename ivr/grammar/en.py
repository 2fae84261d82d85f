"""How English reads values (H1): "and" after the hundreds, ordinals for days, "oh" in rooms, yuan and fen.

`pieces` names recordings of sounds/catalogue.toml, `text` is what a transcript shows.
"""

from decimal import ROUND_HALF_UP, Decimal

from ivr.grammar import codes
from ivr.grammar.surnames import SURNAMES, WESTERN, pinyin
from ivr.say import Addressed, Count, Day, Digits, Money, Month, Name, Phone, Room, Spoken, name_sound

UNITS = {
    "request": ("request", "requests"),
    "house": ("home", "homes"),
    "item": ("item", "items"),
    "bill": ("bill", "bills"),
    "notice": ("notice", "notices"),
    "month": ("month", "months"),
    "day": ("day", "days"),
    "minute": ("minute", "minutes"),
}
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
TITLES = {"mr": "Mr", "ms": "Ms"}
WHOLE = 10
"""Counts up to this have one recording together with their unit."""


def pieces(what: Spoken) -> list[str]:
    """The recordings that say `what`, in order. Raises ValueError for a negative or astronomical number."""
    match what:
        case Money(amount):
            return _money(amount)
        case Count(value, unit):
            return _count(value, unit)
        case Digits(code):
            return codes.spoken(codes.groups(code))
        case Phone(number):
            return codes.spoken(codes.phone_groups(number))
        case Day(day, this_year):
            year = [] if day.year == this_year else _year(day.year)
            return [f"month/{day.month}", f"day/{day.day}", *year]
        case Month(year_number, month):
            return [f"month/{month}", *_year(year_number)]
        case Room(label):
            return _room(label)
        case Addressed():
            return [_addressed(what)[0]]
        case Name():
            return [name_sound("en", what.en or what.zh).removeprefix("en/")]


def text(what: Spoken) -> str:
    """What a reader of the transcript sees."""
    match what:
        case Money(amount):
            return f"{amount:,.2f} yuan"
        case Count(value, unit):
            return f"{value:,} {UNITS[unit][value != 1]}" if unit else f"{value:,}"
        case Digits(code) | Phone(code) | Room(code):
            return code
        case Day(day, this_year):
            year = "" if day.year == this_year else f" {day.year}"
            return f"{day.day} {MONTHS[day.month - 1]}{year}"
        case Month(year_number, month):
            return f"{MONTHS[month - 1]} {year_number}"
        case Addressed():
            return _addressed(what)[1]
        case Name():
            return what.en or what.zh


def cardinal(number: int) -> list[str]:
    """A quantity, 0 to 999,999,999,999, without unit, the British way: one thousand and five."""
    if not 0 <= number < 10**12:
        raise ValueError(f"no reading for {number}")
    said: list[str] = []
    for size, scale in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        group, number = divmod(number, size)
        if not group:
            continue
        joined = "_and" if 0 < number < 100 else ""
        if scale == "thousand" and group < 10 and not said:
            said.append(f"k{joined}/{group}")
        else:
            said += [*_below_thousand(group), f"scale/{scale}{joined}"]
    return said + _below_thousand(number) if number or not said else said


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return [f"n/{rest}"]
    return [f"h_and/{hundreds}", f"n/{rest}"] if rest else [f"h/{hundreds}"]


def _money(amount: Decimal) -> list[str]:
    cents = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    if cents < 0:
        raise ValueError(f"no reading for {amount} yuan")
    yuan, rest = divmod(cents, 100)
    if not yuan and rest:
        return [f"n/{rest}", "unit/fen"]
    return [*_with_yuan(cardinal(yuan)), *([f"fen/{rest}"] if rest else [])]


def _with_yuan(said: list[str]) -> list[str]:
    *before, last = said
    kind, _, number = last.partition("/")
    whole = {"n": "yuan", "h": "yuan_h", "k": "yuan_k"}
    return [*before, f"{whole[kind]}/{number}"] if kind in whole else [*said, "unit/yuan"]


def _count(value: int, unit: str) -> list[str]:
    if not unit:
        return cardinal(value)
    if 1 <= value <= WHOLE:
        return [f"count/{unit}/{value}"]
    return [*cardinal(value), f"unit/{unit}"]


def _year(year: int) -> list[str]:
    if codes.YEARS[0] <= year <= codes.YEARS[1]:
        return [f"year/{year}"]
    century, rest = divmod(year, 100)
    if century % 10 == 0 or not 10 <= century <= 99:
        return cardinal(year)
    return [f"n/{century}", *_two_figures(rest)]


def _two_figures(rest: int) -> list[str]:
    """The last two figures of a year or room: 01 as "oh one", 00 as "hundred"."""
    if not rest:
        return ["scale/hundred"]
    return [f"oh/{rest}" if rest < 10 else f"n/{rest}"]


def _room(label: str) -> list[str]:
    *outer, room = codes.room_parts(label)
    said: list[str] = []
    for place, part in zip(("building", "door"), outer, strict=False):
        said += _numbered(place, part)
    for part in outer[2:]:
        said += codes.spelled(part)
    return [*said, "word/room", *_room_number(room)]


def _room_number(room: str) -> list[str]:
    """501 as "five oh one", 1215 as "twelve fifteen"; anything unusual is spelled."""
    if not (room.isdigit() and 3 <= len(room) <= 4 and room[0] != "0"):
        return codes.spelled(room)
    return [f"n/{int(room[:-2])}", *_two_figures(int(room[-2:]))]


def _numbered(place: str, part: str) -> list[str]:
    """Building three, building B two; unit two."""
    letters, digits = codes.letters_and_digits(part)
    if not letters and digits and 1 <= int(digits) <= codes.PLACES[place]:
        return [f"{place}/{int(digits)}"]
    return [f"word/{place}", *(f"letter/{one}" for one in letters), *_plain(digits)]


def _plain(digits: str) -> list[str]:
    return [f"n/{int(digits)}"] if 1 <= len(digits) <= 2 else codes.spelled(digits)


def _addressed(who: Addressed) -> tuple[str, str]:
    """Recording and text; without a title, or with a surname nobody recorded: resident."""
    surname = who.surname.strip().lower()
    spelled = {pinyin(sound).lower() for sound in SURNAMES.values()} | WESTERN.keys()
    if who.surname in SURNAMES:
        surname = pinyin(SURNAMES[who.surname]).lower()
    if who.title in TITLES and surname in spelled:
        return f"addressed/{surname}_{who.title}", f"{TITLES[who.title]} {surname.capitalize()}"
    return "addressed/owner", "resident"
