"""Asterisk's own records, line by line: what each column of cdr-custom, cel-custom and queue_log means (P8).

The columns of the two CSV files are the ones asterisk-conf/cdr_custom.conf.j2 and cel_custom.conf.j2 write.
"""

import csv
from datetime import UTC, datetime

Row = dict[str, object]

CDR_COLUMNS = (
    "uniqueid", "linkedid", "sequence", "start", "answer", "end", "src", "dst", "dcontext", "channel",
    "dstchannel", "lastapp", "duration", "billsec", "disposition", "amaflags", "userfield",
)  # fmt: skip
CEL_COLUMNS = (
    "eventtype", "eventtime", "uniqueid", "linkedid", "channame", "cidnum", "exten", "context", "appname",
    "appdata", "extra", "peer",
)  # fmt: skip
QUEUE_LOG_FIELDS = 5  # time|callid|queue|agent|event, then up to five data


class BadLine(ValueError):
    """The line is not what Asterisk writes."""


def _fields(line: bytes, columns: tuple[str, ...]) -> dict[str, str]:
    try:
        values = next(csv.reader([_text(line)], strict=True))
    except (csv.Error, StopIteration) as trouble:
        raise BadLine(str(trouble)) from None
    if len(values) != len(columns):
        raise BadLine(f"{len(values)} columns instead of {len(columns)}")
    return dict(zip(columns, values, strict=True))


def _text(line: bytes) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError as trouble:
        raise BadLine(str(trouble)) from None
    if "\0" in text:  # text in Postgres cannot hold it
        raise BadLine("a NUL in the line")
    return text


def _moment(value: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadLine(f"not a time: {value!r}") from None


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise BadLine(f"not a number: {value!r}") from None


def cdr(line: bytes) -> Row:
    """The values of `insert_cdr`. Times are seconds since 1970; 0 or nothing is none. Raises BadLine."""
    f = _fields(line, CDR_COLUMNS)
    start, answer, end = (
        _moment(f[name]) if f[name].strip("0.") else None for name in ("start", "answer", "end")
    )
    if start is None:
        raise BadLine("no start")
    texts = (
        "uniqueid", "linkedid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "disposition",
        "userfield",
    )  # fmt: skip
    return {name: f[name] for name in texts} | {
        "sequence": _whole(f["sequence"]),
        "start": start,
        "answer": answer,
        "end": end,
        "duration": _whole(f["duration"]),
        "billsec": _whole(f["billsec"]),
    }


def cel(line: bytes) -> Row:
    """The values of `insert_cel`. Raises BadLine."""
    fields = _fields(line, CEL_COLUMNS)
    return fields | {"eventtime": _moment(fields["eventtime"])}


def queue_log(line: bytes) -> Row:
    """The values of `insert_queue_log`; the time is whole seconds since 1970. Raises BadLine."""
    values = _text(line).split("|")
    if len(values) < QUEUE_LOG_FIELDS:
        raise BadLine(f"{len(values)} fields")
    at, callid, queue, agent, event, *data = values
    return {
        "at": _moment(at),
        "callid": callid,
        "queue": queue,
        "agent": agent,
        "event": event,
        "data": data,
    }
