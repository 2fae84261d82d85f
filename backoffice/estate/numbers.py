"""Telephone numbers in one form: bare national digits (`13800000001`, `02885551234`), as owners say them.

Source: the numbering plan as field.md states it (mobiles 1[3-9] with 11 digits; landlines 0 + area + 7 or 8
digits; 400 and 800 numbers; service numbers), and phonenumbers for what comes from abroad.
"""

import re

import phonenumbers

WITHHELD = frozenset({"", "anonymous", "unavailable", "restricted", "private", "unknown", "withheld", "none"})
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"[2-8]\d{6,7}")  # without its area code
SHARED = re.compile(r"[48]00\d{7}")
LONGEST = 15
"""Digits of the longest number there is (E.164)."""
SHORTEST = 5
"""Digits of the shortest number worth keeping: 95588, 12345; extensions are not callers."""


def normalise(raw: str, area_code: str = "") -> str:
    """`raw` as it came by SIP or was typed, in the one form we keep; "" for withheld and for no number.

    area_code: of the community (`028`), put before a bare landline number. Numbers from abroad keep their
    country code behind 00. Never fails; the result is "" or 5 to 15 ASCII digits.
    """
    text = raw.strip()
    address = re.match(r"(?:sips?|tel):([^@;>]*)", text, re.IGNORECASE)
    text = address[1] if address else text
    if text.casefold() in WITHHELD:
        return ""
    international = text.lstrip(" (").startswith(("+", "＋"))
    # int() reads full-width and other digits, which owners type on their telephones.
    digits = "".join(str(int(letter)) for letter in text if letter.isdecimal())
    if digits.startswith("00") and len(digits) > 8:
        international, digits = True, digits[2:]
    return _fit(_foreign(digits) if international else _national(digits, area_code))


def _national(digits: str, area_code: str) -> str:
    if digits.startswith("86") and MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    if digits.startswith("0") and MOBILE.fullmatch(digits[1:]):
        return digits[1:]
    if SHARED.fullmatch(digits):
        return digits
    if area_code and LANDLINE.fullmatch(digits):
        return area_code + digits
    return digits


def _foreign(digits: str) -> str:
    try:
        parsed = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return digits
    if parsed.country_code != phonenumbers.country_code_for_region("CN"):
        return "00" + digits
    national = phonenumbers.national_significant_number(parsed).lstrip("0")
    # Mobiles and 400 numbers are dialled as they are, everything else behind a 0.
    return national if MOBILE.fullmatch(national) or SHARED.fullmatch(national) else "0" + national


def _fit(digits: str) -> str:
    return digits if SHORTEST <= len(digits) <= LONGEST else ""


def masked(number: str) -> str:
    """138****0001: what tells two numbers apart, not enough to dial."""
    first, last = (3, 4) if len(number) >= 9 else (1, 2)
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]
