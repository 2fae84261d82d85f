"""What became of a call we placed (H7; field.md: Hangup's Cause and TechCause)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agi.verdict import ChannelEvent, Purpose, Verdict, from_records, result_of

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cause", "tech_cause", "rang", "result"),
    [
        (17, "486", False, "busy"),
        (17, "", False, "busy"),
        (19, "480", True, "no_answer"),  # our own patience ended
        (19, "480", False, "absent"),  # switched off
        (18, "", False, "no_answer"),
        (20, "", False, "absent"),
        (21, "603", False, "rejected"),
        (1, "404", False, "invalid"),
        (28, "484", False, "invalid"),
        (34, "503", False, "line"),
        (38, "", False, "line"),
        (41, "500", False, "line"),
        (16, "", True, "no_answer"),
        (None, "", False, "no_answer"),
    ],
)
def test_h7_the_cause_tells_the_result(cause: int | None, tech_cause: str, rang: bool, result: str) -> None:
    assert result_of(answered=False, rang=rang, cause=cause, tech_cause=tech_cause) == result


def test_h7_who_answered_has_answered_whatever_ended_it() -> None:
    assert result_of(answered=True, rang=True, cause=17) == "answered"


def events(*rows: tuple[str, str, float, int | None]) -> list[ChannelEvent]:
    return [
        ChannelEvent(
            uniqueid,
            kind,
            START + timedelta(seconds=at),
            "" if cause is None else json.dumps({"hangupcause": cause, "hangupsource": "", "dialstatus": ""}),
        )
        for uniqueid, kind, at, cause in rows
    ]


AGENT = [("a", "CHAN_START", 0.0, None), ("a", "ANSWER", 3.0, None)]
OWNER = [("b", "CHAN_START", 4.0, None), ("b", "ANSWER", 9.0, None), ("b", "HANGUP", 21.5, 16)]
END = [("a", "HANGUP", 22.0, 16)]


@pytest.mark.parametrize(
    ("purpose", "rows", "verdict"),
    [
        ("reminder", [], None),
        ("reminder", AGENT, None),
        ("reminder", [*AGENT, *END], Verdict("answered", 16, 19.0)),
        ("reminder", [("a", "CHAN_START", 0.0, None), ("a", "HANGUP", 1.0, 17)], Verdict("busy", 17)),
        ("join", [*AGENT, *OWNER], None),
        ("join", [*AGENT, *OWNER, *END], Verdict("answered", 16, 12.5)),
        ("join", [*AGENT, *END], Verdict("stopped", None)),
        (
            "join",
            [*AGENT, ("b", "CHAN_START", 4.0, None), ("b", "HANGUP", 5.0, 17), *END],
            Verdict("busy", 17),
        ),
    ],
)
def test_h7_records_tell_it_after_a_crash(
    purpose: Purpose, rows: list[tuple[str, str, float, int | None]], verdict: Verdict | None
) -> None:
    assert from_records("a", purpose, events(*rows)) == verdict


def test_h7_an_extra_that_is_no_json_is_no_cause() -> None:
    ended = ChannelEvent("a", "HANGUP", START, "nonsense")
    assert from_records("a", "reminder", [ended]) == Verdict("no_answer", None)
