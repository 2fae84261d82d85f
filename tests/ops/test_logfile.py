"""A part's log turns at its size, and a full disk is not the part's trouble."""

from pathlib import Path

from ops.logfile import KEPT, LogFile


def test_it_turns_and_keeps_a_few(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log", most=10)
    for number in range(8):
        log.write(f"line {number}\n".encode())
    assert log.tail(1) == "line 7"
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["part.log", *(f"part.log.{number}" for number in range(1, KEPT))]
    assert (tmp_path / "part.log.1").read_text() == "line 6\n"


def test_a_full_disk_loses_words_and_raises_nothing() -> None:
    LogFile(Path("/dev/full")).write(b"lost\n")
