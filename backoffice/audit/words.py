"""The trail in words: what is done, to what, and with which values."""

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.web.sentences import FUNCTIONS
from backoffice.web.words import N_, _

MODULES = {
    "approval": N_("审批"),
    "audit": N_("操作日志"),
    "backup": N_("备份"),
    "building": N_("楼栋"),
    "call": N_("通话"),
    "calls": N_("来电号码"),
    "car": N_("车辆"),
    "community": N_("小区"),
    "complaint": N_("投诉"),
    "decoration": N_("装修"),
    "demo": N_("演示数据"),
    "department": N_("部门"),
    "handover": N_("收房"),
    "house": N_("房屋"),
    "houses": N_("房屋"),
    "import": N_("导入"),
    "join": N_("会议外呼"),
    "letting": N_("出租"),
    "list": N_("列表"),
    "message": N_("留言"),
    "notice": N_("通知"),
    "person": N_("人员"),
    "phase": N_("分期"),
    "phone": N_("电话"),
    "phones": N_("电话"),
    "pin": N_("查询密码"),
    "post": N_("岗位"),
    "queue": N_("队列"),
    "recording": N_("录音"),
    "reminder": N_("缴费提醒"),
    "reminder_rule": N_("提醒规则"),
    "repair": N_("报修"),
    "request": N_("服务单"),
    "right": N_("权限"),
    "second_factor": N_("两步验证"),
    "service": N_("特约服务"),
    "session": N_("登录记录"),
    "setting": N_("系统设置"),
    "staff": N_("员工"),
    "stay": N_("居住"),
    "switch": N_("电话系统"),
    "unit": N_("单元"),
}
"""What stands before an operation's dot: the part of the system."""

OPERATIONS = {
    "decoration.applied": N_("登记装修申请"),
    "decoration.approved": N_("批准装修"),
    "decoration.deposited": N_("收到装修押金"),
    "decoration.edited": N_("修改装修申请"),
    "decoration.finished": N_("装修完工"),
    "decoration.inspected": N_("检查装修"),
    "decoration.refund_asked": N_("申请退还装修押金"),
    "decoration.refunded": N_("退还装修押金"),
    "decoration.refused": N_("不批准装修"),
    "decoration.started": N_("装修开工"),
    "decoration.withdrawn": N_("撤回装修申请"),
    "handover.cancelled": N_("取消收房"),
    "handover.defect": N_("登记收房问题"),
    "handover.done": N_("完成收房"),
    "handover.kept": N_("记录收房核对"),
    "handover.planned": N_("安排收房"),
    "handover.replanned": N_("改期收房"),
    "letting.began": N_("登记出租"),
    "letting.edited": N_("修改出租"),
    "letting.ended": N_("结束出租"),
    "approval.asked": N_("提出审批"),
    "approval.done": N_("同意了审批"),
    "approval.failed": N_("同意后没有办成"),
    "approval.refused": N_("驳回了审批"),
    "approval.withdrawn": N_("撤回了审批"),
    "audit.exported": N_("导出操作日志"),
    "audit.faults_searched": N_("查看系统错误"),
    "audit.searched": N_("查看操作日志"),
    "audit.use_searched": N_("查看使用时间"),
    "backup.asked": N_("要求备份"),
    "backup.failed": N_("备份失败"),
    "backup.made": N_("完成备份"),
    "backup.removed": N_("清除旧备份"),
    "backup.restored": N_("从备份恢复"),
    "building.added": N_("新增楼栋"),
    "building.edited": N_("修改楼栋"),
    "building.removed": N_("删除楼栋"),
    "call.house_chosen": N_("为来电选定房屋"),
    "calls.refused": N_("谢绝外呼"),
    "car.added": N_("登记车辆"),
    "car.edited": N_("修改车辆"),
    "car.removed": N_("删除车辆"),
    "community.added": N_("新增小区"),
    "community.edited": N_("修改小区"),
    "community.removed": N_("删除小区"),
    "complaint.registered": N_("登记投诉"),
    "demo.loaded": N_("装入演示小区"),
    "department.closed": N_("撤销部门"),
    "department.created": N_("新增部门"),
    "department.merged": N_("合并部门"),
    "department.moved": N_("移动部门"),
    "department.renamed": N_("修改部门"),
    "house.added": N_("新增房屋"),
    "house.edited": N_("修改房屋"),
    "house.pin_reset": N_("重设查询密码"),
    "house.removed": N_("删除房屋"),
    "house.state_followed": N_("房屋状态随之改变"),
    "houses.created": N_("批量生成房屋"),
    "import.done": N_("完成导入"),
    "import.dropped": N_("放弃导入"),
    "import.uploaded": N_("上传导入文件"),
    "join.committed": N_("外呼入会"),
    "list.exported": N_("导出列表"),
    "message.registered": N_("登记留言"),
    "notice.published": N_("发布通知"),
    "person.added": N_("新增人员"),
    "person.edited": N_("修改人员"),
    "person.merged": N_("合并人员"),
    "person.removed": N_("删除人员"),
    "phase.added": N_("新增分期"),
    "phase.edited": N_("修改分期"),
    "phone.seen": N_("查看完整号码"),
    "phones.edited": N_("修改电话"),
    "pin.locked": N_("查询密码锁定"),
    "pin.proved": N_("查询密码正确"),
    "pin.wrong": N_("查询密码错误"),
    "post.closed": N_("撤销岗位"),
    "post.created": N_("新增岗位"),
    "post.edited": N_("修改岗位"),
    "post.given": N_("任命岗位"),
    "post.taken": N_("免去岗位"),
    "queue.handed_over": N_("移交队列"),
    "queue.member_added": N_("队列添加坐席"),
    "queue.member_removed": N_("队列移除坐席"),
    "recording.played": N_("播放录音"),
    "reminder.committed": N_("拨打缴费提醒"),
    "reminder_rule.added": N_("新增提醒规则"),
    "reminder_rule.changed": N_("修改提醒规则"),
    "reminder_rule.removed": N_("删除提醒规则"),
    "repair.registered": N_("登记报修"),
    "request.rated": N_("评价服务单"),
    "right.changed": N_("修改权限"),
    "second_factor.refused": N_("验证码错误"),
    "second_factor.reset": N_("重置两步验证"),
    "second_factor.turned_off": N_("关闭两步验证"),
    "second_factor.turned_on": N_("开启两步验证"),
    "service.registered": N_("登记特约服务"),
    "session.ended": N_("结束登录"),
    "session.others_ended": N_("结束其他全部登录"),
    "setting.changed": N_("修改系统设置"),
    "staff.edited": N_("修改员工"),
    "staff.first_made": N_("生成第一个管理员"),
    "staff.hired": N_("新增员工"),
    "staff.left": N_("员工离职"),
    "staff.password_changed": N_("修改密码"),
    "staff.refused": N_("登录失败"),
    "staff.returned": N_("员工复职"),
    "staff.signed_in": N_("登录"),
    "staff.signed_out": N_("退出"),
    "staff.telephone_given": N_("设置分机"),
    "stay.began": N_("登记入住"),
    "stay.ended": N_("登记迁出"),
    "switch.hang_up": N_("挂断外呼"),
    "switch.join": N_("请求会议外呼"),
    "switch.reload_agents": N_("更新坐席话机"),
    "switch.reload_queues": N_("更新队列"),
    "switch.remind": N_("请求缴费提醒"),
    "unit.added": N_("新增单元"),
    "unit.renamed": N_("修改单元名称"),
}

