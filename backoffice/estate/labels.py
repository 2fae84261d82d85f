"""The trade's words for what homes and people are kept as."""

from collections.abc import Mapping

from backoffice.estate.history import Happening
from backoffice.web import labels
from backoffice.web.words import N_, _, minutes

HOUSE_KINDS = {
    "house": N_("住宅"),
    "shop": N_("商铺"),
    "office": N_("写字间"),
    "storage": N_("储藏室"),
    "garage": N_("车库"),
    "parking": N_("车位"),
}
HOUSE_STATES = {
    "unsold": N_("未销售"),
    "sold": N_("已售"),
    "handed_over": N_("已交房"),
    "vacant": N_("未入住"),
    "occupied": N_("已入住"),
    "decorating": N_("装修中"),
    "decorated": N_("已装修"),
    "let": N_("已出租"),
    "idle": N_("空闲"),
}
ROLES = {"owner": N_("业主"), "tenant": N_("租户"), "family": N_("家人")}
TITLES = {"mr": N_("先生"), "ms": N_("女士")}
LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
FIELDS = {
    "name": N_("姓名"),
    "surname": N_("姓"),
    "title": N_("称呼"),
    "language": N_("语言"),
    "email": N_("邮箱"),
    "birthday": N_("生日"),
    "hobbies": N_("爱好"),
    "temperament": N_("性格"),
    "do_not_call": N_("不接外呼"),
    "do_not_text": N_("不收短信"),
    "do_not_mail": N_("不收邮件"),
    "note": N_("备注"),
    "building": N_("楼栋"),
    "unit": N_("单元"),
    "kind": N_("类型"),
    "label": N_("房号"),
    "floor": N_("楼层"),
    "area": N_("建筑面积"),
    "inner_area": N_("套内面积"),
    "state": N_("状态"),
}
OPERATIONS = {
    "house.added": N_("登记了这套房屋"),
    "house.edited": N_("修改了房屋资料"),
    "house.pin_reset": N_("重设了查询密码"),
    "house.state_followed": N_("状态随之变为%(after)s"),
    "house.removed": N_("删除了这套房屋"),
    "pin.wrong": N_("电话里输错了查询密码"),
    "person.added": N_("登记了此人"),
    "person.edited": N_("修改了资料"),
    "phones.edited": N_("修改了电话"),
    "person.merged": N_("把重复登记的人并到此人"),
    "person.removed": N_("删除了此人"),
}
HAPPENED = {"call": N_("来电"), "came": N_("住户"), "went": N_("住户"), "done": N_("资料")}
CAME = {"owner": N_("成为业主"), "tenant": N_("租入"), "family": N_("住入")}
WENT = {"owner": N_("不再是业主"), "tenant": N_("退租"), "family": N_("搬离")}


def choices(words: Mapping[str, str]) -> dict[str, str]:
    """A table of words in the request's language, for a list to choose from."""
    return {code: _(word) for code, word in words.items()}


def house_kind(code: str) -> str:
    """住宅，车位 …"""
    return _(HOUSE_KINDS.get(code, labels.OTHER))


def house_state(code: str) -> str:
    """未销售，已入住 …"""
    return _(HOUSE_STATES.get(code, labels.OTHER))


def role(code: str) -> str:
    """业主，租户，家人。"""
    return _(ROLES.get(code, labels.OTHER))


def happened(one: Happening) -> str:
    """The tag of a happening on a time-line."""
    if one.what == "request":
        return labels.kind(str(one.facts["kind"]))
    if one.facts.get("direction") == "out":
        return _("外呼")
    return _(HAPPENED[one.what])


def what_happened(one: Happening) -> str:
    """A happening in words."""
    facts = one.facts
    if one.what == "request":
        category = facts["category"] or ""
        return f"{facts['number']} {category} {labels.state(str(facts['state']))}"
    if one.what == "call":
        if not facts["answered"]:
            return _("没有接通")
        seconds = facts["seconds"]
        return _("通话 %(length)s") % {"length": minutes(seconds)} if seconds is not None else _("通话中")
    if one.what in ("came", "went"):
        words = (CAME if one.what == "came" else WENT)[str(facts["role"])]
        return f"{facts.get('person', '')} {_(words)}".strip()
    operation = str(facts["operation"])
    after = house_state(str(facts.get("after"))) if operation == "house.state_followed" else ""
    return _(OPERATIONS[operation]) % {"after": after}


def more_of_it(one: Happening) -> str:
    """The small print under it: what was said, what changed from what to what, who did it."""
    facts = one.facts
    if one.what == "request":
        return str(facts["details"])
    if one.what in ("came", "went"):
        return str(facts["note"])
    if one.what == "call":
        return str(facts.get("person") or "")
    told = [str(facts["by"])] if facts["by"] else []
    if isinstance(facts.get("after"), Mapping) and isinstance(facts.get("before"), Mapping):
        told += [
            f"{_(FIELDS[name])} {_value(name, facts['before'].get(name))} → {_value(name, new)}"
            for name, new in facts["after"].items()
            if name in FIELDS and name not in ("building", "unit")
        ]
    told += [_(FIELDS[name]) for name in facts.get("fields") or () if name in FIELDS]
    return " · ".join(told)


def _value(name: str, value: object) -> str:
    if value in (None, ""):
        return "–"
    words = {"kind": HOUSE_KINDS, "state": HOUSE_STATES}.get(name, {})
    return _(words.get(str(value), "")) or str(value)


def title_name(code: str) -> str:
    """先生，女士; "" for none."""
    return _(TITLES.get(code, ""))


def language_name(code: str) -> str:
    """中文，英文。"""
    return _(LANGUAGES.get(code, labels.OTHER))


FILTERS = {
    "title_name": title_name,
    "language_name": language_name,
    "house_kind": house_kind,
    "house_state": house_state,
    "role": role,
    "happened": happened,
    "what_happened": what_happened,
    "more_of_it": more_of_it,
}
