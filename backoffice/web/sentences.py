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
    "call.function": N_("您的岗位在这个小区没有“%(function)s”权限，看不了这通电话；主管或管理员可以授予。"),
    "recording.function": N_(
        "您的岗位在这个小区没有“%(function)s”权限，听不了这段录音；主管或管理员可以授予。"
    ),
    "page.not_found": N_("没有这个页面，或您看不到它。"),
    "right.missing": N_("您的岗位没有“%(function)s”权限；主管或管理员可以授予。"),
    "house.not_found": N_("没有这套房屋，或不在您负责的小区。"),
    "house.function": N_("您的岗位在这个小区没有“%(function)s”权限；主管或管理员可以授予。"),
    "house.pin_needed": N_("只凭来电号码不能办理“%(function)s”；请对方输入查询密码。"),
    "billing.pin_needed": N_("只凭来电号码不能说出金额；请对方输入查询密码。"),
    "number.not_found": N_("没有这个电话号码，或它不属于您负责的小区的住户。"),
    "request.not_found": N_("没有这张服务单，或不在您负责的小区。"),
    "request.function": N_("您的岗位没有“%(function)s”权限，服务单没有变化；主管或管理员可以授予。"),
    "request.category": N_("请选择一个类别；没有登记。"),
    "request.category_needed": N_("请选择一个类别；没有登记。"),
    "request.category_retired": N_("这个类别已停用，没有登记；请另选一个类别。"),
    "request.recording_not_of_this_call": N_("这段录音不属于这通电话，没有登记；请重新选择录音。"),
    "request.already_rated": N_("服务单 %(request)s 已经评价过，不能再评。"),
    "request.not_done": N_("服务单 %(request)s 还没有完成，完成后才能评价。"),
    "notice.community": N_("没有这个小区，或不归您负责；通知没有发布。"),
    "notice.function": N_("您的岗位在这个小区没有“%(function)s”权限，通知没有发布；主管或管理员可以授予。"),
    "notice.building": N_("这个小区没有这栋楼，通知没有发布；请重新选择楼栋。"),
    "notice.body": N_("通知要有内容，中文最多 %(longest)s 个字；没有发布。"),
    "notice.until": N_("结束时间要晚于开始时间；通知没有发布。"),
    "speakable.no_voice": N_("“%(text)s”暂时合成不了语音，没有保存；请稍后重试，不行就告诉管理员。"),
    "outreach.function": N_("您的岗位没有“%(function)s”权限，没有拨打；主管或管理员可以授予。"),
    "outreach.no_house": N_("缴费提醒要指定一套房屋；没有拨打。"),
    "outreach.no_number": N_("这一户没有登记电话号码；没有拨打。"),
    "outreach.not_a_number": N_("这不是能拨打的电话号码，请检查；没有拨打。"),
    "outreach.done_before": N_("今天已经提醒过这一户，不再拨打；明天可以再试。"),
    "outreach.not_wanted": N_("这一户要求不再接到外呼；没有拨打。"),
    "outreach.outside_hours": N_("现在不在允许外呼的时间；没有拨打，请在允许的时间再试。"),
    "outreach.nothing_owed": N_("这一户没有欠费；没有拨打。"),
    "attempt.not_found": N_("没有这次外呼，或它已经结束。"),
    "switch.no_such_verb": N_("电话系统没有“%(verb)s”这个操作；没有执行。"),
    "switch.function": N_("您的岗位没有“%(function)s”权限，电话系统没有执行；主管或管理员可以授予。"),
    "queue.not_found": N_("没有这个队列或这位员工，或他不在这个队列里；队列没有变化。"),
    "staff.not_found": N_("没有这位员工，或已经离职。"),
    "staff.not_yours": N_("要有全公司的“%(function)s”权限；管理员可以授予。"),
    "staff.extension": N_("分机号不对：要 3 到 5 位数字，第一位不是 0；没有保存。"),
    "staff.extension_taken": N_("分机 %(extension)s 已经是别人的；没有保存，请换一个。"),
    "audit.not_yours": N_("要有全公司的“%(function)s”权限；管理员可以授予。"),
    "demo.not_empty": N_("数据库里已经有数据，没有装入演示小区；请用空数据库。"),
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
    "notice.publish": N_("发布通知"),
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
