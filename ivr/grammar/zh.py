"""How Mandarin reads values (H1): 两 and 二, 零, 万 and 亿, 元角分, years digit by digit, 幺 in codes.

`pieces` names recordings of sounds/catalogue.toml, `text` is what a transcript shows. Codes, telephone
numbers and rooms say 1 as 幺 (yāo), as people do on the telephone, and 0 as 零; quantities say 一.
"""

from decimal import ROUND_HALF_UP, Decimal

from ivr.grammar import codes
from ivr.grammar.surnames import SURNAMES, WESTERN
from ivr.say import Addressed, Count, Day, Digits, Money, Month, Name, Phone, Room, Spoken, name_sound

UNITS = {
    "request": "件",
    "house": "套",
    "item": "项",
    "bill": "笔",
    "notice": "条",
    "month": "个月",
    "day": "天",
    "minute": "分钟",
}
TITLES = {"mr": "先生", "ms": "女士"}
WHOLE = 10
"""Counts up to this have one recording together with their measure word."""


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
            return [*year, f"month/{day.month}", f"day/{day.day}"]
        case Month(year_number, month):
            return [*_year(year_number), f"month/{month}"]
        case Room(label):
            return _room(label)
        case Addressed():
            return [_addressed(what)[0]]
        case Name():
            return [name_sound("zh", what.zh).removeprefix("zh/")]


def text(what: Spoken) -> str:
    """What a reader of the transcript sees."""
    match what:
        case Money(amount):
            return f"{amount:,.2f} 元"
        case Count(value, unit):
            return f"{value:,} {UNITS[unit]}" if unit else f"{value:,}"
        case Digits(code) | Phone(code) | Room(code):
            return code
        case Day(day, this_year):
            year = "" if day.year == this_year else f"{day.year}年"
            return f"{year}{day.month}月{day.day}日"
        case Month(year_number, month):
            return f"{year_number}年{month}月"
        case Addressed():
            return _addressed(what)[1]
        case Name():
            return what.zh


def cardinal(number: int) -> list[str]:
    """A quantity, 0 to 999,999,999,999, without unit. Source: GB/T 15835 reading of whole numbers."""
    if not 0 <= number < 10**12:
        raise ValueError(f"no reading for {number}")
    if number == 0:
        return ["n/0"]
    said: list[str] = []
    for size, scale in ((10**8, "yi"), (10**4, "wan"), (1, "")):
        group = number // size % 10**4
        if not group:
            continue
        # 零 stands for the places left out between a higher group and this one, once.
        if said and group >= 10 and (group < 1000 or _gap(number, size)):
            said.append("scale/zero")
        if scale == "wan" and group < 10 and not said:  # 两万
            said.append(f"{scale}/{group}")
        else:
            said += [*_below_ten_thousand(group, first=not said), *([f"scale/{scale}"] if scale else [])]
    return said


def _gap(number: int, size: int) -> bool:
    """True when the group just above `size` is empty: 一亿零五千."""
    return size < 10**8 and number // (size * 10**4) % 10**4 == 0


def _below_ten_thousand(number: int, *, first: bool) -> list[str]:
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    said: list[str] = []
    if thousands:
        said.append(f"k/{thousands}" if first or thousands != 2 else "k/2_mid")  # 两千, but 一万二千
    if hundreds:
        said.append(f"h/{hundreds}")
    in_the_middle = bool(said) or not first
    if rest and rest < 10 and in_the_middle:
        said.append(f"zero/{rest}")  # 一百零五
    elif rest:
        if thousands and not hundreds:
            said.append("scale/zero")
        said.append(f"ten/{rest}" if in_the_middle and 10 <= rest < 20 else f"n/{rest}")  # 一百一十五
    return said


def _money(amount: Decimal) -> list[str]:
    cents = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    if cents < 0:
        raise ValueError(f"no reading for {amount} 元")
    yuan, rest = divmod(cents, 100)
    if not yuan and rest:
        return [f"fen_only/{rest}" if rest < 10 else f"fen/{rest}"]
    return [*_with_yuan(cardinal(yuan)), *([f"fen/{rest}"] if rest else [])]


def _with_yuan(said: list[str]) -> list[str]:
    *before, last = said
    kind, _, number = last.partition("/")
    whole = {"n": "yuan", "zero": "yuan_zero", "ten": "yuan_ten", "h": "yuan_h", "k": "yuan_k"}
    if kind not in whole or last == "k/2_mid":
        return [*said, "unit/yuan"]
    return [*before, f"{whole[kind]}/{number}"]


def _count(value: int, unit: str) -> list[str]:
    if not unit:
        return cardinal(value)
    if 1 <= value <= WHOLE:
        return [f"count/{unit}/{value}"]
    return [*cardinal(value), f"unit/{unit}"]


def _year(year: int) -> list[str]:
    if codes.YEARS[0] <= year <= codes.YEARS[1]:
        return [f"year/{year}"]
    return [*(f"n/{digit}" for digit in str(year)), "word/year"]


def _room(label: str) -> list[str]:
    *outer, room = codes.room_parts(label)
    said: list[str] = []
    for place, part in zip(("building", "door"), outer, strict=False):
        said += _numbered(place, part)
    for part in outer[2:]:
        said += codes.spelled(part)
    return said + codes.spelled(room)


def _numbered(place: str, part: str) -> list[str]:
    """三号楼, B 二号楼, B 座; 二单元."""
    letters, digits = codes.letters_and_digits(part)
    said = [f"letter/{one}" for one in letters]
    if not digits:
        return [*said, "word/tower" if place == "building" else "word/door"]
    if 1 <= int(digits) <= codes.PLACES[place]:
        return [*said, f"{place}/{int(digits)}"]
    return [*said, *codes.spelled(digits), f"word/{place}"]


def _addressed(who: Addressed) -> tuple[str, str]:
    """Recording and text; without a title, or with a surname nobody recorded: 业主."""
    if who.title in TITLES:
        if who.surname in SURNAMES:
            return f"addressed/{SURNAMES[who.surname]}_{who.title}", who.surname + TITLES[who.title]
        if western := WESTERN.get(who.surname.lower()):
            return f"addressed/{who.surname.lower()}_{who.title}", western + TITLES[who.title]
    return "addressed/owner", "业主"
