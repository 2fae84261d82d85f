"""Asterisk's lines as rows, taken from a real Asterisk 22 (P8)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agi.records import BadLine, Row, cdr, cel, queue_log

CDR = (
    b'"6252","6251","2","1795490866.003858","0.000000","1795490866.013606","96000","s","from-provider",'
    b'"PJSIP/provider-2","","AppDial2","0","0","NO ANSWER","3","a ""b"", c"'
)
CEL = (
    b'"HANGUP","1795490864.464422","d8a1","d8a1","PJSIP/provider-0","96000","s","from-provider","AppDial2",'
    b'"(Outgoing Line)","{""hangupcause"":17,""hangupsource"":"""",""dialstatus"":""""}",""'
)


def test_p8_a_call_detail_record() -> None:
    row = cdr(CDR)
    assert row["uniqueid"] == "6252"
    assert row["start"] == datetime(2026, 11, 24, 3, 27, 46, 3858, tzinfo=UTC)
    assert row["answer"] is None
    assert (row["sequence"], row["duration"], row["userfield"]) == (2, 0, 'a "b", c')


def test_p8_a_channel_event() -> None:
    row = cel(CEL)
    assert row["extra"] == '{"hangupcause":17,"hangupsource":"","dialstatus":""}'
    assert row["eventtime"] == datetime(2026, 11, 24, 3, 27, 44, 464422, tzinfo=UTC)


def test_p8_a_line_of_queue_log() -> None:
    row = queue_log(b"1795490858|1795490858.1|reception|801|CONNECT|5|1795490860.2|3")
    assert (row["event"], row["data"]) == ("CONNECT", ["5", "1795490860.2", "3"])
    assert queue_log(b"1795490858|NONE|NONE|NONE|QUEUESTART|")["data"] == [""]


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (cdr, b"too,few"),
        (cdr, CDR.replace(b'"1795490866.003858"', b'"yesterday"')),
        (cdr, CDR.replace(b'"1795490866.003858"', b'"0.000000"')),
        (cdr, CDR.replace(b'"2"', b'"x"')),
        (cdr, CDR + b'"'),
        (cel, CEL.replace(b"96000", b"\xff\xfe")),
        (cel, CEL.replace(b"96000", b"\0")),
        (cel, CEL.replace(b"1795490864.464422", b"1e300")),
        (queue_log, b"1795490858|NONE|NONE"),
        (queue_log, b"NONE"),
    ],
)
def test_p8_what_asterisk_never_writes_is_a_bad_line(read: Callable[[bytes], Row], line: bytes) -> None:
    with pytest.raises(BadLine):
        read(line)
