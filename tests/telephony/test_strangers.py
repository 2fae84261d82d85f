"""Who may not: strangers learn nothing, and nobody outside reaches a way out (H11, issue 3 part 6)."""

import asyncio
import re
import secrets

import pytest

from ops.asterisk import HOTLINE
from ops.provider import start
from ops.sip import Telephone
from tests.telephony.engine import Engine
from tests.telephony.switch import Switch

pytestmark = pytest.mark.telephony
STRANGER = "127.0.0.3"


class Datagrams(asyncio.DatagramProtocol):
    """Everything that came back."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[str] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.got.put_nowait(data.decode())


async def ask(switch: Switch, method: str, to: str, host: str = STRANGER) -> str:
    """The first answer to one request from `host`, without what differs from request to request."""
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(Datagrams, (host, 0))
    port = transport.get_extra_info("sockname")[1]
    lines = [
        f"{method} sip:{to}@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{secrets.token_hex(6)}",
        f"From: <sip:{to}@{host}>;tag=1",
        f"To: <sip:{to}@127.0.0.1>",
        f"Call-ID: {secrets.token_hex(6)}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:{to}@{host}:{port}>",
        "Max-Forwards: 70",
        "Content-Length: 0",
    ]
    try:
        transport.sendto("\r\n".join([*lines, "", ""]).encode(), ("127.0.0.1", switch.settings.port("sip")))
        async with asyncio.timeout(5):
            answer = await answers.got.get()
    finally:
        transport.close()
    answer = answer.replace(to, "WHO")
    return re.sub(r'(?m)(Via|Call-ID|CSeq):.*|tag=[\w-]+|(nonce|opaque)="[^"]*"', "", answer)


async def test_h11_a_stranger_learns_nothing(switch: Switch) -> None:
    answers = {await ask(switch, "INVITE", to) for to in ("96000", "801", "provider", "13800000001", "x")}
    assert len(answers) == 1, "a stranger can tell who exists from who does not"
    answer = answers.pop()
    assert answer.startswith("SIP/2.0 401 ")
    assert not re.search("asterisk|estateline|pbx|22", answer, re.IGNORECASE)


@pytest.mark.parametrize("method", ["REGISTER", "OPTIONS"])
async def test_h11_other_requests_tell_as_little(switch: Switch, method: str) -> None:
    known, unknown = await ask(switch, method, "801"), await ask(switch, method, "no-such")
    assert known == unknown
    assert known.startswith("SIP/2.0 401 ")


@pytest.mark.parametrize("dialled", ["13911111111", "8613911111111", "9013911111111", "801"])
async def test_h11_no_number_dialled_leads_out(switch: Switch, engine: Engine, dialled: str) -> None:
    before = len(start.calls(switch.settings))
    transcript = await switch.call("2468", dialled=dialled)
    assert transcript.answered
    assert engine.served, "whatever is dialled from outside is the hotline"
    assert len(start.calls(switch.settings)) == before


@pytest.mark.parametrize("dialled", ["s", "out-join", "h", "*60"])
async def test_h11_no_name_dialled_leads_anywhere(switch: Switch, dialled: str) -> None:
    assert (await switch.call("-", dialled=dialled)).status == 404


async def test_h11_a_caller_cannot_have_himself_transferred(switch: Switch, engine: Engine) -> None:
    before = len(start.calls(switch.settings))
    telephone = Telephone("13800000001", HOTLINE, ("127.0.0.1", switch.settings.port("sip")))
    await telephone.open("127.0.0.2", range(0))
    try:
        await telephone.dial(10)
        status = await telephone.ask("REFER", "Refer-To: <sip:13911111111@127.0.0.1>")
        assert status in (403, 405, 501, 603)
        await telephone.hang_up()
    finally:
        telephone.close()
    assert len(start.calls(switch.settings)) == before


async def test_h11_a_stranger_with_the_name_of_the_trunk_is_a_stranger(switch: Switch) -> None:
    assert (await ask(switch, "INVITE", "provider")).startswith("SIP/2.0 401 ")


async def test_h11_no_inbound_context_leads_to_an_outbound_one(switch: Switch) -> None:
    answer = await switch.ami.send("Command", {"Command": "dialplan show"})
    text = "\n".join(str(value) for value in answer.fields.values())
    assert "out-join" not in re.sub(r"\[ Context 'out-\w+'.*?(?=\[ Context|$)", "", text, flags=re.DOTALL)
