"""Vehicles, by number plate: whose they are and where they stand."""

from backoffice.exchange import cells
from backoffice.exchange.kinds.buildings import COMMUNITY
from backoffice.exchange.model import Asking, Column, Kind
from backoffice.sql import Database, load
from backoffice.web.words import N_

sql = load(__file__, "vehicles.sql")

COLUMNS = (
    Column(
        "plate", N_("车牌"), N_("车牌号码，按它找到已有的车"), cells.plate, "川A12345", True, ("车牌号",)
    ),
    COMMUNITY,
    Column("name", N_("姓名"), N_("车主；必须是这个小区的住户"), cells.text(40), "张三", True, ("车主",)),
    Column(
        "phones", N_("电话"), N_("车主的电话；同名时用来分辨"), cells.phones, "13800000001",
        sees="phone.view", wide=16,
    ),
    Column("room", N_("车位"), N_("停放的车位，写它的房号"), cells.room, "B1-001", aliases=("车位号",)),
    Column("note", N_("备注"), N_("车型、颜色等"), cells.text(200), "白色轿车", wide=30),
)  # fmt: skip


async def judge(db: Database, asking: Asking) -> None:
    """New, or known by its plate; the owner is known by name, and by number where there are two."""
    within = asking.within
    await sql.stage(db, id=asking.id, everything=within.everything, communities=within.communities)
    await sql.find_owners(db)
    await sql.compare(db)
    await sql.faults(db, everything=within.everything, communities=within.communities)


async def write(db: Database, _: Asking) -> None:
    """Insert and update."""
    await sql.insert(db)
    await sql.update(db)


KIND = Kind(
    "vehicles",
    "vehicle",
    N_("车辆"),
    N_("车牌、车主和车位"),
    COLUMNS,
    judge,
    write,
    sql.held,
)
