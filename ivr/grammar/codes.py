"""Codes, telephone numbers and room labels cut into what is said in one breath, for both languages."""

import re

YEARS = (2020, 2040)
"""Years with a recording of their own, both included."""
PLACES = {"building": 50, "door": 12}
"""Buildings and doors (单元) up to these numbers have a recording of their own."""
PAUSE = "pause/short"


def groups(code: str) -> list[str]:
    """Digits in fours; what is left over never stands alone: 8 as 4-4, 6 as 3-3, 5 as 2-3, 9 as 4-3-2."""
    digits = _digits(code)
    if len(digits) in (5, 6):
        half = len(digits) // 2
        return [digits[:half], digits[half:]]
    cut = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    if len(cut) > 1 and len(cut[-1]) == 1:
        cut[-2:] = [cut[-2][:3], cut[-2][3:] + cut[-1]]
    return cut


def phone_groups(number: str) -> list[str]:
    """Mobile 3-4-4, area code and number, 7 digits 3-4, 8 digits 4-4, anything else as `groups`."""
    digits = _digits(number)
    if len(digits) == 11 and digits[0] == "1":
        return [digits[:3], digits[3:7], digits[7:]]
    if len(digits) > 9 and digits[0] == "0":
        area = 3 if digits[1] in "12" else 4
        return [digits[:area], *phone_groups(digits[area:])]
    if len(digits) == 7:
        return [digits[:3], digits[3:]]
    return groups(digits)


def spoken(cut: list[str]) -> list[str]:
    """Recordings of the groups, in pairs of digits so as not to sound chopped; a pause between groups."""
    said: list[str] = []
    for group in cut:
        said += [*([PAUSE] if said else []), *_pairs(group)]
    return said


def spelled(part: str) -> list[str]:
    """Letters and digits one after the other: 501, 12A."""
    said: list[str] = []
    for run in re.findall(r"[a-z]|[0-9]+", part.lower()):
        said += _pairs(run) if run.isdigit() else [f"letter/{run}"]
    return said


def room_parts(label: str) -> list[str]:
    """The parts of a label between its dashes; at least one, perhaps empty."""
    return [part for part in re.split(r"[^0-9A-Za-z]+", label) if part] or [""]


def letters_and_digits(part: str) -> tuple[str, str]:
    """`B2` as ("b", "2"); digits that letters follow (`2B`) stay digits, their letters come first."""
    return "".join(re.findall(r"[a-z]", part.lower())), "".join(re.findall(r"[0-9]", part))


def _digits(code: str) -> str:
    return "".join(re.findall(r"[0-9]", code))


def _pairs(digits: str) -> list[str]:
    """Pairs from the right, so that 501 is 五 零一 and 13800 begins with one digit."""
    odd = len(digits) % 2
    said = [f"d/{digits[0]}"] if odd else []
    return said + [f"dd/{digits[start : start + 2]}" for start in range(odd, len(digits), 2)]
