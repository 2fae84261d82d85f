"""`status`: for people and for programs, with the disk and Asterisk's version (issue 3, part 6)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops import status
from ops.asterisk_version import supported
from ops.host import FREE_BYTES_WANTED, Disk
from ops.state import Health, PartState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOME = Path("/srv/estateline")
ROOM = status.Room(folder=HOME, free_bytes=8 * 10**9, writable=True, enough=True)
FULL = status.Room(folder=Path("/srv/spool"), free_bytes=0, writable=False, enough=False)


def found(disk: status.Room, version: str = "22.10.1") -> status.Status:
    engine = PartState(
        name="engine", health=Health.HEALTHY, pid=7, port=9108, since=NOW - timedelta(minutes=3), restarts=2
    )
    return status.Status(
        running=True,
        healthy=True,
        home=HOME,
        parts=[engine],
        disk=disk,
        asterisk=version,
        asterisk_supported=supported(version),
    )


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_each_part_has_a_line() -> None:
    said = status.lines(found(ROOM), NOW)
    assert said[0].split() == [
        *("engine", "healthy", "3.0m", "pid", "7", "port", "9108", "restarted", "2", "times")
    ]
    assert said[1:] == ["Asterisk   22.10.1", "Disk /srv/estateline: 8.0 GB free"]


def test_h11_a_full_disk_is_said_with_what_it_means() -> None:
    said = status.lines(found(FULL), NOW)
    assert said[-2:] == [
        "Disk /srv/spool: 0.0 GB free",
        "The disk of /srv/spool is full: calls go on without recordings. Make room, 0.5 GB at least.",
    ]


@pytest.mark.parametrize(
    ("disk", "enough"),
    [
        (Disk(HOME, FREE_BYTES_WANTED, writable=True), True),
        (Disk(HOME, FREE_BYTES_WANTED - 1, writable=True), False),
        (Disk(HOME, FREE_BYTES_WANTED, writable=False), False),
    ],
)
def test_h11_room_enough_means_free_bytes_and_a_write_that_works(disk: Disk, enough: bool) -> None:
    assert disk.enough is enough


def test_another_asterisk_is_named() -> None:
    assert any("20.11.0 is not 22.x" in line for line in status.lines(found(ROOM, "20.11.0"), NOW))


def test_nothing_running_is_said_in_json_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESTATELINE_HOME", str(tmp_path / "none"))
    assert status.main(["--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["running"], said["healthy"], said["parts"]) == (False, False, [])
    assert said["disk"]["writable"] is True
    assert not (tmp_path / "none").exists()
