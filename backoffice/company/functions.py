"""Every function a post may carry, and the posts that come ready-made (P2). The one table of rights.

A right is a function on a set of communities. Codes are `thing.verb`; their names on pages stand in
`backoffice.web.sentences.FUNCTIONS`. A test holds this table against the code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Area = Literal["homes", "service", "calls", "company"]
Kind = Literal[
    "agent",
    "supervisor",
    "cashier",
    "dispatcher",
    "worker",
    "storekeeper",
    "quality",
    "finance",
    "leader",
    "administrator",
]


@dataclass(frozen=True, slots=True)
class Function:
    """One function. company_wide: it concerns no community, so it counts only when held for all of them."""

    code: str
    area: Area
    company_wide: bool = False


def _area(area: Area, codes: str, *, company_wide: bool = False) -> Iterable[Function]:
    return (Function(code, area, company_wide) for code in codes.split())


FUNCTIONS: tuple[Function, ...] = (
    *_area(
        "homes",
        "house.view house.edit person.edit phone.view person.temperament person.merge person.merge.approve "
        "estate.remove estate.remove.approve estate.import list.export movein.manage decoration.manage "
        "decoration.permit letting.manage bill.view",
    ),
    *_area(
        "service",
        "request.view request.rate repair.register complaint.register service.register message.register "
        "notice.view notice.publish",
    ),
    *_area("calls", "call.view call.take recording.play outreach.call"),
    *_area("calls", "switch.reload", company_wide=True),
    *_area(
        "company",
        "company.manage staff.manage right.manage session.end community.manage reminder.manage "
        "setting.manage audit.view backup.manage",
        company_wide=True,
    ),
)
BY_AREA: dict[Area, tuple[Function, ...]] = {
    area: tuple(one for one in FUNCTIONS if one.area == area) for area in get_args(Area)
}
CODES = frozenset(one.code for one in FUNCTIONS)
COMPANY_WIDE = frozenset(one.code for one in FUNCTIONS if one.company_wide)

_SEE = "house.view request.view notice.view"
_TAKE = "repair.register complaint.register service.register message.register"
_AGENT = (
    f"{_SEE} {_TAKE} bill.view phone.view person.temperament person.edit call.view call.take recording.play "
    "outreach.call"
)
_SUPERVISOR = f"{_AGENT} request.rate notice.publish switch.reload list.export person.merge house.edit"
_LEADER = (
    f"{_SEE} bill.view call.view recording.play person.merge.approve estate.remove.approve decoration.permit"
)

READY_MADE: dict[Kind, frozenset[str]] = {
    "agent": frozenset(_AGENT.split()),
    "supervisor": frozenset(_SUPERVISOR.split()),
    "cashier": frozenset(["house.view", "bill.view", "phone.view", "movein.manage"]),
    "dispatcher": frozenset(
        f"{_SEE} {_TAKE} phone.view movein.manage decoration.manage letting.manage".split()
    ),
    "worker": frozenset({"house.view", "request.view"}),
    "storekeeper": frozenset({"request.view"}),
    "quality": frozenset(f"{_SEE} call.view recording.play request.rate".split()),
    "finance": frozenset(f"{_SEE} bill.view list.export".split()),
    "leader": frozenset(_LEADER.split()),
    "administrator": CODES,
}
"""Ready-made posts and what they carry; a company changes them as it likes (the matrix)."""
