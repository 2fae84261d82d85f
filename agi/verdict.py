"""What became of a call we placed: from how it was hung up, or from its channel events afterwards (H7)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Result = Literal["answered", "busy", "no_answer", "absent", "rejected", "invalid", "line", "stopped"]
Purpose = Literal["reminder", "join"]

CAUSES: dict[int, Result] = {
    17: "busy",
    18: "no_answer",
    19: "no_answer",
    20: "absent",
    21: "rejected",
    1: "invalid",
    22: "invalid",
    28: "invalid",
}
"""Q.850. Every other cause is our own trunk's and counts as no attempt, except the ones below."""

UNSAID = {0, 16, 26, 127}
"""Nothing says why, or we hung up ourselves: it rang until our patience ended."""

SIP: dict[int, Result] = {
    410: "invalid",
    480: "absent",  # chan_pjsip says 19 for it, and says 480 itself when our own patience ends: see `rang`
    484: "invalid",
    486: "busy",
    600: "busy",
    603: "rejected",
    604: "invalid",
}
"""What the far end's own answer says better than the cause chan_pjsip makes of it."""


def result_of(*, answered: bool, rang: bool, cause: int | None, tech_cause: str = "") -> Result:
    """cause: Q.850, None when not known; tech_cause: Hangup's TechCause, a SIP status such as `486`.

    rang: the far end said so; who rang and did not answer is at home to be called again, not absent.
    Source: field.md; seen on Asterisk 22.
    """
    if answered:
        return "answered"
    if tech_cause.isdigit() and int(tech_cause) in SIP:
        result = SIP[int(tech_cause)]
    elif cause is None or cause in UNSAID:
        result = "no_answer"
    else:
        result = CAUSES.get(cause, "line")
    return "no_answer" if rang and result == "absent" else result


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it ended. cause: Q.850 or None; seconds: from the answer to the end, 0 when there was none."""

    result: Result
    cause: int | None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ChannelEvent:
    """One row of `cel` of the attempt's linkedid."""

    uniqueid: str
    eventtype: str
    at: datetime
    extra: str


def from_records(attempt: str, purpose: Purpose, events: Sequence[ChannelEvent]) -> Verdict | None:
    """What the events, in their order, say of the attempt's end. None: its channel has not ended in them.

    The first leg carries the attempt's id; of two joined legs the second counts, the owner's.
    """
    if not any(one.uniqueid == attempt and one.eventtype == "HANGUP" for one in events):
        return None
    ours = [one for one in events if (one.uniqueid == attempt) == (purpose == "reminder")]
    if not ours:
        return Verdict("stopped", None)  # the agent did not pick up: the owner was never called
    answered = [one.at for one in ours if one.eventtype == "ANSWER"]
    ended = [one for one in ours if one.eventtype == "HANGUP"]
    cause = _cause(ended[-1].extra) if ended else None
    seconds = (ended[-1].at - answered[0]).total_seconds() if answered and ended else 0.0
    return Verdict(result_of(answered=bool(answered), rang=False, cause=cause), cause, round(seconds, 1))


def _cause(extra: str) -> int | None:
    """HANGUP's extra: {"hangupcause": 17, "hangupsource": "…", "dialstatus": ""}."""
    try:
        return int(json.loads(extra)["hangupcause"])
    except (ValueError, KeyError, TypeError):
        return None
