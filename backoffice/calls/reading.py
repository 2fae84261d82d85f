"""A call's journal as words a person reads: what the caller heard, pressed and got (H6)."""

from collections.abc import Callable, Mapping
from typing import Any

from backoffice.calls.model import Line
from backoffice.web import labels, words
from backoffice.web.words import N_, _

FLOWS = {
    "fees": N_("费用查询"),
    "repair": N_("报修"),
    "complaint": N_("投诉"),
    "progress": N_("办理进度"),
    "notices": N_("小区通知"),
    "rating": N_("评价服务"),
    "message": N_("留言"),
    "service": N_("特约服务"),
    "agent": N_("人工服务"),
    "reminder": N_("缴费提醒"),
}
RESULTS = {
    "talked": N_("与坐席通话后结束"),
    "came_back": N_("返回了菜单"),
    "nobody": N_("无人接听"),
}
CAUSES = {
    "caller": N_("来电者挂断"),
    "ended": N_("正常结束"),
    "idle": N_("长时间没有动静"),
    "stopping": N_("系统维护"),
    "dead_channel": N_("线路中断"),
    "reset": N_("线路中断"),
    "lost": N_("线路中断"),
    "fault": N_("系统故障"),
}
AGENTS = {
    "ringing": N_("坐席 %(extension)s 响铃"),
    "answered": N_("坐席 %(extension)s 接听"),
    "ended": N_("坐席 %(extension)s 结束通话，%(length)s"),
    "no_answer": N_("坐席 %(extension)s 没有接听"),
    "elsewhere": N_("坐席 %(extension)s 停止响铃，同事接听了"),
    "caller_left": N_("来电者没有等到坐席"),
}
"""By the agents' telephones: what the engine's agent events say in `state`."""
OTHER, MENU = N_("其他原因"), N_("菜单")
Facts = Mapping[str, Any]

# Kinds of an event that say nothing to a reader: the question before it and the key after it do.
SILENT = frozenset({"waiting", "recording", "greeted"})


def reading(line: Line) -> str:
    """One line of the transcript in the request's language; "" when there is nothing to tell."""
    if line.kind in SILENT:
        return ""
    tell = _TELL.get(line.kind)
    return tell(line.facts) if tell else line.kind


def theirs(line: Line) -> bool:
    """True for what the caller did or got, False for what the hotline said."""
    return line.kind != "said"


def cause(word: str) -> str:
    """Why a call ended."""
    return _(CAUSES.get(word, OTHER)) if word else ""


def _key(facts: Facts) -> str:
    key = str(facts.get("key", ""))
    return _("按 %(key)s") % {"key": key} if key else _("没有按键")


def _keys(facts: Facts) -> str:
    keys = str(facts.get("keys", ""))
    return _("按 %(key)s") % {"key": keys} if keys else _("没有按键")


def _identified(facts: Facts) -> str:
    how = _("密码验证通过") if facts.get("proof") == "pin" else _("凭来电号码识别")
    if not facts.get("label"):
        return how
    return _("%(how)s：%(house)s") % {"how": how, "house": facts["label"]}


def _refused(facts: Facts) -> str:
    if facts.get("what") == "pin":
        left = int(facts.get("left", 0))
        return _("密码不对，还可试 %(left)s 次") % {"left": left} if left else _("密码试错次数太多，暂时锁定")
    return _("没有办成：%(what)s") % {"what": labels.kind(str(facts.get("what", "")))}


def _queue(facts: Facts) -> str:
    if facts.get("what") == "joined":
        return _("排队等候坐席")
    return _("离开排队：%(result)s") % {"result": _(RESULTS.get(str(facts.get("result")), OTHER))}


def _agent(facts: Facts) -> str:
    told = AGENTS.get(str(facts.get("state", "")))
    length = words.minutes(facts.get("talked", 0))
    return _(told) % {"extension": facts.get("extension", ""), "length": length} if told else _("坐席")


def _language(facts: Facts) -> str:
    return _("改说英语") if facts.get("language") == "en" else _("改说中文")


_TELL: dict[str, Callable[[Facts], str]] = {
    "answered": lambda facts: _("电话接通"),
    "said": lambda facts: str(facts.get("text", "")),
    "key": _key,
    "keys": _keys,
    "recorded": lambda facts: _("录音 %(length)s") % {"length": words.minutes(facts.get("seconds", 0))},
    "language": _language,
    "identified": _identified,
    "refused": _refused,
    "flow": lambda facts: _("进入“%(name)s”") % {"name": _(FLOWS.get(str(facts.get("name")), MENU))},
    "request": lambda facts: (
        _("登记了%(kind)s %(number)s")
        % {"kind": labels.kind(str(facts.get("what", ""))), "number": facts.get("number", "")}
    ),
    "queue": _queue,
    "agent": _agent,
    "ended": lambda facts: _("通话结束：%(cause)s") % {"cause": cause(str(facts.get("cause", "")))},
    "fault": lambda facts: _("系统故障，转为留言或人工"),
}
