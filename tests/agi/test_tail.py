"""Reading on in files that grow and are rotated: every line once, none lost (P8)."""

from pathlib import Path

import pytest

from agi.tail import MOST, Position, read_on


def read_all(path: Path, position: Position | None) -> tuple[list[bytes], Position | None]:
    lines: list[bytes] = []
    while (piece := read_on(path, position)) is not None:
        lines += piece.lines
        position = piece.then
    return lines, position


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


def test_nothing_there_yet(file: Path) -> None:
    assert read_on(file, None) is None


def test_p8_a_partial_last_line_waits_for_its_end(file: Path) -> None:
    file.write_bytes(b"one\ntw")
    lines, position = read_all(file, None)
    assert lines == [b"one"]
    with file.open("ab") as writer:
        writer.write(b"o\r\n\nthree\n")
    assert read_all(file, position)[0] == [b"two", b"three"]


def test_p8_after_rotations_the_unread_rest_comes_first(file: Path) -> None:
    file.write_bytes(b"1\n2\n")
    _, position = read_all(file, None)
    with file.open("ab") as writer:
        writer.write(b"3\n4")
    file.rename(file.with_name("queue_log.0"))
    assert read_all(file, position)[0] == [b"3"], "somebody may still be writing its last line"
    file.write_bytes(b"5\n")
    file.rename(file.with_name("queue_log.1"))
    file.write_bytes(b"6\n")
    lines, position = read_all(file, position)
    assert lines == [b"3", b"4", b"5", b"6"]
    assert read_all(file, position)[0] == []


def test_a_file_cut_short_is_read_from_its_start(file: Path) -> None:
    file.write_bytes(b"1\n2\n3\n")
    _, position = read_all(file, None)
    file.write_bytes(b"4\n")
    assert read_all(file, position)[0] == [b"4"]


def test_a_file_gone_is_told_and_the_rest_is_read(file: Path) -> None:
    file.write_bytes(b"1\n")
    piece = read_on(file, Position(inode=1, offset=7))
    assert piece is not None
    assert piece.gone
    assert read_all(file, piece.then)[0] == [b"1"]


def test_a_line_without_end_stops_nobody(file: Path) -> None:
    file.write_bytes(b"x" * MOST + b"y\n1\n")
    lines, _ = read_all(file, None)
    assert lines == [b"x" * MOST, b"y", b"1"]
