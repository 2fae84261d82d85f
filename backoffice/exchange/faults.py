"""What can be wrong with a cell, in one sentence each: what, and what to do; `%(name)s` is a fact."""

from backoffice.exchange.model import Fault
from backoffice.web.words import N_, _

SENTENCES: dict[str, str] = {
    "needed": N_("这里不能空着，请填写。"),
    "needed_for_new": N_("系统里还没有它，新建时这里不能空着；请填写。"),
    "control": N_("里面有看不见的控制字符，请重新输入这一格。"),
    "too_long": N_("太长，最多 %(longest)s 个字；请缩短。"),
    "code": N_("户号要 8 位数字；开头的 0 被表格软件去掉的话，请把这一列设为文本后重填，新房屋可以留空。"),
    "area": N_("面积要写成数字，最多两位小数，如 89.50。"),
    "area_code": N_("区号要 3 或 4 位数字，以 0 开头，如 028。"),
    "whole": N_("要写 %(low)s 到 %(high)s 的整数。"),
    "day": N_("看不出是哪一天，请写成 2026-01-31。"),
    "no_such_day": N_("没有这一天，请核对年月日，写成 2026-01-31。"),
    "phone": N_("“%(number)s”不是能拨打的电话号码；手机要 11 位，多个号码用、分隔。"),
    "email": N_("不是邮箱地址，请写成 name@example.com。"),
    "plate": N_("不是车牌号码，请写成 川A12345。"),
    "choice": N_("只能填：%(choices)s。"),
    "community": N_("没有小区“%(name)s”，或您在那里没有“导入基础资料”权限；请核对名称，或请管理员授权。"),
    "no_house": N_("这个小区没有“%(room)s”；请核对房号，或先导入房屋。"),
    "closed": N_("“%(room)s”已经停用；请先恢复它。"),
    "code_taken": N_("户号 %(code)s 已经是别的房屋的；请核对，新房屋可以留空。"),
    "code_of_other": N_("户号 %(code)s 是这个小区另一套房屋的；请核对房号和户号。"),
    "code_stays": N_("这套房屋的户号是 %(code)s，不能改；请改回或留空。"),
    "until": N_("终止日期早于起始日期，请核对。"),
    "since_for_past": N_("写了终止日期就要写起始日期。"),
    "temperament": N_("您在这个小区没有“查看性格与爱好”权限；请清空这一格，或请管理员授权。"),
    "contradicts": N_("和第 %(line)s 行同一个人，这里却写得不一样；请改成一致。"),
    "twice": N_("和第 %(line)s 行重复，请删去一行。"),
    "no_person": N_("这个小区没有叫“%(name)s”、用这个电话的住户；请核对，或先导入业主与住户。"),
    "two_people": N_("这个小区有几位“%(name)s”，请填写车主的电话来分辨。"),
    "plate_taken": N_("车牌 %(plate)s 已经登记在别处；请核对，或请管理员处理。"),
}


def sentence(fault: Fault) -> str:
    """What is wrong, in the request's language."""
    return _(SENTENCES[fault.key]) % {name: _said(value) for name, value in fault.facts.items()}


def _said(value: object) -> str:
    return " / ".join(map(_, value)) if isinstance(value, list) else str(value)
