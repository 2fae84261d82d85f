"""The trade's words for decorations."""

from backoffice.web.labels import OTHER
from backoffice.web.words import N_, _

STATES = {
    "applied": N_("待批准"),
    "permitted": N_("已批准，待开工"),
    "working": N_("施工中"),
    "finished": N_("已完工"),
    "refund_asked": N_("待退押金"),
    "refunded": N_("押金已退"),
    "refused": N_("未批准"),
    "withdrawn": N_("已撤回"),
}
STEPS = {
    "withdrawn": N_("撤回申请"),
    "deposited": N_("登记收到押金"),
    "started": N_("登记开工"),
    "inspected": N_("登记检查"),
    "finished": N_("登记完工"),
    "refund_asked": N_("申请退押金"),
    "refunded": N_("登记押金已退"),
}
"""What the button of a step says; decisions have their own page."""
DEEDS = {
    "decoration.applied": N_("登记了装修申请"),
    "decoration.edited": N_("修改了装修申请"),
    "decoration.approved": N_("批准了装修"),
    "decoration.refused": N_("没有批准装修"),
    "decoration.withdrawn": N_("撤回了装修申请"),
    "decoration.deposited": N_("收到押金，开工"),
    "decoration.started": N_("开工"),
    "decoration.inspected": N_("检查了施工"),
    "decoration.finished": N_("完工"),
    "decoration.refund_asked": N_("申请退押金"),
    "decoration.refunded": N_("押金已退"),
}
FIELDS = {
    "firm": N_("装修公司"),
    "phone": N_("联系电话"),
    "scope": N_("装修内容"),
    "since": N_("开始"),
    "until": N_("结束"),
    "deposit": N_("押金"),
    "deposit_on": N_("收款日期"),
    "day": N_("日期"),
    "inspector": N_("检查人"),
    "passed": N_("通过"),
    "findings": N_("检查情况"),
    "finished_on": N_("完工日期"),
    "refund": N_("退还金额"),
    "kept_reason": N_("扣留原因"),
    "refunded_on": N_("退还日期"),
    "reason": N_("说明"),
}


def decoration_state(code: str) -> str:
    """待批准，施工中 …"""
    return _(STATES.get(code, OTHER))


def decoration_step(code: str) -> str:
    """登记完工 …"""
    return _(STEPS.get(code, OTHER))


FILTERS = {"decoration_state": decoration_state, "decoration_step": decoration_step}
