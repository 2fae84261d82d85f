"""Buildings with their phase and units, by community and name."""

from backoffice.exchange import cells
from backoffice.exchange.model import Asking, Column, Kind
from backoffice.sql import Database, load
from backoffice.web.words import N_

sql = load(__file__, "buildings.sql")

COMMUNITY = Column(
    "community", N_("小区"), N_("小区的名称；必须是已有的小区"), cells.text(), "翠湖苑", True, ("小区名称",)
)
COLUMNS = (
    COMMUNITY,
    Column("name", N_("楼栋"), N_("楼栋的名称：1、1栋、A座"), cells.text(40), "1栋", True, ("楼号", "栋号")),
    Column("phase", N_("分期"), N_("所属的分期；没有就新建"), cells.text(40), "一期", aliases=("期",)),
    Column(
        "units",
        N_("单元"),
        N_("多个用、分隔；只增加，不删除"),
        cells.several(),
        "1、2",
        wide=20,
    ),
    Column("floors", N_("层数"), N_("地上层数，1 到 200"), cells.whole(1, 200), "18", aliases=("楼层数",)),
    Column("builder", N_("承建商"), N_("施工单位"), cells.text(), "安居建设", wide=20),
    Column("built_on", N_("竣工日期"), N_("竣工的日期"), cells.day, "2020-05-01"),
)


async def judge(db: Database, asking: Asking) -> None:
    """New, or known by community and name."""
    within = asking.within
    await sql.stage(db, id=asking.id, everything=within.everything, communities=within.communities)
    await sql.faults(db)


async def write(db: Database, _: Asking) -> None:
    """Phases first, then buildings, then their units."""
    await sql.insert_phases(db)
    await sql.insert(db)
    await sql.update(db)
    await sql.insert_units(db)


KIND = Kind(
    "buildings",
    "building",
    N_("楼栋"),
    N_("楼栋的分期、单元、层数和竣工日期"),
    COLUMNS,
    judge,
    write,
    sql.held,
)
