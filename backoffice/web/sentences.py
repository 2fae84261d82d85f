"""Sentences for refusals, by key; `%(name)s` is a fact. A key without one of its own gets its kind's."""

from backoffice.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from backoffice.web.words import N_

SENTENCES: dict[str, str] = {
    "sign_in.wrong": N_("用户名或密码不对。"),
    "sign_in.locked": N_("试错次数太多，请在 %(until)s 之后再试。"),
    "recording.missing": N_("这段录音的文件不在了，不能播放；请告诉管理员。"),
    "recording.discarded": N_("这段录音已按规定清除，不能再播放。"),
    "recording.not_found": N_("没有这段录音，或不在您负责的小区。"),
    "call.not_found": N_("没有这通电话，或不在您负责的小区。"),
    "house.not_found": N_("没有这套房屋，或不在您负责的小区。"),
    "request.category_retired": N_("这个类别已停用，没有登记；请另选一个类别。"),
    "request.category": N_("请选择一个类别；没有登记。"),
}

FALLBACKS: tuple[tuple[type[Refused], str], ...] = (
    (NotFound, N_("没有找到；可能已经不在，或不在您负责的小区。")),
    (Forbidden, N_("您的岗位没有“%(function)s”权限；主管或管理员可以授予。")),
    (Invalid, N_("填写的内容不对，请检查后重试。")),
    (Conflict, N_("刚刚有变化，没有执行；请刷新后再看。")),
    (Refused, N_("没有执行；请刷新后再看。")),
)

FUNCTIONS: dict[str, str] = {
    "house.view": N_("查看房产"),
    "bill.view": N_("查看费用"),
    "request.view": N_("查看服务单"),
    "request.rate": N_("评价服务单"),
    "notice.view": N_("查看通知"),
    "repair.register": N_("登记报修"),
    "complaint.register": N_("登记投诉"),
    "service.register": N_("登记特约服务"),
    "message.register": N_("登记留言"),
    "recording.play": N_("播放录音"),
    "call.view": N_("查看通话记录"),
    "call.take": N_("接听来电"),
    "person.temperament": N_("查看性格与爱好"),
    "switch.reload": N_("更新话机与队列"),
    "outreach.call": N_("外呼"),
    "audit.view": N_("查看操作日志"),
    "staff.manage": N_("员工管理"),
}
"""Rights by their names on pages."""

OTHER = N_("其他权限")
