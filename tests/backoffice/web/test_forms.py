"""Forms and lists: what was typed is kept, what is wrong is said beside it, no address breaks a list."""

import string
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from pydantic import Field

from backoffice.errors import Conflict, Invalid
from backoffice.web import forms, listing
from backoffice.web.listing import Column, Filter


class HouseForm(forms.Given):
    name: forms.Name
    area: forms.Area = Decimal(0)
    note: forms.Text = ""
    since: forms.Maybe[forms.Day] = None
    kind: Literal["house", "shop"] = "house"
    posts: Annotated[list[forms.Id], Field(min_length=1)]


async def sent(**fields: str) -> forms.Form[HouseForm]:
    request = make_mocked_request("POST", "/")
    request._post = MultiDict({"posts": "1", **fields})  # type: ignore[assignment]  # what aiohttp keeps there
    return await forms.read(request, HouseForm)


async def test_s1_what_fits_becomes_a_model() -> None:
    form = await sent(name="  翠湖苑  一期 ", area="1,089.50", since="", note="a\r\nb", csrf="x")
    assert form.ok
    assert form.given is not None
    assert form.given.model_dump() == {
        "name": "翠湖苑 一期",
        "area": Decimal("1089.50"),
        "note": "a\nb",
        "since": None,
        "kind": "house",
        "posts": [1],
    }


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "这一项要填。"),
        ("name", "字" * 61, "太长了，最多 60 个字。"),
        ("name", "a\0b", "这里有不能保存的字符，请删掉后重填。"),
        ("area", "-1", "不能小于 0。"),
        ("area", "八十", "这里要填数字，例如 89.50。"),
        ("area", "1.234", "小数点后最多 2 位。"),
        ("area", "NaN", "填写的内容不对，请检查。"),
        ("since", "2026-02-30", "这里要填日期，例如 2026-11-23。"),
        ("kind", "castle", "请从列表里选一项。"),
    ],
)
async def test_s1_what_is_wrong_is_said_beside_it_and_kept(field: str, typed: str, says: str) -> None:
    form = await sent(**{"name": "甲", field: typed})
    assert form.errors == {field: says}
    assert form.values[field] == typed
    assert form.status == 422


async def test_s1_a_desks_refusal_finds_its_field() -> None:
    form = await sent(name="甲")
    form.refuse(Invalid("staff.extension", field="area"))
    assert list(form.errors) == ["area"]
    form.refuse(Conflict("edit.changed_meanwhile"))
    assert "" in form.errors
    assert form.status == 409


LIST = listing.List(
    "houses",
    (Column("label", "房号", sortable=True), Column("area", "面积"), Column("note", "备注", extra=True)),
    (Filter("state", "状态", options={"let": "已出租"}), Filter("text", "查找", "text")),
    sort="label",
)


def test_s1_a_lists_address_says_all_of_it() -> None:
    view = listing.parse(
        LIST, "/homes", {"state": "let", "sort": "-label", "columns": "note,label", "page": "3"}
    )
    assert [one.key for one in view.columns] == ["note", "label"]
    assert (view.slice.descending, view.slice.skip) == (True, 40)
    assert view.href() == "/homes?state=let&sort=-label&columns=note%2Clabel&page=3"
    assert view.query == "state=let&sort=-label&columns=note%2Clabel"
    assert listing.parse(LIST, "/homes", {}).href(page=2) == "/homes?page=2"


@given(
    st.dictionaries(
        st.sampled_from(["state", "sort", "columns", "page", "text", "export"]), st.text(string.printable)
    )
)
def test_s1_no_address_breaks_a_list(query: dict[str, str]) -> None:
    view = listing.parse(LIST, "/homes", query)
    assert view.columns
    assert view.sort == "label"
    assert view.filters["state"] in ("", "let")
    assert 0 <= view.slice.skip < 2**31
    assert view.href().startswith("/homes")
