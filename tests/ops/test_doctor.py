"""`doctor` names what is missing and how to get it."""

from pathlib import Path

import pytest

from ops import apt, asterisk_version, doctor
from ops.host import Host
from tests import services

ROOTED = Host(debian=12, codename="bookworm", root=False, sudo=True)
ELSEWHERE = Host(debian=0, codename="", root=False, sudo=False)
NEWER = apt.Package("from-the-future", ("a-program-nobody-has",), ("为了测试", "for this test"))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(apt, "RUN", (NEWER,))


def findings(home: Path, machine: Host, **more: str) -> list[str]:
    return [str(one) for one in doctor.examine(services.settings(home, 9000, **more), machine)]


def test_on_debian_what_up_installs_is_no_trouble(tmp_path: Path) -> None:
    said = findings(tmp_path, ROOTED)
    assert " +  from-the-future is missing (for this test); ./estateline up installs it" in said
    assert "ok  Debian 12 bookworm" in said


def test_elsewhere_it_says_to_install_it_oneself(tmp_path: Path) -> None:
    said = findings(tmp_path, ELSEWHERE)
    assert any(line.startswith("!!  This is not Debian") and "from-the-future" in line for line in said)
    assert any(line.startswith("!!  Not Debian") for line in said)


def test_one_role_for_everything_is_said(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgresql://app:1@127.0.0.1/x"}
    two = own | {"DATABASE_OWNER_URL": "postgresql://boss:2@127.0.0.1/x"}
    assert any("only a trigger keeps" in line for line in findings(tmp_path, ROOTED, **own))
    assert any("are not the tables' owner" in line for line in findings(tmp_path, ROOTED, **two))
    assert not any("tables" in line for line in findings(tmp_path, ROOTED))


def test_a_system_asterisk_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asterisk_version, "found", lambda _: "")
    assert any("unset ASTERISK=system" in line for line in findings(tmp_path, ROOTED, ASTERISK="system"))
