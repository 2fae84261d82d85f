"""What the command line says when it cannot go on: one sentence with what, where and what to do."""

import os
import sys

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
    "part.failed": (
        "{part} 起不来,记录在 {log}:\n{words}",
        "{part} does not start; its log is {log}:\n{words}",
    ),
    "apt.installing": ("安装 {package}:{why}。", "Installing {package}: {why}."),
    "apt.not_debian": (
        "这里不是 Debian,不能替你安装 {packages};请自行装好,或用 compose.yaml。",
        "This is not Debian, so these are not installed for you: {packages}. "
        "Install them yourself, or use compose.yaml.",
    ),
    "apt.no_root": (
        "缺 {packages},而这里既不是 root 也没有 sudo;请以 root 运行:apt-get install {packages}",
        "Missing {packages}, and neither root nor sudo is here; as root run: apt-get install {packages}",
    ),
    "apt.failed": (
        "apt 装不上 {packages},原因在 {log};联网后再试,或用 compose.yaml。",
        "apt could not install {packages}; {log} says why. Try again online, or use compose.yaml.",
    ),
    "root.making": (
        "下载 Asterisk 22 到 .parts/asterisk(只此一次,约 350 MB,半分钟)。",
        "Downloading Asterisk 22 into .parts/asterisk (once: 350 MB, half a minute).",
    ),
    "root.no_archive": (
        "apt 的来源里没有 Debian {codename} 的主仓库,不知道从哪里下载 Asterisk;"
        "请在 /etc/apt/sources.list 里补上,或设 ASTERISK=system。",
        "apt names no main archive of Debian {codename}, so there is nowhere to get Asterisk from: "
        "add it to /etc/apt/sources.list, or set ASTERISK=system.",
    ),
    "root.failed": (
        "Asterisk 的系统目录没有建成,原因在 {log};联网后再试,或用 compose.yaml。",
        "Asterisk's root could not be made; {log} says why. Try again online, or use compose.yaml.",
    ),
    "root.wrong_version": (
        "仓库里的 Asterisk 是 {found},我们要 {wanted};请自备 Asterisk 并设 ASTERISK=system。",
        "The archive has Asterisk {found} and we need {wanted}: bring your own and set ASTERISK=system.",
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
    which = 0 if _speaks_chinese() else 1
    # A fact may itself come in both languages.
    chosen = {name: fact[which] if isinstance(fact, tuple) else fact for name, fact in facts.items()}
    return _TEXTS[key][which].format(**chosen)


def note(key: str, **facts: object) -> None:
    """Tell the person at the terminal, on stderr: stdout is for what the verb was asked."""
    print(say(key, **facts), file=sys.stderr, flush=True)


def _speaks_chinese() -> bool:
    # The order the C library uses: the first one set decides.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False
