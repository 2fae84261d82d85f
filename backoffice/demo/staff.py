"""The demo company's people and what their posts let them do (P1, P2)."""

import secrets

from argon2 import PasswordHasher

from backoffice.company.functions import READY_MADE, Kind
from backoffice.demo.tables import Tables, in_threads

# kind of the ready-made post, name, English, department (from 1)
POSTS: tuple[tuple[Kind, str, str, int], ...] = (
    ("agent", "坐席", "Agent", 3),
    ("supervisor", "主管", "Supervisor", 3),
    ("administrator", "管理员", "Administrator", 2),
    ("cashier", "收费员", "Cashier", 5),
    ("quality", "品质专员", "Quality officer", 6),
    ("leader", "总经理", "General manager", 1),
    ("dispatcher", "调度员", "Dispatcher", 4),
    ("worker", "维修工", "Repair worker", 4),
    ("storekeeper", "仓管员", "Storekeeper", 4),
    ("finance", "会计", "Accountant", 5),
)
# post → superior, both from 1
SUPERIORS = {1: 2, 2: 6, 3: 6, 4: 10, 5: 6, 7: 6, 8: 7, 9: 7, 10: 6}
# name, English, parent (from 1)
DEPARTMENTS: tuple[tuple[str, str, int | None], ...] = (
    ("安居物业", "Anju Property", None),
    ("行政部", "Administration", 1),
    ("客服中心", "Service centre", 1),
    ("工程部", "Engineering", 1),
    ("财务部", "Finance", 1),
    ("品质部", "Quality", 1),
)

# login, name, English, post (from 1), extension, communities (from 1; none: all)
MEMBERS: tuple[tuple[str, str, str, int, str | None, tuple[int, ...]], ...] = (
    ("agent", "王丽", "Wang Li", 1, "801", ()),
    ("agent2", "刘洋", "Liu Yang", 1, "802", (1, 2)),
    ("supervisor", "赵敏", "Zhao Min", 2, "803", ()),
    ("administrator", "孙磊", "Sun Lei", 3, None, ()),
    ("cashier", "周婷", "Zhou Ting", 4, None, (1,)),
    ("quality", "吴刚", "Wu Gang", 5, None, ()),
    ("leader", "郑华", "Zheng Hua", 6, None, ()),
    ("dispatcher", "何军", "He Jun", 7, None, ()),
    ("worker", "马强", "Ma Qiang", 8, None, (1, 2)),
    ("storekeeper", "林芳", "Lin Fang", 9, None, ()),
    ("finance", "罗敏", "Luo Min", 10, None, ()),
)
QUEUE = ("reception", "总台")
# Who answers it, with the penalty: the supervisor when both agents are busy.
ANSWERING = (("agent", 0), ("agent2", 0), ("supervisor", 1))


def id_of(login: str) -> int:
    """The id of a member of staff."""
    return next(at for at, one in enumerate(MEMBERS, 1) if one[0] == login)


async def fill(tables: Tables) -> None:
    """Posts, people with new passwords, their telephones and the queue."""
    passwords = [secrets.token_urlsafe(9) for _ in MEMBERS]
    hashes = await in_threads(PasswordHasher().hash, passwords)
    telephones = [secrets.token_urlsafe(18) if one[4] else None for one in MEMBERS]
    await tables.put(
        "staff",
        "id login name name_en password_hash extension sip_secret",
        [(at, *one[:3], hashes[at - 1], one[4], telephones[at - 1]) for at, one in enumerate(MEMBERS, 1)],
    )
    await tables.put(
        "department",
        "id name name_en parent_id position",
        [(at, *one, at) for at, one in enumerate(DEPARTMENTS, 1)],
    )
    await tables.put(
        "post",
        "id kind name name_en department_id superior_id position",
        [(at, *one, SUPERIORS.get(at), at) for at, one in enumerate(POSTS, 1)],
    )
    await tables.put(
        "post_function",
        "post_id function",
        [(at, function) for at, one in enumerate(POSTS, 1) for function in sorted(READY_MADE[one[0]])],
    )
    await tables.put(
        "staff_post",
        "staff_id post_id community_id",
        [(at, one[3], community) for at, one in enumerate(MEMBERS, 1) for community in (one[5] or (None,))],
    )
    await tables.put("queue", "id code name", [(1, *QUEUE)])
    ids = {one[0]: at for at, one in enumerate(MEMBERS, 1)}
    await tables.put(
        "queue_member",
        "queue_id staff_id penalty",
        [(1, ids[login], penalty) for login, penalty in ANSWERING],
    )
    for one, password, telephone in zip(MEMBERS, passwords, telephones, strict=True):
        sign_in = {
            "post": POSTS[one[3] - 1][1],
            "name": one[1],
            "login": one[0],
            "password": password,
        }
        if one[4] and telephone:
            sign_in |= {"extension": one[4], "sip_secret": telephone}
        tables.sign_ins.append(sign_in)
