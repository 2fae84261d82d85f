"""What may be written in a field, and what an edit changed; each refusal names its field."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.errors import Invalid

EARLIEST = date(1900, 1, 1)
MOST_AREA = Decimal("999999.99")
MOST_MONEY = Decimal(10**10)


def line(text: str, field: str, longest: int, *, needed: bool = False) -> str:
    """One line, trimmed. Raises Invalid for one too long, missing, or with signs no name has."""
    return _checked(" ".join(text.split()), field, longest, needed=needed)


def prose(text: str, field: str, longest: int = 2000) -> str:
    """Several lines. Raises Invalid as `line`."""
    return "\n".join(_checked(one.strip(), field, longest) for one in text.strip().splitlines())[:longest]


def _checked(text: str, field: str, longest: int, *, needed: bool = False) -> str:
    if needed and not text:
        raise Invalid("value.needed", field=field)
    if len(text) > longest:
        raise Invalid("value.too_long", field=field, longest=longest)
    if any(sign in "<>" or not (sign.isprintable() or sign.isspace()) for sign in text):
        raise Invalid("value.signs", field=field)
    return text


def area(value: Decimal | None, field: str) -> Decimal | None:
    """Square metres, 0 to a million, two decimals; None: not known. Raises Invalid."""
    if value is None:
        return None
    if not value.is_finite() or not 0 <= value <= MOST_AREA:
        raise Invalid("value.area", field=field)
    return value.quantize(Decimal("0.01"))


def money(value: Decimal, field: str) -> Decimal:
    """Yuan, 0 to ten thousand million, two decimals. Raises Invalid."""
    if not value.is_finite() or not 0 <= value < MOST_MONEY:
        raise Invalid("value.money", field=field)
    return value.quantize(Decimal("0.01"))


def day(value: date | None, field: str, *, latest: date | None = None) -> date | None:
    """A day from 1900 to `latest` (None: any). Raises Invalid."""
    if value is not None and (value < EARLIEST or (latest is not None and value > latest)):
        raise Invalid("value.day", field=field)
    return value


def changes(before: Any, after: Any) -> dict[str, Any]:
    """What an edit changed, for the audit trail: `before` and `after` of the fields that differ."""
    old, new = asdict(before), asdict(after)
    changed = [name for name in new if old.get(name) != new[name]]
    return {
        "before": {name: old.get(name) for name in changed},
        "after": {name: new[name] for name in changed},
    }
