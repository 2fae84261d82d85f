"""Houses, shops, garages and parking spaces, by 户号 or by community and room."""

from backoffice.estate import codes
from backoffice.estate.labels import HOUSE_KINDS, HOUSE_STATES
from backoffice.exchange import cells
from backoffice.exchange.kinds.buildings import COMMUNITY
from backoffice.exchange.kinds.rooms import BUILDING, ROOM, UNIT, complete
from backoffice.exchange.model import Asking, Column, Kind
from backoffice.sql import Database, load
from backoffice.web.words import N_

sql = load(__file__, "houses.sql")

COLUMNS = (
    COMMUNITY,
    ROOM,
    BUILDING,
    UNIT,
    Column("code", N_("户号"), N_("8 位数字；留空时自动分配，以后不变"), cells.code, "10010101"),
    Column(
        "kind",
        N_("房屋类型"),
        N_("不写是住宅"),
        cells.choice(HOUSE_KINDS, 商品房="house", 办公="office", 地下车位="parking", 停车位="parking"),
        "住宅",
        aliases=("类型",),
        choices=HOUSE_KINDS,
    ),
    Column("floor", N_("楼层"), N_("-10 到 200，地下写负数"), cells.whole(-10, 200), "1"),
    Column("area", N_("建筑面积"), N_("平方米，最多两位小数"), cells.area, "89.50", aliases=("面积",)),
    Column("inner_area", N_("套内面积"), N_("平方米，最多两位小数"), cells.area, "72.30"),
    Column(
        "state",
        N_("房屋状态"),
        N_("不写是已入住"),
        cells.choice(HOUSE_STATES),
        "已入住",
        aliases=("状态", "入住状态"),
        choices=HOUSE_STATES,
    ),
    Column("note", N_("备注"), N_("其他要记的"), cells.text(500), wide=30),
)


async def judge(db: Database, asking: Asking) -> None:
    """New, or known by its 户号, or by its room."""
    within = asking.within
    await sql.stage(db, id=asking.id, everything=within.everything, communities=within.communities)
    await sql.faults(db)


async def write(db: Database, _: Asking) -> None:
    """Buildings and units the rooms imply first; who has no 户号 gets one."""
    await sql.insert_buildings(db)
    await sql.place(db)
    await sql.insert_units(db)
    without = await sql.count_without_code(db)
    await sql.give_codes(db, codes=await codes.draw(db, without))
    await sql.insert(db)
    await sql.update(db)


KIND = Kind(
    "houses",
    "house",
    N_("房屋"),
    N_("住宅、商铺、车库和车位：户号、面积、状态"),
    COLUMNS,
    judge,
    write,
    sql.held,
    complete=complete,
)
