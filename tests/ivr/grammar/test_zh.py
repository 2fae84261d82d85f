"""Mandarin readings, against cn2an as an independent reading (H1)."""

from datetime import date
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.grammar import zh
from ivr.say import Addressed, Count, Day, Digits, Money, Month, Phone, Room, Spoken
from sounds.catalogue import load

CATALOGUE = load()


def heard(what: Spoken) -> str:
    """The wording of the recordings, one after the other, a pause as a space."""
    return "".join(" " if one.startswith("pause/") else CATALOGUE.piece[one].zh for one in zh.pieces(what))


@given(st.integers(0, 99_999_999))
def test_h1_counts_read_as_cn2an_reads_them(number: int) -> None:
    expected = cn2an.an2cn(number)
    assert (
        heard(Count(number)).replace("两", "二") == expected.removeprefix("一")
        or heard(Count(number)).replace("两", "二") == expected
    )


@given(st.integers(1, 9_999_999_999))
def test_h1_amounts_read_as_cn2an_reads_them(cents: int) -> None:
    yuan, rest = divmod(cents, 100)
    expected = cn2an.an2cn(yuan) + "元" if yuan else ""
    jiao, fen = divmod(rest, 10)
    expected += cn2an.an2cn(jiao) + "角" if jiao else "零" if fen and yuan else ""
    expected += cn2an.an2cn(fen) + "分" if fen else ""
    said = heard(Money(Decimal(cents) / 100)).replace("两", "二")
    assert said in (expected, expected.removeprefix("一"))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_h1_days_read_as_cn2an_reads_them(day: date) -> None:
    assert heard(Day(day)).replace("〇", "零") == cn2an.transform(
        f"{day.year}年{day.month}月{day.day}日", "an2cn"
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Money(Decimal("1234.05")), "一千二百三十四元零五分"),
        (Money(Decimal("0.00")), "零元"),
        (Money(Decimal("0.05")), "五分"),
        (Money(Decimal("0.20")), "两角"),
        (Money(Decimal("2.00")), "两元"),
        (Money(Decimal("12.00")), "十二元"),
        (Money(Decimal("102.50")), "一百零二元五角"),
        (Money(Decimal("112.22")), "一百一十二元两角二分"),
        (Money(Decimal("2000.00")), "两千元"),
        (Money(Decimal("12200.00")), "一万二千二百元"),
        (Money(Decimal("20000.00")), "两万元"),
        (Money(Decimal("20010.00")), "两万零一十元"),
        (Count(2, "request"), "两件"),
        (Count(12, "request"), "十二件"),
        (Count(102, "request"), "一百零二件"),
        (Count(2), "二"),
        (Count(10_000_000), "一千万"),
        (Month(2026, 11), "二〇二六年十一月"),
        (Day(date(2026, 11, 24)), "二〇二六年十一月二十四日"),
        (Day(date(2026, 11, 24), 2026), "十一月二十四日"),
        (Room("3-2-501"), "三号楼二单元五零幺"),
        (Room("3-501"), "三号楼五零幺"),
        (Room("B2-118"), "B二号楼幺幺八"),
        (Room("B-1201"), "B座幺二零幺"),
        (Room("60-2-501"), "六零号楼二单元五零幺"),
        (Room("501"), "五零幺"),
        (Digits("10010101"), "幺零零幺 零幺零幺"),
        (Phone("13800000001"), "幺三八 零零零零 零零零幺"),
        (Phone("02887654321"), "零二八 八七六五 四三二幺"),
        (Addressed("张", "mr"), "张先生"),
        (Addressed("章", "ms"), "张女士"),
        (Addressed("欧阳", "ms"), "欧阳女士"),
        (Addressed("Smith", "mr"), "史密斯先生"),
        (Addressed("张"), "业主"),
        (Addressed("呼延", "mr"), "业主"),
        (Addressed("", "mr"), "业主"),
    ],
)
def test_h1_read_as_people_say_it(what: Spoken, said: str) -> None:
    assert heard(what) == said


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        (Money(Decimal("1234.05")), "1,234.05 元"),
        (Count(3, "request"), "3 件"),
        (Count(1200), "1,200"),
        (Digits("10010101"), "10010101"),
        (Day(date(2026, 11, 24)), "2026年11月24日"),
        (Day(date(2026, 11, 24), 2026), "11月24日"),
        (Month(2026, 3), "2026年3月"),
        (Room("1-1-101"), "1-1-101"),
        (Addressed("张", "mr"), "张先生"),
    ],
)
def test_h1_transcripts_show_figures(what: Spoken, shown: str) -> None:
    assert zh.text(what) == shown


def test_h1_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="no reading"):
        zh.pieces(Money(Decimal("-1.00")))
