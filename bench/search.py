"""How fast the search box answers, key by key, beside its SQL alone. Verb: `./estateline bench search`.

A database of its own with 200,000 people, 100,000 houses in 40 communities, 250,000 numbers and 100,000
requests. Staff of everything, of half the communities, of one, and of a small new one type what people type:
each key they press is a search. The control sends the statements of a search again, with the same values on
the same connection, right after it.
"""

import time
from collections.abc import Callable, Iterable
from random import Random

import asyncpg
import uvloop
from asyncpg.connection import LoggedQuery

from backoffice.company.actor import Staff
from backoffice.estate.names import pinyin
from backoffice.search import desk
from backoffice.sql import load
from bench.postgres import postgres
from bench.turns import percentile

sql = load(__file__, "search.sql")

PEOPLE = 200_000
REQUESTS = 100_000
BUILDINGS = 25  # of each community, with a hundred houses each
SEED = 20261124
TYPED = 5
"""People whose names, numbers and so on each member of staff types, letter by letter."""

# Surnames by how many of a hundred people bear them.
SURNAMES = {
    **{"王": 7.1, "李": 7.0, "张": 6.7, "刘": 5.1, "陈": 4.5, "杨": 3.1, "黄": 2.5, "赵": 2.3, "吴": 2.0},
    **{"周": 1.9, "徐": 1.7, "孙": 1.5, "马": 1.3, "朱": 1.3, "胡": 1.2, "郭": 1.2, "何": 1.2, "林": 1.2},
    **{"罗": 1.1, "高": 1.0, "郑": 0.9, "梁": 0.8, "谢": 0.8, "宋": 0.7, "唐": 0.7, "许": 0.7, "韩": 0.7},
    **{"邓": 0.6, "冯": 0.6, "曹": 0.6, "彭": 0.6, "曾": 0.5, "肖": 0.5, "田": 0.5, "董": 0.5, "潘": 0.5},
    **{"袁": 0.5, "蔡": 0.5, "蒋": 0.5, "余": 0.5, "杜": 0.5, "叶": 0.5, "程": 0.5, "魏": 0.5, "苏": 0.5},
    **{"吕": 0.4, "丁": 0.4, "欧阳": 0.1, "司马": 0.05},
}
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂文建国志海辉俊子轩浩然博天宇永晓东立新家豪宏春生华雪梅"
    "婷思雨玉兰燕佳怡欣妍红雅琴梦洁诗涵"
)
COMMUNITIES = [
    first + last
    for first in ("翠湖", "锦江", "云顶", "金沙", "麓山", "天府", "望江", "浣花")
    for last in ("苑", "花园", "公寓", "名邸", "雅居")
]
HEADS = [
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "158",
    "159",
    "177",
    "180",
    "186",
    "188",
    "189",
    "199",
]


async def build(db: asyncpg.Connection) -> None:
    """Everybody and everything, the same every time."""
    await db.execute("select setseed(0.42)")
    await sql.communities(db, names=COMMUNITIES)
    await sql.buildings(db, each=BUILDINGS)
    await sql.houses(db)
    await sql.people(
        db,
        surnames=list(SURNAMES),
        surnames_read=[pinyin(one) for one in SURNAMES],
        weights=list(SURNAMES.values()),
        given=list(GIVEN),
        given_read=[pinyin(one) for one in GIVEN],
        count=PEOPLE,
    )
    await sql.occupancies(db)
    await sql.phones(db, heads=HEADS)
    await sql.requests(db, count=REQUESTS)
    await sql.new_community(db)
    await db.execute("vacuum analyze")


def staff() -> list[Staff]:
    """Of everything, of half the communities, of one, and of the new one with ten houses."""
    functions = ("house.view", "phone.view", "request.view")
    reaches = (None, frozenset(range(1, 21)), frozenset({3}), frozenset({len(COMMUNITIES) + 1}))
    return [Staff(at, "", dict.fromkeys(functions, reach)) for at, reach in enumerate(reaches)]


async def texts(db: asyncpg.Connection, random: Random) -> list[str]:
    """What people type, whole: of things that are there."""
    rows = [row async for row in sql.some(db, people=random.sample(range(1, PEOPLE + 1), TYPED))]
    ways: tuple[Callable[[asyncpg.Record], str], ...] = (
        lambda row: row["name"],
        lambda row: row["name"][1:],
        lambda row: row["initials"],
        lambda row: row["pinyin"],
        lambda row: row["number"],
        lambda row: row["number"][-4:],
        lambda row: "{}栋{}单元{}".format(*row["label"].split("-")),
        lambda row: row["label"].rpartition("-")[2],
        lambda row: f"{row['community']} {row['label']}",
        lambda row: row["code"],
        lambda row: str(row["request"]),
    )
    return [way(row) for row in rows for way in ways]


def keys(whole: Iterable[str]) -> list[str]:
    """Each text as it grows, letter by letter."""
    return [text[:length] for text in whole for length in range(1, len(text) + 1)]


async def one(db: asyncpg.Connection, who: Staff, text: str) -> tuple[float, float]:
    """Seconds of a search and of its statements alone, sent again."""
    asked: list[LoggedQuery] = []
    with db.query_logger(asked.append):
        began = time.perf_counter()
        await desk.find(db, who, text)
        search = time.perf_counter() - began
    began = time.perf_counter()
    for query in asked:
        await db.fetch(query.query, *query.args)
    return search, time.perf_counter() - began


async def run() -> list[str]:
    """Build, search, and return the lines that are claims."""
    random = Random(SEED)
    async with postgres() as fresh:
        db = await asyncpg.connect(fresh.owner)  # who may say `vacuum`
        began = time.perf_counter()
        await build(db)
        print(f"{PEOPLE} people built in {time.perf_counter() - began:.0f} s")
        searches: list[float] = []
        controls: list[float] = []
        print(" communities  keys   p50 ms   p95 ms   max ms  SQL p50  SQL p95  SQL max  slowest")
        for who in staff():
            typed = keys(await texts(db, random))
            random.shuffle(typed)
            took = [await one(db, who, text) for text in typed]
            mine, alone = (sorted(each * 1000 for each in column) for column in zip(*took, strict=True))
            reach = who.functions["house.view"]
            slowest = typed[took.index(max(took))]
            print(
                f"{'all' if reach is None else len(reach):>12} {len(typed):>5}"
                f" {figures(mine)} {figures(alone)}  {slowest}"
            )
            searches += mine
            controls += alone
        await db.close()
    p95, control = percentile(sorted(searches), 0.95), percentile(sorted(controls), 0.95)
    return [
        f"search p95 = {p95:.1f} ms",
        f"search ratio = {sum(searches) / sum(controls):.2f}",
        f"search SQL p95 = {control:.1f} ms",
    ]


def figures(milliseconds: list[float]) -> str:
    """Median, 95th percentile and maximum of sorted values."""
    return " ".join(f"{percentile(milliseconds, share):>8.1f}" for share in (0.5, 0.95, 1.0))


def main() -> None:
    """Print a table, then the claims."""
    for claim in uvloop.run(run()):
        print(claim)


if __name__ == "__main__":
    main()
