"""What the command line says when it cannot go on: one sentence with what, where and what to do."""

import os
import sys

from ops import backup_messages

_TEXTS = backup_messages.TEXTS | {
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
    "verb.unknown": (
        "没有 {verb} 这个命令;./estateline help 列出全部。",
        "There is no verb {verb}; ./estateline help lists them all.",
    ),
    "up.running": (
        "已经在运行;./estateline status 看状态。",
        "Already running; ./estateline status shows how.",
    ),
    "up.ready": ("全部就绪,用时 {seconds} 秒。", "All parts are healthy after {seconds} s."),
    "up.ctrl_c": ("按 Ctrl-C 停止。", "Ctrl-C stops everything."),
    "up.supervisor_died": (
        "看护进程意外结束,记录在 {log};看一遍后再运行 ./estateline up。",
        "The supervisor ended unexpectedly; {log} says why. Read it, then run ./estateline up again.",
    ),
    "supervisor.ended": ("结束:{why}", "Ended: {why}"),
    "down.done": ("全部停止。", "Everything is stopped."),
    "down.not_running": ("没有在运行。", "Not running."),
    "part.ready": ("  {part} 就绪", "  {part} is healthy"),
    "ports.taken": (
        "端口被别的程序占用:{ports};请停掉那些程序,或用 ESTATELINE_PORT_BASE={base} 整体移开。",
        "Ports are taken by other programs: {ports}. Stop those, or move all ports "
        "with ESTATELINE_PORT_BASE={base}.",
    ),
    "home.unwritable": (
        "状态目录 {home} 不能写({why});请改权限,或用 ESTATELINE_HOME 指定别处。",
        "The state folder {home} cannot be written ({why}): change its rights, "
        "or name another with ESTATELINE_HOME.",
    ),
    "sounds.building": (
        "生成提示音(提示音有变动时才做)。",
        "Building the prompts (only when they changed).",
    ),
    "sounds.incomplete": (
        "有 {count} 条提示音没有生成({first} 等),来电者在那里什么也听不到;见 docs/sounds.md。",
        "{count} prompts were not built ({first} …) and will be silent; docs/sounds.md says how to mend it.",
    ),
    "call.trying": (
        "以演示业主 {number} 的身份经 SIP 拨打热线一次:",
        "Dialling the hotline once over SIP as the demo owner {number}:",
    ),
    "call.failed": (
        "试拨没有成功;./estateline logs engine 里有原因。",
        "The trial call failed; ./estateline logs engine says why.",
    ),
    "welcome.dial": (
        "热线  96000,SIP UDP 127.0.0.1:{port}",
        "Hotline  96000, SIP UDP 127.0.0.1:{port}",
    ),
    "welcome.web": ("网页  http://127.0.0.1:{port}/", "Pages    http://127.0.0.1:{port}/"),
    "welcome.first": (
        "第一个管理员:用户名 {login},密码 {password}(登录后先换成自己的密码;换好之前每次启动都会显示)",
        "First administrator: login {login}, password {password} "
        "(change it after signing in; shown at every start until then)",
    ),
    "welcome.first_file": (
        "第一个管理员的用户名和密码在 {file}。",
        "The first administrator's login and password stand in {file}.",
    ),
    "welcome.sign_ins": ("演示账号:", "Demo sign-ins:"),
    "pictures.where": (
        "请给出放图片的文件夹: ./estateline screenshots 文件夹",
        "Name the folder for the pictures: ./estateline screenshots DIR",
    ),
    "pictures.broken": ("网页 {page} 打不开({status})。", "The page {page} does not open ({status})."),
    "pictures.one": ("  {page} {language}", "  {page} {language}"),
    "pictures.taken": ("{count} 张图片在 {folder}", "{count} pictures in {folder}"),
    "status.restarts": ("重启过 {count} 次", "restarted {count} times"),
    "status.room": ("磁盘 {folder}:余 {free} GB", "Disk {folder}: {free} GB free"),
    "status.disk_full": (
        "{folder} 的磁盘快满了:通话照常,但不录音;请腾出空间(至少 0.5 GB)。",
        "The disk of {folder} is full: calls go on without recordings. Make room, 0.5 GB at least.",
    ),
    "asterisk.version": ("Asterisk {found}", "Asterisk {found}"),
    "asterisk.wrong_version": (
        "Asterisk {found} 不是 22.x:我们只在 22 长期支持版上测试过;去掉 ASTERISK=system 就用自带的。",
        "Asterisk {found} is not 22.x, the only series tested; without ASTERISK=system our own is used.",
    ),
    "asterisk.away": (
        "Asterisk 没有应答;./estateline status 看它是否在运行。",
        "Asterisk does not answer; ./estateline status shows whether it runs.",
    ),
    "asterisk.none": (
        "找不到系统的 Asterisk({wanted});请装上,或去掉 ASTERISK=system 使用自带的。",
        "There is no Asterisk ({wanted}) on this system: install it, or unset ASTERISK=system to use ours.",
    ),
    "doctor.well": ("一切就绪。", "Nothing is missing."),
    "doctor.not_debian": (
        "不是 Debian:缺的部件要自己装,或用 compose.yaml",
        "Not Debian: install what is missing yourself, or use compose.yaml",
    ),
    "doctor.up_installs": (
        "缺 {package}({why});./estateline up 会装上",
        "{package} is missing ({why}); ./estateline up installs it",
    ),
    "doctor.up_downloads": (
        "还没有 Asterisk;./estateline up 会下载",
        "Asterisk is missing; ./estateline up downloads it",
    ),
    "doctor.front": ("网页用的库", "libraries of the pages"),
    "doctor.up_front": (
        "还没有网页用的库;./estateline up 会下载",
        "The pages' libraries are missing; ./estateline up downloads them",
    ),
    "doctor.namespaces": ("用户命名空间", "user namespaces"),
    "doctor.sandbox": ("沙箱(bubblewrap)", "sandbox (bubblewrap)"),
    "doctor.no_sandbox": (
        "bubblewrap 在这里不能建沙箱(内核不允许命名空间);请设 ASTERISK=system,或用 compose.yaml。",
        "bubblewrap cannot make a sandbox here (no namespaces): set ASTERISK=system, or use compose.yaml.",
    ),
    "doctor.ports_free": (
        "端口都空着(ESTATELINE_PORT_BASE={base})",
        "ports are free (ESTATELINE_PORT_BASE={base})",
    ),
    "doctor.two_roles": (
        "数据库:程序与表的主人是两个角色",
        "database: the processes are not the tables' owner",
    ),
    "doctor.one_role": (
        "数据库:程序就是表的主人,操作日志只靠触发器防改;可用 DATABASE_OWNER_URL 分成两个角色",
        "database: the processes own the tables, so only a trigger keeps the audit trail from change; "
        "DATABASE_OWNER_URL makes them two roles",
    ),
    "bench.unknown": (
        "没有叫 {name} 的测量;有的是:{known}",
        "There is no benchmark {name}; there are: {known}",
    ),
    "run.unknown": ("没有叫 {part} 的部件;有的是:{known}", "There is no part {part}; there are: {known}"),
    "database.not_migrated": (
        "数据库没能升级:{why};数据未动。",
        "The database was not brought up to date: {why}. Nothing was changed.",
    ),
    "remind.no_house": (
        "没有 {house} 这一户;请写 小区/房号(翠湖苑/1-1-101)或八位户号。",
        "There is no house {house}: write community/room (翠湖苑/1-1-101) or the eight-digit house code.",
    ),
    "outreach.done_before": ("今天已经提醒过这一户。", "This house was reminded today already."),
    "outreach.not_wanted": ("这位业主不接受催费电话。", "This owner does not want such calls."),
    "outreach.outside_hours": ("现在不是可以拨打的时间。", "This is outside the calling hours."),
    "outreach.nothing_owed": ("这一户不欠费。", "Nothing is due for this house."),
    "outreach.no_number": ("这一户没有电话号码。", "Nobody in this house has a telephone number."),
    "remind.refused": ("没有拨出:{why}", "Not called: {why}"),
    "remind.no_engine": (
        "没有引擎接这个命令;./estateline status 看它是否在运行。",
        "No engine took the command; ./estateline status shows whether it runs.",
    ),
    "remind.over": ("结果 {result},{seconds} 秒,按键 {keys}", "{result}, {seconds} s, keys {keys}"),
    "logs.none": ("没有 {part} 的记录;有的是:{known}", "There is no log of {part}; there are: {known}"),
    "sql.away": (
        "数据库没有应答({why});先运行 ./estateline up。",
        "The database does not answer ({why}); run ./estateline up first.",
    ),
    "sql.refused": ("Postgres 不接受:{why}", "Postgres refuses: {why}"),
    "clock.real": (
        "只有演示和测试能移动业务时间;这里设了 DATABASE_URL,是真实的公司。",
        "Business time moves in demos and tests only; DATABASE_URL is set, so this is a real company.",
    ),
    "clock.unreadable": (
        "看不懂 {text};请写 +3d、-2h、+90m 或 reset。",
        "{text} is not a shift: write +3d, -2h, +90m or reset.",
    ),
    "test.installing": ("安装测试用的 Python 部件。", "Installing the Python packages tests need."),
    "test.no_packages": (
        "装不上测试用的 Python 部件,原因在 {log};联网后再试。",
        "The tests' Python packages cannot be installed; {log} says why. Try again online.",
    ),
    "front.installing": ("下载网页用的库(只此一次)。", "Downloading the pages' libraries (once)."),
    "front.failed": (
        "装不上网页用的库,原因在 {log};联网后再试。",
        "The pages' libraries cannot be installed; {log} says why. Try again online.",
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
    "root.no_root": (
        "建立 Asterisk 的系统目录要用一次 root,而这里没有 sudo;请以 root 运行一次 ./estateline prepare。",
        "Asterisk's root takes root once, and there is no sudo: run ./estateline prepare once as root.",
    ),
    "raw.copying": (
        "复制一份 sipp 并准许它发送声音(只此一次,用一次 sudo)。",
        "Copying sipp and allowing the copy to send sound (once, by sudo).",
    ),
    "raw.failed": (
        "不能准许 sipp 发送声音({why});请以 root 运行 ./estateline up,或设 ESTATELINE_PROVIDER。",
        "sipp may not send sound ({why}): run ./estateline up as root, or set ESTATELINE_PROVIDER.",
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


def known(key: str) -> bool:
    """True when there is a sentence for `key`."""
    return key in _TEXTS


def note(key: str, **facts: object) -> None:
    """Tell the person at the terminal, on stderr: stdout is for what the verb was asked."""
    print(say(key, **facts), file=sys.stderr, flush=True)


def _speaks_chinese() -> bool:
    # The order the C library uses: the first one set decides.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False
