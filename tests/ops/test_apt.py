"""What is said when a machine cannot be made ready: one sentence with what, where and what to do."""

from pathlib import Path

import pytest

from ops import apt
from ops.host import Host
from ops.messages import Unready

NEWER = apt.Package("from-the-future", ("a-program-nobody-has",), ("为了测试", "for this test"))
DEBIAN = Host(debian=12, codename="bookworm", root=False, sudo=False)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_what_is_installed_is_left_alone(tmp_path: Path) -> None:
    there = apt.Package("coreutils", ("ls", "/usr/bin/env"), ("", ""))
    apt.install([there], Host(debian=0, codename="", root=False, sudo=False), tmp_path / "log")
    assert not (tmp_path / "log").exists()


def test_not_debian_names_the_packages_and_the_container_file(tmp_path: Path) -> None:
    with pytest.raises(Unready) as refused:
        apt.install([NEWER], Host(debian=0, codename="arch", root=True, sudo=True), tmp_path / "log")
    assert str(refused.value) == (
        "This is not Debian, so these are not installed for you: from-the-future. "
        "Install them yourself, or use compose.yaml."
    )


def test_without_root_and_sudo_the_command_to_type_is_given(tmp_path: Path) -> None:
    with pytest.raises(Unready) as refused:
        apt.install([NEWER], DEBIAN, tmp_path / "log")
    assert "apt-get install from-the-future" in str(refused.value)


def test_the_terminal_that_speaks_chinese_is_answered_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert str(Unready("apt.not_debian", packages="x")).startswith("这里不是 Debian")
