"""The trade's words for hand-overs."""

from backoffice.moving.model import Key, Meter
from backoffice.web.labels import OTHER
from backoffice.web.words import N_, _

STATES = {
    "planned": N_("待收房"),
    "begun": N_("办理中"),
    "done": N_("已收房"),
    "cancelled": N_("已取消"),
}
METERS: dict[Meter, str] = {
    "water": N_("水表"),
    "hot_water": N_("热水表"),
    "electricity": N_("电表"),
    "gas": N_("燃气表"),
    "heat": N_("暖气表"),
}
KEYS: dict[Key, str] = {
    "door": N_("入户门钥匙"),
    "unit_door": N_("单元门钥匙"),
    "access_card": N_("门禁卡"),
    "mailbox": N_("信箱钥匙"),
    "meter_box": N_("表箱钥匙"),
}
LACKS = {"items": N_("核对项目还没有核对完"), "meters": N_("还没有抄表底"), "keys": N_("还没有登记钥匙")}
DEEDS = {
    "handover.planned": N_("安排了收房"),
    "handover.replanned": N_("改了安排"),
    "handover.kept": N_("登记了核对情况"),
    "handover.defect": N_("登记了问题，已报修"),
    "handover.done": N_("收房完成"),
    "handover.cancelled": N_("取消了收房"),
}
FIELDS = {
    "day": N_("日期"),
    "name": N_("业主"),
    "phone": N_("电话"),
    "items": N_("核对项目"),
    "meters": N_("表底"),
    "keys": N_("钥匙"),
    "other_keys": N_("其他钥匙"),
    "note": N_("备注"),
    "request": N_("服务单"),
    "reason": N_("原因"),
}


def handover_state(code: str) -> str:
    """待收房，已收房 …"""
    return _(STATES.get(code, OTHER))


def meter(code: Meter) -> str:
    """水表 …"""
    return _(METERS[code])


def key(code: Key) -> str:
    """入户门钥匙 …"""
    return _(KEYS[code])


def lack(code: str) -> str:
    """What is still missing."""
    return _(LACKS[code])


FILTERS = {"handover_state": handover_state, "meter": meter, "key": key, "lack": lack}