THINGS = {
    "decoration": N_("装修"),
    "handover": N_("收房"),
    "letting": N_("出租"),
    "approval": N_("审批"),
    "attempt": N_("外呼"),
    "backup": N_("备份"),
    "building": N_("楼栋"),
    "call": N_("通话"),
    "car": N_("车辆"),
    "community": N_("小区"),
    "department": N_("部门"),
    "house": N_("房屋"),
    "notice": N_("通知"),
    "number": N_("号码"),
    "person": N_("人员"),
    "phase": N_("分期"),
    "post": N_("岗位"),
    "queue": N_("队列"),
    "recording": N_("录音"),
    "reminder_rule": N_("提醒规则"),
    "request": N_("服务单"),
    "session": N_("登录"),
    "staff": N_("员工"),
    "switch_command": N_("电话系统指令"),
}
"""What an object is, by what stands before its colon."""

FIELDS = {
    "address": N_("地址"),
    "area": N_("面积"),
    "building": N_("楼栋"),
    "call": N_("通话"),
    "category": N_("类别"),
    "community": N_("小区"),
    "dissatisfaction": N_("不满意的原因"),
    "drop": N_("并入的人员"),
    "extension": N_("分机"),
    "function": N_("权限"),
    "functions": N_("权限"),
    "house": N_("房屋"),
    "id": N_("编号"),
    "keep": N_("保留的人员"),
    "kind": N_("类别"),
    "label": N_("房号"),
    "language": N_("语言"),
    "module": N_("模块"),
    "name": N_("名称"),
    "name_en": N_("英文名称"),
    "number": N_("号码"),
    "object": N_("对象"),
    "operation": N_("操作"),
    "person": N_("人员"),
    "phone": N_("电话"),
    "satisfied": N_("是否满意"),
    "sessions_ended": N_("结束的登录数"),
    "since": N_("从"),
    "staff": N_("员工"),
    "state": N_("状态"),
    "text": N_("内容"),
    "until": N_("到"),
    "urgent": N_("急"),
    "user": N_("用户"),
    "value": N_("值"),
    "wanted": N_("查找条件"),
    "what": N_("对象"),
}
"""Facts and edited values by their names in the code; others are shown as they stand."""


def operation(code: str) -> str:
    """登记报修 …; the code itself when it has no name."""
    return _(OPERATIONS.get(code, "")) or code


def module(code: str) -> str:
    """The part of the system an operation (or the word before its dot) belongs to."""
    code = code.partition(".")[0]
    return _(MODULES.get(code, "")) or code


def thing(code: str) -> str:
    """`request:100001` as 服务单 100001."""
    kind, colon, number = code.partition(":")
    return f"{_(THINGS[kind])} {number}" if colon and kind in THINGS else code


def field(name: str) -> str:
    """名称, 房号 …"""
    return _(FIELDS.get(name, "")) or name


def value(given: Any) -> str:
    """A value as people read it."""
    if given is None or given == "":
        return "–"
    if isinstance(given, bool):
        return _("是") if given else _("否")
    if isinstance(given, Mapping):
        return _("；").join(f"{field(name)} {value(one)}" for name, one in given.items())
    if isinstance(given, Iterable) and not isinstance(given, str):
        return _("、").join(value(one) for one in given)
    return _(FUNCTIONS.get(given) or THINGS.get(given, "")) or str(given)


FILTERS = {"operation": operation, "module": module, "thing": thing, "field": field, "said": value}
