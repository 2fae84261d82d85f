"""Reminders, and whom rules name, as words a person reads (P4)."""

from collections.abc import Mapping
from typing import Any

from backoffice.reminders.events import EVENTS
from backoffice.reminders.model import Choice, Delivery, Reminder
from backoffice.web.words import N_, _, language, named

FIXED = {
    "related:able": N_("有相应权限的所有人"),
    "related:superior": N_("经办人的上级岗位"),
    "related:concerned": N_("提交的人"),
    "kind:agent": N_("坐席岗位"),
    "kind:supervisor": N_("主管岗位"),
    "kind:cashier": N_("收费岗位"),
    "kind:dispatcher": N_("调度岗位"),
    "kind:worker": N_("维修岗位"),
    "kind:storekeeper": N_("库房岗位"),
    "kind:quality": N_("品质岗位"),
    "kind:finance": N_("财务岗位"),
    "kind:leader": N_("领导岗位"),
    "kind:administrator": N_("管理员岗位"),
}
SORTS = {"post": N_("岗位：%(name)s"), "department": N_("部门：%(name)s"), "staff": N_("员工：%(name)s")}
CHANNELS = {
    "page": N_("页面"),
    "sms": N_("短信（渠道开通后发送）"),
    "call": N_("电话（渠道开通后拨打）"),
    "mail": N_("邮件（渠道开通后发送）"),
}
OTHER = N_("有一条提醒")


def reminded(one: Reminder | Delivery) -> str:
    """What happened, in one line."""
    known = EVENTS.get(one.kind)
    return " ".join((_(known.words if known else OTHER) % _Facts(one.facts)).split()).rstrip("：: ")


def event(kind: str) -> str:
    """An event's name, as on the rules' page."""
    return _(EVENTS[kind].name if kind in EVENTS else OTHER)


def whom(choice: Choice) -> str:
    """Whom a rule names."""
    if choice.whom in FIXED:
        return _(FIXED[choice.whom])
    return _(SORTS[choice.whom.partition(":")[0]]) % {"name": named(choice)}


def channel(code: str) -> str:
    """How a reminder travels."""
    return _(CHANNELS[code])


class _Facts(dict[str, str]):
    """Facts in the request's language; one that is missing is left out."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        english = {name: facts.get(f"{name}_en") for name in facts} if language() == "en" else {}
        super().__init__({name: str(english.get(name) or value) for name, value in facts.items()})

    def __missing__(self, name: str) -> str:
        return ""


READING = {"reminded": reminded, "event": event, "whom": whom, "channel": channel}
