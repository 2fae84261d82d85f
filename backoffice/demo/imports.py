"""A sheet the administrator uploaded and has not decided about: one row is wrong (P7)."""

import json
from datetime import datetime
from uuid import UUID

from backoffice.demo.tables import Tables

HEADINGS = ["小区", "房号", "姓名", "电话", "身份", "车位费"]
COLUMNS = ["community", "room", "name", "phones", "role", ""]
# what is written, what is wrong with it
ROWS: tuple[tuple[list[str], list[dict[str, object]]], ...] = (
    (["翠湖苑", "1-1-101", "方晴", "13900001001", "租户", "有"], []),
    (
        ["翠湖苑", "1栋1单元102", "丁一", "1390000100", "房客", ""],
        [
            {"column": "phones", "key": "phone", "facts": {"number": "1390000100"}},
            {"column": "role", "key": "choice", "facts": {"choices": ["业主", "租户", "家人"]}},
        ],
    ),
)
SHEET = UUID("5d3e5ab2-7a51-4c0e-9d3a-2f0a6f2f6c11")


async def fill(tables: Tables, administrator: int, now: datetime) -> None:
    """The import, the job that read it, its rows."""
    await tables.put(
        "job",
        "id kind staff_id facts state asked_at ended_at",
        [(1, "import.read", administrator, json.dumps({"id": str(SHEET)}), "done", now, now)],
    )
    await tables.put(
        "import",
        "id kind staff_id file_name bytes sha256 state job_id headings columns added wrong uploaded_at",
        [
            (
                *(SHEET, "people", administrator, "翠湖苑住户.xlsx", 9120, "", "checked", 1),
                *(HEADINGS, COLUMNS, 1, 1, now),
            )
        ],
    )
    await tables.put(
        "import_row",
        "import_id line written cells faults verdict",
        [
            (SHEET, line, written, "{}", json.dumps(faults), "wrong" if faults else "new")
            for line, (written, faults) in enumerate(ROWS, 2)
        ],
    )
