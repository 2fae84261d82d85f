"""Files of every make and in every bad shape: read, or refused in one sentence (P7)."""

import io
import zipfile

import pytest

from backoffice.web.sentences import SENTENCES
from tests.backoffice.exchange.conftest import Importing, Table, excel, text

TABLE: Table = [["小区", "房号", "姓名", "电话"], ["翠湖苑", "1-1-101", "周一一", "13812345678"]]
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="a">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def ods(table: Table) -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in table
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": ODS.format(rows),
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return kept.getvalue()


def lying(content: bytes) -> bytes:
    """A packed file that says its parts unpack to one byte."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        found = changed.find(mark)
        while found >= 0:
            changed[found + at : found + at + 4] = (1).to_bytes(4, "little")
            found = changed.find(mark, found + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(excel(TABLE), id="xlsx"),
        pytest.param(ods(TABLE), id="ods"),
        *(
            pytest.param(text(TABLE, encoding=encoding, between=between), id=f"{encoding} {between!r}")
            for encoding, between in (
                ("utf-8", ","),
                ("utf-8-sig", ";"),
                ("gbk", ","),
                ("gb18030", "\t"),
                ("utf-16", "\t"),
            )
        ),
        pytest.param(
            excel([["翠湖苑业主名单"], [], [" 姓 名 *", "电话（手机）", "Community", "ｒｏｏｍ", "备忘"],
                   ["周一一", 13812345678, "翠湖苑", "１－１－１０１", "x"]]),
            id="any order, any spelling, below a title",
        ),
    ],
)  # fmt: skip
async def test_p7_a_sheet_is_read_whatever_its_make(content: bytes, importing: Importing) -> None:
    found, job = await importing.upload("people", content)
    assert (job.state, found.added, found.wrong) == ("done", 1, 0), await importing.rows(found)
    (row,) = await importing.rows(found)
    assert "周一一" in row.written
    assert found.unknown in ([], ["备忘"])


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
BAD = {
    "empty": (b"", "sheet.empty"),
    "blank": (b"\n \n", "sheet.empty"),
    "no rows": (text(TABLE[:1]), "sheet.no_rows"),
    "PDF": (PDF, "sheet.wrong_kind"),
    "web page": (b"<html><table><tr><td>1</td></tr></table>", "sheet.wrong_kind"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "sheet.wrong_kind"),
    "a packed letter": (packed({"word/document.xml": "<a/>"}), "sheet.wrong_kind"),
    "half a workbook": (excel(TABLE)[:2000], "sheet.broken"),
    "no workbook inside": (packed({"xl/workbook.xml": "<a"}), "sheet.broken"),
    "old and broken": (b"\xd0\xcf\x11\xe0" + b"\xff" * 2000, "sheet.broken"),
    "bomb": (packed({"xl/workbook.xml": "<a/>", "xl/x.xml": b"\0" * (401 << 20)}), "sheet.too_large"),
    "lying bomb": (lying(packed({"xl/workbook.xml": "<a/>", "xl/x.xml": b"\0" * (5 << 20)})), "sheet.broken"),
    "a cell far away": (excel([*TABLE, *[[]] * 3]), "sheet.too_large"),
    "1,000 columns": (excel([[*TABLE[0], *(f"c{at}" for at in range(1000))], TABLE[1]]), "sheet.columns"),
    "no headings": (text([["a", "b"], ["1", "2"]]), "sheet.headings"),
    "a long cell": (text([*TABLE, ["x" * 40_000]]), "sheet.cell_too_long"),
}


@pytest.mark.parametrize("name", BAD)
async def test_p7_a_bad_file_gets_one_sentence(name: str, importing: Importing) -> None:
    content, key = BAD[name]
    if name == "a cell far away":
        content = far_away()
    outcome = await importing.refused("people", content)
    assert outcome["refused"] == key
    assert key in SENTENCES


def far_away() -> bytes:
    """A small workbook whose last cell is the last there can be."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel(TABLE))) as source, zipfile.ZipFile(kept, "w") as to:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            to.writestr(name, content)
    return kept.getvalue()


@pytest.mark.parametrize(("encoding", "good"), [("utf-8", "瑞"), ("gb18030", "瑞")])
async def test_p7_a_broken_encoding_names_its_line(encoding: str, good: str, importing: Importing) -> None:
    lines = text([*TABLE, *[["翠湖苑", "1-1-102", good, ""]] * 3], encoding=encoding).split(b"\r\n")
    lines[3] = b"\xff\xff" + lines[3]
    assert await importing.refused("people", b"\r\n".join(lines)) == {
        "refused": "sheet.encoding",
        "field": "file",
        "line": 4,
    }


async def test_p7_missing_headings_are_named(importing: Importing) -> None:
    outcome = await importing.refused("people", text([["小区", "电话"], ["翠湖苑", "1"]]))
    assert outcome == {"refused": "sheet.headings", "field": "file", "headings": "房号、姓名"}


async def test_p7_formulas_are_not_worked_out_and_script_is_only_text(importing: Importing) -> None:
    script, formula = "<script>alert(1)</script>", '=HYPERLINK("http://x")'
    table = text([TABLE[0], ["翠湖苑", "1-1-101", script, ""], ["翠湖苑", "1-1-102", formula, ""]])
    found, _ = await importing.upload("people", table)
    assert found.added == 2
    await importing.write(found)
    names = await importing.db.fetch("select name from person where name = any($1)", [script, formula])
    assert len(names) == 2
