"""The spellings of one room (S1)."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.estate.rooms import canonical


@pytest.mark.parametrize(
    ("spelled", "label"),
    [
        ("3栋2单元501", "3-2-501"),
        ("3#2-501", "3-2-501"),
        ("3号楼2单元501室", "3-2-501"),
        ("３－２－５０１", "3-2-501"),
        ("三号楼二单元五〇一", "3-2-501"),
        ("十二栋一单元一百零二室", "12-1-102"),
        ("3幢501", "3-501"),
        ("3/2/501", "3-2-501"),
        ("A座1203", "A-1203"),
        ("a-1203", "A-1203"),
        ("b2-118", "B2-118"),
        ("B1-023车位", "B1-023"),
        ("S-105铺", "S-105"),
        ("501", "501"),
        ("张伟", ""),
        ("", ""),
        ("翠湖苑", ""),
        ("zw", ""),
    ],
)
def test_s1_a_room_has_one_label(spelled: str, label: str) -> None:
    assert canonical(spelled) == label


@given(
    st.integers(1, 99),
    st.integers(1, 9),
    st.integers(1, 33),
    st.integers(1, 12),
    st.sampled_from(["栋", "幢", "号楼", "座", "#", "-"]),
    st.sampled_from(["单元", "-", "门洞"]),
    st.sampled_from(["", "室", "号", "房"]),
    st.booleans(),
)
def test_s1_every_spelling_of_a_room_is_the_room(
    building: int, unit: int, floor: int, door: int, after: str, between: str, end: str, chinese: bool
) -> None:
    room = f"{floor}{door:02d}"
    label = f"{building}-{unit}-{room}"
    first, second = (cn2an.an2cn(building), cn2an.an2cn(unit)) if chinese else (str(building), str(unit))
    if chinese:
        room = "".join("〇一二三四五六七八九"[int(digit)] for digit in room)
    assert canonical(f"{first}{after}{second}{between}{room}{end}") == label


@given(st.text(max_size=30))
def test_s1_a_label_stays_itself(text: str) -> None:
    label = canonical(text)
    assert canonical(label) == label
