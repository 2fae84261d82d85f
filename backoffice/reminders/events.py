"""Every event a reminder can be of: a closed registry. A capability with a new one adds it here (P4)."""

from dataclasses import dataclass

from backoffice.web.words import N_


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A rule laid down with its event. whom: as `model.Rule.whom`; escalate: minutes unread, None: never."""

    whom: str
    escalate: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event.

    name: on the rules' page; words: the sentence, `%(fact)s` from the facts it was told with; function: what
    a reader must be allowed in its community, "" for those it concerns, None where each tells its own.
    """

    kind: str
    name: str
    words: str
    function: str | None
    rules: tuple[ReadyMade, ...]


_ALL = (
    Event(
        "complaint.registered",
        N_("新投诉"),
        N_("新投诉 %(number)s：%(place)s %(category)s"),
        "request.view",
        (ReadyMade("kind:quality", 120), ReadyMade("kind:supervisor", 60)),
    ),
    Event(
        "repair.registered",
        N_("新报修"),
        N_("新报修 %(number)s：%(place)s %(category)s"),
        "request.view",
        (ReadyMade("kind:dispatcher", 30),),
    ),
    Event(
        "service.registered",
        N_("新特约服务"),
        N_("新特约服务 %(number)s：%(place)s %(category)s"),
        "request.view",
        (ReadyMade("kind:dispatcher", 120),),
    ),
    Event(
        "message.registered",
        N_("新留言"),
        N_("新留言 %(number)s：%(place)s"),
        "request.view",
        (ReadyMade("kind:agent"), ReadyMade("kind:supervisor", 240)),
    ),
    Event(
        "request.overdue",
        N_("服务单过了期限"),
        N_("服务单 %(number)s 已过期限：%(place)s %(category)s"),
        "request.view",
        (ReadyMade("kind:dispatcher", 120), ReadyMade("kind:supervisor"), ReadyMade("kind:quality")),
    ),
    Event(
        "decoration.applied",
        N_("新装修申请"),
        N_("装修申请 %(number)s 等待批准：%(place)s"),
        "decoration.permit",
        (ReadyMade("related:able", 480),),
    ),
    Event(
        "decoration.approved",
        N_("装修申请已批准"),
        N_("装修申请 %(number)s 已批准：%(place)s"),
        "",
        (ReadyMade("related:concerned"),),
    ),
    Event(
        "decoration.refused",
        N_("装修申请没有批准"),
        N_("装修申请 %(number)s 没有批准：%(place)s，%(reason)s"),
        "",
        (ReadyMade("related:concerned"),),
    ),
    Event(
        "decoration.inspection_failed",
        N_("装修检查没有通过"),
        N_("装修检查没有通过：%(place)s，%(findings)s"),
        "decoration.manage",
        (ReadyMade("related:able", 480),),
    ),
    Event(
        "decoration.late",
        N_("装修超过了期限"),
        N_("装修超过了期限 %(until)s，还没有完工：%(place)s"),
        "decoration.manage",
        (ReadyMade("related:able", 1440),),
    ),
    Event(
        "approval.asked",
        N_("有事等待审批"),
        N_("等待审批：%(what)s"),
        None,
        (ReadyMade("related:able", 480),),
    ),
    Event(
        "approval.decided",
        N_("审批有了结果"),
        N_("审批有了结果：%(what)s"),
        "",
        (ReadyMade("related:concerned"),),
    ),
    Event(
        "job.done",
        N_("任务完成"),
        N_("您提交的任务已完成。"),
        "",
        (ReadyMade("related:concerned"),),
    ),
    Event(
        "job.failed",
        N_("任务没有完成"),
        N_("您提交的任务没有完成，请查看原因。"),
        "",
        (ReadyMade("related:concerned"),),
    ),
    Event(
        "backup.failed",
        N_("没有可用的备份"),
        N_("自 %(since)s 起没有核对过的备份，请查看原因。"),
        "backup.manage",
        (ReadyMade("kind:administrator", 240),),
    ),
)

EVENTS = {one.kind: one for one in _ALL}
