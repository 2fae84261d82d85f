"""Sheets become PDFs in both languages; whatever stands in the data is text, never typst."""

from pathlib import Path

import pytest

from backoffice.paper import press


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A sheet of a room of its own."""
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "base.typ").write_bytes((press.BACKOFFICE / "paper" / "base.typ").read_bytes())
    room = tmp_path / "trying" / "sheets"
    room.mkdir(parents=True)
    (room / "try.typ").write_text(
        '#import "/paper/base.typ": *\n#show: sheet.with(flipped: true)\n#facts(data.facts)\n'
        "#rows(data.heading, data.lines, amounts: (1,))\n#signatures(data.sign)\n"
    )
    monkeypatch.setattr(press, "BACKOFFICE", tmp_path)
    return "trying/try"


async def test_s2_a_sheet_is_a_pdf_whatever_its_data_says(sheet: str) -> None:
    nasty = '#panic("x") $y$ *b* <l> @r \\ [ ] { } "" // /*'
    made = await press.printed(
        sheet,
        title="收房交接单",
        company=nasty,
        place="翠湖苑",
        facts=[["房号", nasty], ["户号", "10010101"]],
        heading=["表", "读数"],
        lines=[[nasty, "1,234"]] * 200,
        sign=["业主签字", "物业签字"],
    )
    assert made.startswith(b"%PDF-")
    assert b"/Count 1" not in made  # 200 lines need more than one page
