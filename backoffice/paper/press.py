"""A sheet becomes a PDF: typst sets it, with the CJK letters `up` installs.

A capability keeps its sheets beside its templates (`moving/sheets/handover.typ`), each importing
`/paper/base.typ`; what stands on one is data, in the reader's language.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from backoffice.web import words

BACKOFFICE = Path(__file__).resolve().parent.parent


async def printed(sheet: str, *, title: str, company: str, place: str, **data: Any) -> bytes:
    """The PDF of `sheet` ("moving/handover"), with what every sheet says and its own `data`.

    Values are text as they shall stand there; numbers and dates are the caller's to write. Raises
    typst.TypstError for a sheet that does not fit its data.
    """
    given = {
        "title": title,
        "company": company,
        "place": place,
        "printed": f"{datetime.now(words.ZONE):%Y-%m-%d %H:%M}",
        "language": words.language(),
        **data,
    }
    return await asyncio.to_thread(_set, sheet, given)


def _set(sheet: str, data: Mapping[str, Any]) -> bytes:
    room, _, name = sheet.partition("/")
    made = typst.compile(
        BACKOFFICE / room / "sheets" / f"{name}.typ",
        root=BACKOFFICE,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{sheet} is not one document")
    return made
