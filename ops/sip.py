"""A small SIP telephone that calls: INVITE to BYE over UDP (RFC 3261), sound by `ops.rtp`.

It speaks the little that one call needs, correctly: retransmission and its timers, provisional and final
answers, CANCEL, the dialog's route and sequence numbers, the far side's BYE, re-INVITE, UPDATE and OPTIONS.
"""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from ops.rtp import EVENTS, PCMA, Stream

T1 = 0.5
T2 = 4.0
"""Seconds: first and longest pause between retransmissions (RFC 3261, 17.1.1.1)."""
FINAL = 64 * T1
"""Seconds after which an unanswered request has failed."""
_ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO"


class NotAnswered(Exception):
    """The call was refused, or nobody answered in time: status 486, 404 …, 408 when nothing came at all."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


@dataclass
class Message:
    """A SIP message taken apart. status: 0 for a request. Header names are in small letters."""

    first: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @property
    def status(self) -> int:
        """The status of an answer, 0 for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """The request's method, or the one an answer belongs to."""
        return self["cseq"].split()[-1] if self.status else self.first.split()[0]

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for one, value in self.headers if one == name]

    def __getitem__(self, name: str) -> str:
        return next(iter(self.all(name)), "")


_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}


def parse(data: bytes) -> Message | None:
    """A datagram as a message, None when it is none (a keep-alive, rubbish)."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    if not re.fullmatch(r"SIP/2\.0 \d{3} .*|[A-Z]+ \S+ SIP/2\.0", lines[0]):
        return None
    pairs = [line.partition(":")[::2] for line in lines[1:]]
    headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
    return Message(lines[0], [(_COMPACT.get(name, name), value) for name, value in headers], body)


class Telephone(asyncio.DatagramProtocol):
    """One outgoing call: `dial`, then `hang_up` or wait for `ended`. Close it by `close`.

    number, dialled: caller's and called number; server: host and port of the far SIP side.
    """

    def __init__(self, number: str, dialled: str, server: tuple[str, int]) -> None:
        self.call_id = secrets.token_hex(12)
        self.ended = asyncio.Event()
        """Set when the far side hung up, or the call was over otherwise."""
        self.ringing = asyncio.Event()
        self.stream = Stream()
        self._server = server
        self._target = f"sip:{dialled}@{server[0]}:{server[1]}"
        self._number = number
        self._to = f"<{self._target}>"
        self._tag = secrets.token_hex(4)
        self._cseq = secrets.randbelow(1000) + 1
        self._invite_cseq = 0
        self._branch = ""
        self._route: list[str] = []
        self._address = ("", 0)
        self._transport: asyncio.DatagramTransport | None = None
        self._answers: asyncio.Queue[Message] = asyncio.Queue()
        self._answered = False

    async def open(self, host: str, ports: range) -> None:
        """Bind the first free port of `ports`, else any. Raises OSError when `host` is not ours."""
        loop = asyncio.get_running_loop()
        await self.stream.open(host)
        for port in (*ports, 0):
            try:
                self._transport, _ = await loop.create_datagram_endpoint(lambda: self, (host, port))
            except OSError:
                if port == 0:
                    raise
            if self._transport is not None:
                self._address = self._transport.get_extra_info("sockname")
                return

    def close(self) -> None:
        """Let go of all ports; the call, if it is still there, is not ended by it."""
        self.stream.close()
        if self._transport is not None:
            self._transport.close()
        self.ended.set()

    async def dial(self, limit: float) -> None:
        """Call, and return when the far side has answered; sound flows from then on.

        limit: seconds it may ring. Raises NotAnswered.
        """
        self._invite_cseq = self._cseq
        self._branch = _branch()
        self._send(self._invite())
        try:
            async with asyncio.timeout(limit):
                answer = await self._final("INVITE", repeat=self._invite())
        except TimeoutError:
            answer = await self._cancel()
        if answer.status >= 300:
            raise NotAnswered(answer.status, answer.first.split(" ", 2)[2])
        self._to = answer["to"]
        self._target = _uri(answer["contact"]) or self._target
        self._route = list(reversed(answer.all("record-route")))
        self._answered = True
        self._acknowledge()
        self._hear_from(answer.body)

    async def hang_up(self) -> None:
        """End an answered call; returns when the far side has confirmed it, or did not in time."""
        if not self.ended.is_set():
            await self.ask("BYE")
            self.ended.set()

    async def ask(self, method: str, *headers: str) -> int:
        """Send a request within the call; the status of its final answer, 408 when none came in time."""
        self._cseq += 1
        request = self._request(method, self._cseq, _branch(), headers=headers)
        self._send(request)
        try:
            async with asyncio.timeout(T2):
                return (await self._final(method, repeat=request)).status
        except TimeoutError:
            return 408

    async def _final(self, method: str, *, repeat: str) -> Message:
        """The final answer to a request, which is sent again until something comes (timers A, B, E, F)."""
        pause, waited, provisional = T1, 0.0, False
        while waited < FINAL or provisional:
            try:
                async with asyncio.timeout(None if provisional and method == "INVITE" else pause):
                    answer = await self._answers.get()
            except TimeoutError:
                waited += pause
                pause = pause * 2 if method == "INVITE" else min(pause * 2, T2)
                self._send(repeat)
                continue
            if answer.method != method:
                continue
            if answer.status >= 200:
                return answer
            provisional = True
            self.ringing.set()
        return Message("SIP/2.0 408 Request Timeout")

    async def _cancel(self) -> Message:
        """Give up before the answer: CANCEL, then the INVITE's own final answer (RFC 3261, 9.1)."""
        cancel = self._request("CANCEL", self._invite_cseq, self._branch)
        self._send(cancel)
        try:
            async with asyncio.timeout(T2):
                return await self._final("INVITE", repeat=cancel)
        except TimeoutError:
            return Message("SIP/2.0 408 Request Timeout")

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answers go to whoever waits for them; requests are answered at once."""
        message = parse(data)
        if message is None or message["call-id"] != self.call_id:
            return
        if not message.status:
            self._serve(message)
        elif message.method == "INVITE" and message.status >= 300:
            self._refused(message)  # each time it comes: our ACK may have been lost
            self._answers.put_nowait(message)
        elif message.method == "INVITE" and message.status >= 200 and self._answered:
            self._acknowledge()  # our ACK was lost: the answer came again
        else:
            self._answers.put_nowait(message)

    def _serve(self, request: Message) -> None:
        """A request within our call."""
        if request.method == "ACK":
            return
        if request.method == "INVITE" or (request.method == "UPDATE" and request.body):
            self._hear_from(request.body)
            self._send(self._response(request, "200 OK", self._sdp()))
        elif request.method in _ALLOW:
            self._send(self._response(request, "200 OK"))
        else:
            self._send(self._response(request, "405 Method Not Allowed"))
        if request.method == "BYE":
            self.ended.set()

    def _hear_from(self, sdp: str) -> None:
        """Send sound where the far side's description says."""
        host = re.search(r"^c=IN IP4 (\S+)", sdp, re.MULTILINE)
        port = re.search(r"^m=audio (\d+)", sdp, re.MULTILINE)
        if host and port and int(port[1]):
            self.stream.send_to(host[1], int(port[1]))

    def _acknowledge(self) -> None:
        """ACK of a 2xx: a request of its own, along the dialog's route (13.2.2.4)."""
        self._send(self._request("ACK", self._invite_cseq, _branch()))

    def _refused(self, answer: Message) -> None:
        """ACK of a refusal: part of the INVITE's transaction, so its branch and its URI (17.1.1.3)."""
        ours, self._to = self._to, answer["to"]
        self._send(self._request("ACK", self._invite_cseq, self._branch))
        self._to = ours

    def _invite(self) -> str:
        return self._request("INVITE", self._invite_cseq, self._branch, self._sdp())

    def _sdp(self) -> str:
        host, port = self.stream.address
        lines = ("v=0", f"o=- {port} {port} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0")
        media = (
            f"m=audio {port} RTP/AVP {PCMA} {EVENTS}",
            f"a=rtpmap:{PCMA} PCMA/8000",
            f"a=rtpmap:{EVENTS} telephone-event/8000",
            f"a=fmtp:{EVENTS} 0-16",
            "a=ptime:20",
            "a=sendrecv",
        )
        return "\r\n".join((*lines, *media, ""))

    def _request(
        self, method: str, cseq: int, branch: str, body: str = "", headers: Sequence[str] = ()
    ) -> str:
        host, port = self._address
        lines = [
            f"Via: SIP/2.0/UDP {host}:{port};branch={branch};rport",
            "Max-Forwards: 70",
            *(f"Route: {one}" for one in self._route),
            f"From: <sip:{self._number}@{host}>;tag={self._tag}",
            f"To: {self._to}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:{self._number}@{host}:{port}>",
            f"Allow: {_ALLOW}",
            *headers,
        ]
        return _assemble(f"{method} {self._target} SIP/2.0", lines, body)

    def _response(self, request: Message, status: str, body: str = "") -> str:
        host, port = self._address
        headers = [f"Via: {one}" for one in request.all("via")]
        headers += [f"{name.title()}: {request[name]}" for name in ("from", "to")]
        headers += [f"Call-ID: {self.call_id}", f"CSeq: {request['cseq']}", f"Allow: {_ALLOW}"]
        return _assemble(
            f"SIP/2.0 {status}", [*headers, f"Contact: <sip:{self._number}@{host}:{port}>"], body
        )

    def _send(self, text: str) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(text.encode(), self._server)


def _assemble(first: str, headers: list[str], body: str) -> str:
    kind = ["Content-Type: application/sdp"] if body else []
    return "\r\n".join([first, *headers, *kind, f"Content-Length: {len(body)}", "", body])


def _branch() -> str:
    return "z9hG4bK" + secrets.token_hex(8)


def _uri(contact: str) -> str:
    found = re.search(r"<([^>]+)>", contact)
    return found[1] if found else contact.split(";")[0]
