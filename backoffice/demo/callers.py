"""The demo's fixed callers: README, tests and anyone trying it count on every value here (design)."""

from dataclasses import dataclass
from decimal import Decimal

from backoffice.demo.words import LATE_FEE, PROPERTY_FEE, WATER

PIN = "2468"


@dataclass(frozen=True)
class Caller:
    """One person of the table in the design."""

    number: str
    name: str
    surname: str
    title: str
    language: str = "zh"
    temperament: str = ""
    hobbies: str = ""


CALLERS = (
    Caller("13800000001", "张伟", "张", "mr", temperament="急性子", hobbies="钓鱼"),
    Caller("13800000002", "李娜", "李", "ms", temperament="和气", hobbies="广场舞"),
    Caller("13800000003", "王芳", "王", "ms", hobbies="养花"),
    Caller("13800000003", "王强", "王", "mr", temperament="爱较真"),
    Caller("13800000004", "陈静", "陈", "ms", temperament="怕打扰，长话短说", hobbies="书法"),
    Caller("13800000005", "John Smith", "Smith", "mr", language="en", hobbies="象棋"),
)

# number → (community from 1, label) of each house
HOUSES = {
    "13800000001": ((1, "1-1-101"),),
    "13800000002": ((1, "1-2-201"), (1, "3-1-502"), (2, "2-1-301")),
    "13800000003": ((1, "2-1-302"),),
    "13800000004": ((2, "1-1-502"),),
    "13800000005": ((3, "A-1102"),),
}

# What the fees below were reckoned from, m².
AREAS_KEPT = {(1, "1-1-101"): "89.50", (1, "1-2-201"): "89.50", (2, "2-1-301"): "103.40"}

# (community, label) → what is open: fee item, months before this one, amount
OWED: dict[tuple[int, str], tuple[tuple[int, int, str], ...]] = {
    (1, "1-1-101"): (  # 1,234.05 in all
        (PROPERTY_FEE, 3, "268.50"),
        (PROPERTY_FEE, 2, "268.50"),
        (PROPERTY_FEE, 1, "268.50"),
        (PROPERTY_FEE, 0, "268.50"),
        (WATER, 3, "38.40"),
        (WATER, 2, "42.15"),
        (WATER, 1, "40.50"),
        (LATE_FEE, 3, "22.50"),
        (LATE_FEE, 2, "16.50"),
    ),
    (1, "1-2-201"): ((PROPERTY_FEE, 1, "268.50"), (PROPERTY_FEE, 0, "268.50"), (WATER, 0, "45.30")),
    (2, "2-1-301"): ((PROPERTY_FEE, 0, "289.52"), (WATER, 0, "31.20")),
    (1, "2-1-302"): ((WATER, 0, "52.80"),),
    (3, "A-1102"): ((WATER, 1, "41.60"), (WATER, 0, "46.40")),
}
PREPAID = {(2, "1-1-502"): Decimal("300.00")}
