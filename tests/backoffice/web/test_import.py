"""The import pages: files in and out, limits, and the journey of a clerk who mends a file (P7, S1)."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import python_calamine
from aiohttp import FormData
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from backoffice.company.functions import READY_MADE
from tests.backoffice.exchange.conftest import excel, text
from tests.backoffice.web.conftest import Look, Visit
from tests.backoffice.web.estate import PASSWORD, Estate
from tests.backoffice.web.visitor import Visitor

HEADS = ["小区", "房号", "姓名", "电话", "身份", "备忘"]
GOOD = [HEADS, ["翠湖苑", "1-2-201", "周一一", "13812345678", "业主", "x"]]
WRONG = [*GOOD, ["翠湖苑", "3-502", "<b>孙七</b>", "1381234567", "房东", ""]]


async def clerk(estate: Estate, visit: Visit) -> Visitor:
    """Somebody who may import and export in 翠湖苑."""
    functions = ["estate.import", "list.export", "house.view"]
    await estate.person_of_staff("clerk", "资料员", "翠湖苑", functions, None)
    return await visit("clerk")


async def upload(
    visitor: Visitor, content: bytes, kind: str = "people", **headers: str
) -> tuple[int, str, str]:
    """Send a file as the page does: status, where to, what was said."""
    form = FormData({"kind": kind}, quote_fields=False)
    form.add_field("file", content, filename="名单.xlsx")
    sent = {"X-CSRF": visitor.csrf, "HX-Request": "true"} | headers
    async with visitor.client.post("/import", data=form, headers=visitor.headers | sent) as answer:
        return answer.status, answer.headers.get("HX-Redirect", ""), await answer.text()


async def over(visitor: Visitor, path: str) -> str:
    """The page of an import, once its job is over."""
    async with asyncio.timeout(20):
        while "hx-get" in await visitor.page(path + "/progress"):  # noqa: ASYNC110 - as its page does
            await asyncio.sleep(0.02)
    return await visitor.page(path)


def rows_of(content: bytes, sheet: int = 0) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python()


async def test_p7_upload_look_and_write(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    status, path, _ = await upload(visitor, excel(GOOD))
    assert status == 204
    page = await over(visitor, path)
    assert "不认识这些列，没有读：备忘" in page
    assert "写入：新增 1 行，修改 0 行" in page
    assert (await visitor.post(path + "/write")).status == 303
    assert "已写入：新增 1 行" in await over(visitor, path)
    assert await estate.db.fetchval("select count(*) from person where name = '周一一'") == 1
    assert "名单.xlsx" in await visitor.page("/import")


async def test_p7_a_wrong_file_comes_back_with_its_errors(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    _, path, _ = await upload(visitor, excel(WRONG))
    page = await over(visitor, path)
    assert "手机要 11 位" in page
    assert "只能填：业主 / 租户 / 家人" in page
    assert "<b>" not in page
    assert (await visitor.post(path + "/write")).status == 409
    answer = await visitor.get(path + "/faults.xlsx")
    heads, good, wrong = rows_of(await answer.read())
    assert heads == [*HEADS, "错误"]
    assert good[-1] == ""
    assert "手机要 11 位" in str(wrong[-1])
    assert wrong[2] == "<b>孙七</b>"
    _, again, _ = await upload(visitor, await (await visitor.get(path + "/faults.xlsx")).read())
    assert "不认识这些列，没有读：备忘<" in await over(visitor, again)
    assert not await estate.db.fetchval("select count(*) from person where name = '周一一'")


async def test_p7_a_hundred_megabytes_are_cut_off_and_nothing_stays(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    before = sorted(estate.recordings.iterdir())

    head = (
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\npeople\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    )

    async def body() -> AsyncIterator[bytes]:
        yield head
        for _ in range(100):
            yield b"x" * (1 << 20)

    for data in (io.BytesIO(b"x" * (40 << 20)), body()):
        async with visitor.client.post(
            "/import",
            data=data,
            headers=visitor.headers
            | {
                "X-CSRF": visitor.csrf,
                "HX-Request": "true",
                "Content-Type": "multipart/form-data; boundary=b",
            },
        ) as answer:
            assert answer.status == 422
            assert "文件超过 32 MB，没有上传" in await answer.text()
    assert not list((estate.recordings / "imports").iterdir())
    assert sorted(one for one in estate.recordings.iterdir() if one.name != "imports") == before


async def test_p7_no_file_and_no_token(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    form = FormData({"kind": "people"})
    form.add_field("other", b"x", filename="a.csv")
    headers = visitor.headers | {"X-CSRF": visitor.csrf, "HX-Request": "true"}
    async with visitor.client.post("/import", data=form, headers=headers) as answer:
        assert (answer.status, "请选择一个文件" in await answer.text()) == (422, True)
    assert (await upload(visitor, text(GOOD), **{"X-CSRF": "x"}))[0] == 403
    status, path, _ = await upload(visitor, b"%PDF-1.7\n")
    assert status == 204
    assert "这不是表格文件" in await over(visitor, path)
    assert "还没有结果" in await visitor.page("/import")
    assert (await visitor.post(path + "/drop")).status == 303
    assert not list((estate.recordings / "imports").iterdir())


async def test_p2_posts_without_the_right_import_nothing(visit: Visit, estate: Estate) -> None:
    functions = sorted(READY_MADE["agent"])
    await estate.person_of_staff("plain", "坐席", "翠湖苑", functions, None)
    visitor = await visit("plain")
    for path in ("/import", "/import/people/template.xlsx", "/import/people/held.xlsx"):
        assert (await visitor.get(path)).status == 403
    assert (await upload(visitor, excel(GOOD)))[0] == 403
    one = await clerk(estate, visit)
    assert (await upload(one, excel(GOOD), "communities"))[0] == 403
    assert (await upload(one, excel(GOOD), "meters"))[0] == 404


async def test_p7_the_template_explains_itself_in_both_languages(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    content = await (await visitor.get("/import/people/template.xlsx")).read()
    assert rows_of(content)[0][:5] == ["小区*", "房号*", "楼栋", "单元", "姓名*"]
    assert [
        "电话",
        "可不填",
        "多个用、分隔，先拨第一个；只增加，不删除",
        "13800000001、85551234",
        "",
    ] in rows_of(content, 1)
    await estate.db.execute("update staff set language = 'en' where login = 'clerk'")
    content = await (await visitor.get("/import/people/template.xlsx")).read()
    assert rows_of(content)[0][:5] == ["Community*", "Room*", "Building", "Unit", "Name*"]


async def test_p2_what_there_is_goes_out_masked_and_only_from_there(visit: Visit, estate: Estate) -> None:
    visitor = await clerk(estate, visit)
    content = await (await visitor.get("/import/people/held.xlsx")).read()
    rows = rows_of(content)
    assert [row[:5] for row in rows[1:]] == [
        ["翠湖苑", "1-2-201", "1", "", "李娜"],
        ["翠湖苑", "3-502", "3", "", "李娜"],
    ]
    assert "13800000002" not in str(rows)
    assert "急性子" not in str(rows)
    _, path, _ = await upload(visitor, content)
    assert "和现有资料完全一样" in await over(visitor, path)


async def test_p7_a_clerk_imports_owners_with_errors_mends_and_imports(
    look: Look, visit: Visit, estate: Estate, server: TestServer, tmp_path: Path
) -> None:
    await clerk(estate, visit)
    wrong, mended = tmp_path / "业主.xlsx", tmp_path / "业主改好.xlsx"
    wrong.write_bytes(excel(WRONG))
    mended.write_bytes(excel([*GOOD, ["翠湖苑", "3-502", "孙七", "13812345679", "租户", ""]]))
    page = await look()
    await page.get_by_label("用户名").fill("clerk")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="房产").click()
    for file in (wrong, mended):
        await page.goto("/import")
        await page.get_by_label("资料").select_option("业主与住户")
        await page.get_by_label("文件").set_input_files(file)
        await page.get_by_role("button", name="上传并检查").click()
        await page.wait_for_url(re.compile("/import/sheets/"))
        if file == wrong:
            await expect(page.get_by_text("手机要 11 位")).to_be_visible()
            await expect(page.get_by_text("有 1 行写错了，什么都不会写入")).to_be_visible()
            async with page.expect_download() as download:
                await page.get_by_role("link", name="下载标出错误的文件").click()
            assert (await download.value).suggested_filename == "业主与住户有错误.xlsx"
    await expect(page.get_by_text("业主改好.xlsx")).to_be_visible()
    await page.get_by_role("button", name="写入：新增 2 行，修改 0 行").click()
    await expect(page.get_by_text("已写入：新增 2 行")).to_be_visible()
    assert await estate.db.fetchval("select count(*) from person where name = any('{孙七,周一一}')") == 2
