"""The demo company's people and what their posts let them do (P1, P2)."""

import secrets

from argon2 import PasswordHasher

from backoffice.demo.tables import Tables, in_threads

AGENT = [
    "house.view",
    "bill.view",
    "request.view",
    "notice.view",
    "call.view",
    "call.take",
    "recording.play",
    "person.temperament",
    "repair.register",
    "complaint.register",
    "service.register",
    "message.register",
    "outreach.call",
]
SUPERVISOR = [*AGENT, "request.rate", "notice.publish", "switch.reload"]
LEADER = ["house.view", "bill.view", "request.view", "notice.view", "call.view", "recording.play"]

# name, English, functions
POSTS = (
    ("坐席", "Agent", AGENT),
    ("主管", "Supervisor", SUPERVISOR),
    ("管理员", "Administrator", [*SUPERVISOR, "audit.view", "staff.manage"]),
    ("收费员", "Cashier", ["house.view", "bill.view"]),
    ("品质", "Quality", ["house.view", "request.view", "call.view", "recording.play", "request.rate"]),
    ("领导", "Leader", LEADER),
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
)
QUEUE = ("reception", "总台")
# Who answers it, with the penalty: the supervisor when both agents are busy.
ANSWERING = (("agent", 0), ("agent2", 0), ("supervisor", 1))


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
    await tables.put("post", "id name name_en", [(at, *one[:2]) for at, one in enumerate(POSTS, 1)])
    await tables.put(
        "post_function",
        "post_id function",
        [(at, function) for at, one in enumerate(POSTS, 1) for function in one[2]],
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
            "post": POSTS[one[3] - 1][0],
            "name": one[1],
            "login": one[0],
            "password": password,
        }
        if one[4] and telephone:
            sign_in |= {"extension": one[4], "sip_secret": telephone}
        tables.sign_ins.append(sign_in)
