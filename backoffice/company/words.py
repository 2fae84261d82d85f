"""The trade's words for what the company keeps as codes."""

from backoffice.web.words import N_

AREAS = {
    "homes": N_("房产"),
    "service": N_("服务"),
    "calls": N_("来电"),
    "company": N_("公司与系统"),
}
KINDS = {
    "agent": N_("坐席"),
    "supervisor": N_("主管"),
    "cashier": N_("收费员"),
    "dispatcher": N_("调度员"),
    "worker": N_("维修工"),
    "storekeeper": N_("仓管员"),
    "quality": N_("品质专员"),
    "finance": N_("会计"),
    "leader": N_("负责人"),
    "administrator": N_("管理员"),
}
WORK = {
    "holding": N_("担任的岗位"),
    "queue": N_("接听的队列"),
    "approval": N_("提出的审批"),
    "job": N_("没有做完的任务"),
    "reminder": N_("没有看过的提醒"),
    "rule": N_("指定到这里的提醒规则"),
    "holder": N_("担任这个岗位的人"),
    "subordinate": N_("下级岗位"),
    "department": N_("下级部门"),
    "post": N_("岗位"),
}
"""Kinds of open work (`handover.KINDS`)."""
