"""Communities, by their names."""

from backoffice.exchange import cells
from backoffice.exchange.model import Asking, Column, Kind
from backoffice.sql import Database, load
from backoffice.web.words import N_

sql = load(__file__, "communities.sql")

COLUMNS = (
    Column(
        "name", N_("小区"), N_("小区的名称，按它找到已有的小区"), cells.text(), "翠湖苑", True, ("小区名称",)
    ),
    Column("name_en", N_("英文名"), N_("英文页面和英文语音用的名称"), cells.text(), "Green Lake"),
    Column("city", N_("城市"), N_("所在城市；新小区必填"), cells.text(30), "成都", aliases=("所在城市",)),
    Column("code", N_("小区编码"), N_("公司内部的编号"), cells.text(20), "CH01", aliases=("编码",)),
    Column("address", N_("地址"), N_("门牌地址"), cells.text(120), "湖滨路8号", wide=30),
    Column("area_code", N_("区号"), N_("座机号码没有区号时补上它"), cells.area_code, "028"),
    Column("developer", N_("开发商"), N_("开发建设单位"), cells.text(), "安居置业", wide=20),
    Column("opened_on", N_("启用日期"), N_("开始管理的日期"), cells.day, "2020-05-01"),
)


async def judge(db: Database, asking: Asking) -> None:
    """New, or known by name."""
    within = asking.within
    await sql.stage(db, id=asking.id, everything=within.everything, communities=within.communities)
    await sql.faults(db)


async def write(db: Database, _: Asking) -> None:
    """Insert and update."""
    await sql.insert(db)
    await sql.update(db)


KIND = Kind(
    "communities",
    "community",
    N_("小区"),
    N_("公司管理的小区：名称、城市、地址、区号"),
    COLUMNS,
    judge,
    write,
    sql.held,
    needs=("community.manage",),
)
