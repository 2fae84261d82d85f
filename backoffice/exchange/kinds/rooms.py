"""How a sheet says which room a row is about, for every kind that names one."""

import re

from backoffice.estate.rooms import canonical
from backoffice.exchange import cells
from backoffice.exchange.model import Cells, Column
from backoffice.web.words import N_

ROOM = Column(
    "room",
    N_("房号"),
    N_("1-1-101、1栋1单元101、3#502 都可以；只写 101 时要有楼栋和单元两列"),
    cells.room,
    "1-1-101",
    required=True,
    aliases=("房间号", "室号", "房屋", "门牌号"),
)
BUILDING = Column(
    "building", N_("楼栋"), N_("楼栋的名称：1、1栋、A座"), cells.text(40), "1", aliases=("楼号", "栋号")
)
UNIT = Column("unit", N_("单元"), N_("单元的名称：1、1单元"), cells.text(40), "1", aliases=("单元号",))


def complete(row: Cells) -> None:
    """A bare 101 with 楼栋 and 单元 beside it is 1-1-101."""
    room = row.get("room", "")
    if not re.fullmatch(r"[0-9]+", room):
        return
    parts = [canonical(f"{row.get(key, '')}-0").removesuffix("-0") for key in ("building", "unit")]
    row["room"] = "-".join(filter(None, [*parts, room]))
