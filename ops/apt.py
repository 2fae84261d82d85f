"""Debian packages the parts need, each with its reason; only what is missing is installed, once."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_config_var

from ops.host import Host
from ops.messages import Unready, note


@dataclass(frozen=True)
class Package:
    """A Debian package and why we need it (Chinese, English).

    gives: programs, or absolute paths, whose presence says that it is installed, however that came.
    """

    name: str
    gives: tuple[str, ...]
    why: tuple[str, str]

    @property
    def missing(self) -> bool:
        """True when something it gives is not there."""
        return not all(Path(one).exists() if one[0] == "/" else shutil.which(one) for one in self.gives)


FONTS = (
    Package(
        "fonts-noto-cjk",
        ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",),
        ("打印的单据里的汉字", "Chinese letters on printed sheets"),
    ),
)
RUN = (
    *FONTS,
    Package("mmdebstrap", ("mmdebstrap",), ("为 Asterisk 建立自己的系统目录", "makes Asterisk's own root")),
    Package("bubblewrap", ("bwrap",), ("把 Asterisk 关在沙箱里运行", "runs Asterisk in its sandbox")),
    Package("espeak-ng", ("espeak-ng",), ("临时念出还没有录音的名称", "speaks names not yet recorded")),
    Package(
        "sip-tester", ("sipp",), ("演示用的运营商,试拨也用它", "the demo's SIP provider and test callers")
    ),
)
AGENT = (Package("baresip-core", ("baresip",), ("演示坐席的电话", "the demo agent's telephone")),)
AGE = Package("age", ("age",), ("测试用它打开加密的备份", "tests open encrypted backups with it"))
TEST = (
    Package(
        "tshark", ("tshark",), ("测试用它读线上的声音和按键", "tests read what went over the wire with it")
    ),
)
BROWSER = (
    Package(
        "libatomic1",
        (f"/usr/lib/{get_config_var('MULTIARCH')}/libatomic.so.1",),
        ("测试网页的程序要用它", "the program that drives the pages needs it"),
    ),
    Package("chromium", ("chromium",), ("测试网页", "tests click through the pages")),
)


def missing(packages: Iterable[Package]) -> list[Package]:
    """Those not installed yet."""
    return [one for one in packages if one.missing]


def install(wanted: Iterable[Package], host: Host, log: Path) -> None:
    """Install what is missing, saying what and why.

    log: apt's own words go there. Raises Unready when this is not Debian, there is neither root nor
    sudo, or apt fails.
    """
    needed = missing(wanted)
    if not needed:
        return
    names = [one.name for one in needed]
    if not host.debian:
        raise Unready("apt.not_debian", packages=" ".join(names))
    if not host.root and not host.sudo:
        raise Unready("apt.no_root", packages=" ".join(names))
    for one in needed:
        note("apt.installing", package=one.name, why=one.why)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        for step in (["update"], ["install", "-y", "--no-install-recommends", *names]):
            argv = [*host.as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *step]
            done = subprocess.run(argv, stdout=output, stderr=output, stdin=None, check=False)
            # A package source of somebody else's may be unreachable while Debian's is fine.
            if done.returncode and step[0] == "install":
                raise Unready("apt.failed", packages=" ".join(names), log=log)
    still = [one.name for one in needed if one.missing]
    if still:
        raise Unready("apt.failed", packages=" ".join(still), log=log)


def log_path(parts: Path) -> Path:
    """Where apt's words go."""
    return parts / f"apt-{os.getuid()}.log"
