"""Our own telephone against a SIP side that is not ours: the demo provider's SIPp."""

import pytest

from ops.sip import NotAnswered, Telephone
from tests.telephony.switch import Switch

pytestmark = pytest.mark.telephony


@pytest.mark.parametrize(
    ("number", "limit", "status"),
    [("13911111117", 10, 486), ("13911111119", 10, 404), ("13911111118", 2, 487)],
)
async def test_p8_why_it_was_not_answered(switch: Switch, number: str, limit: float, status: int) -> None:
    telephone = Telephone("96000", number, ("127.0.0.2", switch.settings.port("provider")))
    await telephone.open("127.0.0.2", range(0))
    try:
        with pytest.raises(NotAnswered) as refused:
            await telephone.dial(limit)
        assert refused.value.status == status
    finally:
        telephone.close()


async def test_p8_an_answered_call_brings_sound_and_ends(switch: Switch) -> None:
    telephone = Telephone("96000", "13800000002", ("127.0.0.2", switch.settings.port("provider")))
    await telephone.open("127.0.0.2", range(0))
    try:
        await telephone.dial(10)
        await telephone.stream.press("12")
        await telephone.hang_up()
        assert telephone.ended.is_set()
        assert telephone.ringing.is_set()
        assert telephone.stream.heard.packets > 0
    finally:
        telephone.close()
