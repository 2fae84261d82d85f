"""What a text typed into the search box can mean (S1, S6)."""

import pytest

from backoffice.search.model import Wanted, tidy


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("3栋2单元501", "3-2-501", "3-2-501"),
        ("3栋2单元", "3-2-", None),
        ("３＃２－５", "3-2-5", None),
        ("1-10", "1-10", "1-10"),
        ("三栋", "3-", None),
        ("a1102", "A1102", "A1102"),
        ("501室", "501", "501"),
        ("5", None, None),
        ("zs", "ZS", None),
        ("张三", None, None),
    ],
)
def test_s1_a_room_may_go_on_and_may_stand_behind_a_dash(
    text: str, head: str | None, tail: str | None
) -> None:
    wanted = Wanted.read(tidy(text))
    assert (wanted.head, wanted.tail) == (head, tail)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 138 0000", "1380000"),
        ("+8613800000001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("0086 138", "138"),
        ("１３８００", "13800"),
        ("(028) 8555 1234", "02885551234"),
        ("+1 212 555", "001212555"),
        ("0001", "0001"),
        ("13", None),
        ("1-1-101", None),
        ("1380000000112345", None),
        ("138a", None),
    ],
)
def test_s6_a_number_is_read_as_it_is_kept(text: str, digits: str | None) -> None:
    assert Wanted.read(tidy(text)).digits == digits


def test_s6_letters_are_a_name_whatever_their_size_and_width() -> None:
    assert {Wanted.read(tidy(text)).letters for text in ("zhangsan", "Zhang San", "ＺＨＡＮＧ　ＳＡＮ")} == {
        "zhangsan"
    }
    assert Wanted.read("z").letters is None
    assert Wanted.read("张 三").word == "张三"


@pytest.mark.parametrize("text", ["", " \t\n　", "%", "_", "\\", "\0\0\0", "' or 1=1 --", "\ud800", "‮"])
def test_s1_what_says_nothing_asks_for_nothing(text: str) -> None:
    assert Wanted.read(tidy(text)) == Wanted()


def test_s1_a_text_without_end_is_cut() -> None:
    assert len(tidy("﷽" * 10_000)) <= 60
