"""The trade's words for what the database keeps as codes."""

from backoffice.web.words import N_, _

KINDS = {
    "repair": N_("报修"),
    "complaint": N_("投诉"),
    "service": N_("特约服务"),
    "message": N_("留言"),
    "rating": N_("评价"),
}
STATES = {
    "new": N_("未派工"),
    "assigned": N_("已派工"),
    "working": N_("处理中"),
    "done": N_("已完成"),
    "cancelled": N_("已取消"),
}
SOUNDS = {
    "request": N_("来电者的说明"),
    "message": N_("留言"),
    "agent": N_("与坐席的通话"),
    "fallback": N_("系统故障时的留言"),
}
RING_RESULTS = {
    "answered": N_("已接听"),
    "no_answer": N_("没有接听"),
    "elsewhere": N_("同事接听了"),
    "caller_left": N_("来电者没有等"),
}
OTHER = N_("其他")
DISSATISFACTION = {"attitude": N_("服务态度"), "quality": N_("服务质量"), "other": N_("其他")}


def kind(code: str) -> str:
    """报修，投诉 …"""
    return _(KINDS.get(code, OTHER))


def state(code: str) -> str:
    """未派工，处理中 …"""
    return _(STATES.get(code, OTHER))


def dissatisfaction(code: str) -> str:
    """Why somebody was not satisfied; "" when not told."""
    return _(DISSATISFACTION.get(code, "")) if code else ""


def ring_result(code: str) -> str:
    """What became of a ring at one telephone."""
    return _(RING_RESULTS.get(code, OTHER))


def sound(code: str) -> str:
    """What a recording is of."""
    return _(SOUNDS.get(code, OTHER))


LABELS = {
    "sound": sound,
    "kind": kind,
    "state": state,
    "dissatisfaction": dissatisfaction,
    "ring_result": ring_result,
}
