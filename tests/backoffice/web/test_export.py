"""Lists go out as files as they stand on the screen (P2, P5)."""

import io
from pathlib import Path

import pytest
import python_calamine

import backoffice
from backoffice.company.functions import READY_MADE
from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate

ROOT = Path(backoffice.__file__).parent


def test_p2_every_page_with_a_list_gives_it_as_a_file() -> None:
    """The parts draw “导出” over each list; a page that forgets it would answer with itself."""
    pages = [file for file in ROOT.rglob("web*.py") if ".view(request," in file.read_text(encoding="utf-8")]
    assert len(pages) > 3
    assert [file.name for file in pages if "sheets.answer(" not in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/homes/houses", ["1-2-201", "翠湖苑", "1", "10010201", "住宅", "已入住", 89.5, "李娜", ""]),
        ("/people", ["李娜", "翠湖苑 1-2-201、翠湖苑 3-502", "138****0002", ""]),
    ],
)
async def test_s1_homes_and_people_go_out_in_words(
    path: str, first: list[object], visit: Visit, estate: Estate
) -> None:
    await estate.person_of_staff("lin", "林林", "翠湖苑", ["house.view", "list.export"], None)
    lin = await visit("lin")
    answer = await lin.get(f"{path}?export=xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = python_calamine.load_workbook(io.BytesIO(await answer.read())).get_sheet_by_index(0).to_python()
    assert rows[1] == first
    assert "云顶公寓" not in str(rows)
    assert (await (await visit("chen")).get(f"{path}?export=xlsx")).status == 403


async def test_p1_staff_go_out_only_with_the_right_everywhere(visit: Visit, estate: Estate) -> None:
    staff = await estate.person_of_staff("lin", "林林", "翠湖苑", ["staff.manage", "list.export"], None)
    lin = await visit("lin")
    assert (await lin.get("/settings/staff?export=csv")).status == 403
    await estate.db.execute("update staff_post set community_id = null where staff_id = $1", staff)
    answer = await lin.get("/settings/staff?export=csv")
    assert "林林,lin" in await answer.text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "path", ["/requests", "/movein", "/decoration", "/letting", "/people", "/homes/houses"]
)
async def test_p2_each_list_goes_out_with_its_headings(path: str, visit: Visit, estate: Estate) -> None:
    await estate.person_of_staff("lin", "林林", "翠湖苑", sorted(READY_MADE["administrator"]), None)
    answer = await (await visit("lin")).get(f"{path}?export=csv")
    assert answer.status == 200
    assert (await answer.read()).startswith(b"\xef\xbb\xbf")
