"""People, their numbers, and who owns, rents or lives where: one row for each stay in a house.

A person is known by name with a number, or by name in that house, among those of communities within reach.
Rows of one sheet that share a name and a number, or a name and a house, are one person.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from backoffice.estate.labels import LANGUAGES, ROLES, TITLES
from backoffice.estate.names import initials, pinyin, surname
from backoffice.exchange import cells
from backoffice.exchange.kinds.buildings import COMMUNITY
from backoffice.exchange.kinds.rooms import BUILDING, ROOM, UNIT, complete
from backoffice.exchange.model import Asking, Column, Kind
from backoffice.sql import Database, load
from backoffice.web.words import N_

sql = load(__file__, "people.sql")

COLUMNS = (
    COMMUNITY,
    ROOM,
    BUILDING,
    UNIT,
    Column(
        "name", N_("姓名"), N_("和电话一起认出已有的人"), cells.text(40), "张三", True, ("业主姓名", "业主")
    ),
    Column(
        "title", N_("称谓"), N_("电话里这样称呼"), cells.choice(TITLES, 男="mr", 女="ms"), "先生",
        aliases=("称呼", "性别"), choices=TITLES,
    ),
    Column(
        "phones",
        N_("电话"),
        N_("多个用、分隔，先拨第一个；只增加，不删除"),
        cells.phones,
        "13800000001、85551234",
        aliases=("联系电话", "手机", "手机号", "电话号码", "联系方式"),
        sees="phone.view",
        wide=28,
    ),
    Column(
        "role", N_("身份"), N_("不写是业主"),
        cells.choice(ROLES, 产权人="owner", 租客="tenant", 家属="family"), "业主",
        aliases=("住户类型",), choices=ROLES,
    ),
    Column(
        "since", N_("起始日期"), N_("从哪天起拥有或居住；不写是今天"), cells.day, "2020-05-01",
        aliases=("入住日期",),
    ),
    Column("until", N_("终止日期"), N_("到哪天为止；还在的不写"), cells.day, aliases=("搬离日期",)),
    Column("email", N_("邮箱"), N_("电子邮件地址"), cells.email, "zhangsan@example.com", wide=24),
    Column("birthday", N_("生日"), N_("出生日期"), cells.day, "1980-02-29", aliases=("出生日期",)),
    Column(
        "language", N_("语言"), N_("电话和短信用的语言；不写是中文"),
        cells.choice(LANGUAGES, 英语="en", 汉语="zh"), "中文", choices=LANGUAGES,
    ),
    Column(
        "do_not_call", N_("不接外呼"), N_("是：不主动拨打"), cells.yes, "否", choices=cells.YES_NO,
        aliases=("勿扰",),
    ),
    Column(
        "hobbies", N_("爱好"), N_("要有“查看性格与爱好”权限"), cells.text(200), "太极拳",
        sees="person.temperament", wide=20,
    ),
    Column(
        "temperament", N_("性格"), N_("要有“查看性格与爱好”权限"), cells.text(200), "急性子",
        sees="person.temperament", wide=20,
    ),
    Column("note", N_("备注"), N_("其他要记的"), cells.text(500), wide=30),
)  # fmt: skip


async def judge(db: Database, asking: Asking) -> None:
    """Find each row's house, then whose rows belong together, then who of the people known it is."""
    within, told = asking.within, asking.told
    await sql.stage(db, id=asking.id, everything=within.everything, communities=within.communities)
    await sql.study(db)
    rows = [row async for row in sql.told_apart(db)]
    await sql.open_groups(db)
    await db.copy_records_to_table(
        "same_person", columns=["line", "one"], records=await asyncio.to_thread(_together, rows)
    )
    await sql.group(db)
    await sql.study(db)
    await sql.find(db, everything=within.everything, communities=within.communities)
    await sql.compare(db)
    await sql.faults(db, everything=told.everything, communities=told.communities)


def _together(rows: list[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Each line with the first line of the same person."""
    above: dict[int, int] = {}
    seen: dict[tuple[str, str], int] = {}

    def first(line: int) -> int:
        while above[line] != line:
            above[line] = above[above[line]]
            line = above[line]
        return line

    for row in rows:
        line = above[row["line"]] = row["line"]
        for mark in (*row["phones"], f"house {row['house_id']}" if row["house_id"] else f"line {line}"):
            one, other = sorted((first(seen.setdefault((row["known"], mark), line)), first(line)))
            above[other] = one
    return [(line, first(line)) for line in above]


def _parts(names: list[str]) -> list[tuple[str, str, str, str]]:
    return [(name, surname(name), initials(name), pinyin(name)) for name in names]


async def write(db: Database, _: Asking) -> None:
    """People, their numbers, their stays."""
    await sql.open_names(db)
    names = [row["name"] async for row in sql.new_names(db)]
    # Pinyin takes its time; pages are not to wait for it.
    await db.copy_records_to_table("name_parts", records=await asyncio.to_thread(_parts, names))
    await sql.insert(db)
    await sql.update(db)
    await sql.insert_phones(db)
    await sql.insert_stays(db)
    await sql.update_stays(db)


KIND = Kind(
    "people",
    "person",
    N_("业主与住户"),
    N_("姓名、电话，谁从哪天起拥有、租住或同住哪套房屋"),
    COLUMNS,
    judge,
    write,
    sql.held,
    complete=complete,
)
