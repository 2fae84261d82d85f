"""What the command line says when it cannot go on: one sentence with what, where and what to do."""

import os

_TEXTS = {
    "postgres.failed": (
        "Postgres 没有启动,原因在 {log};看一遍后再运行 ./estateline up。",
        "Postgres did not start; {log} says why. Read it, then run ./estateline up again.",
    ),
    "postgres.no_namespace": (
        "这里以 root 运行,而内核不允许用户命名空间,Postgres 不肯以 root 启动;"
        "请换普通用户,或设置 DATABASE_URL,或用 compose.yaml。",
        "Running as root without user namespaces, and Postgres refuses to run as root: "
        "use an ordinary user, set DATABASE_URL, or use compose.yaml.",
    ),
}


class Unready(Exception):
    """The installation cannot start or go on; a person has to do something first.

    key: an entry of the message table; facts: what its sentence names. Shown without a traceback.
    """

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        return say(self.key, **self.facts)


def say(key: str, **facts: object) -> str:
    """The sentence for `key`, in Chinese when the terminal's language is Chinese, else in English."""
    chinese, english = _TEXTS[key]
    return (chinese if _speaks_chinese() else english).format(**facts)


def _speaks_chinese() -> bool:
    # The order the C library uses: the first one set decides.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False
