"""A telephone and a carrier in a few lines of SIP over UDP, to see Asterisk from outside.

No audio is sent. Everything a test must know of a message is in `Message`.
"""

import hashlib
import queue
import re
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from voicebot.adapters.telephony.asterisk import SipAccount

FINAL_S = 30.0
_BRANCH = "z9hG4bK"


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP message; header names in lower case, first line apart."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str
    source: tuple[str, int] = ("", 0)
    at: float = 0.0

    @property
    def code(self) -> int:
        """Status of a response, 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """Method of a request; of a response, the one it answers."""
        return self.header("cseq").split()[1]

    @property
    def user(self) -> str:
        """User part of a request's URI."""
        return re.sub(r"^sips?:([^@;]*)@.*", r"\1", self.start.split()[1])

    def header(self, name: str) -> str:
        """The first header of that name, empty if there is none."""
        return next((value for key, value in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a callee says to an INVITE, `after_s` after what it said before."""

    code: int
    headers: tuple[str, ...] = ()
    after_s: float = 0.0
    early_media: bool = False


@dataclass(slots=True)
class Dialog:
    """What later requests of a call need; `target` is the other side's Contact."""

    call_id: str
    ours: str
    theirs: str
    target: str
    cseq: int
    heard: list[Message] = field(default_factory=list)

    @property
    def codes(self) -> list[int]:
        """Every status received for the INVITE, in order."""
        return [message.code for message in self.heard]

    @property
    def final(self) -> Message:
        """The answer that ended it."""
        return self.heard[-1]


class Telephone:
    """One UDP port that sends requests and answers those of others."""

    def __init__(
        self,
        server: tuple[str, int],
        answers: Callable[[Message], Sequence[Answer]] = lambda _: (Answer(200),),
        port: int = 0,
    ) -> None:
        self.requests: list[Message] = []
        self._server = server
        self._answers = answers
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", port))
        self._responses: dict[str, queue.Queue[Message]] = {}
        self._open = True
        self._cancelled: set[str] = set()
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the port go."""
        self._open = False
        self._line.sendto(b"", self._line.getsockname())
        for thread in self._threads:
            thread.join(5)
        self._line.close()

    @property
    def port(self) -> int:
        """Our own port."""
        return int(self._line.getsockname()[1])

    @property
    def invited(self) -> list[str]:
        """Users of every INVITE that came, once a call."""
        calls = {m.header("call-id"): m.user for m in self.requests if m.method == "INVITE"}
        return list(calls.values())

    def register(self, account: SipAccount, seconds: int = 60) -> Message:
        """The last answer to a REGISTER with this account."""
        extra = [f"Expires: {seconds}"]
        uri, who = f"sip:{account.host}", f"sip:{account.username}@{account.host}"
        return self.ask("REGISTER", uri, who, who, account=account, extra=extra).final

    def call(
        self,
        number: str,
        account: SipAccount | None = None,
        extra: Sequence[str] = (),
        from_user: str = "stranger",
        limit_s: float = FINAL_S,
    ) -> Dialog:
        """INVITE; returns at the final answer, which is acknowledged."""
        host = f"{self._server[0]}:{self._server[1]}"
        who = account.username if account else from_user
        uri = f"sip:{number}@{host}"
        return self.ask("INVITE", uri, f"sip:{who}@{host}", uri, account, extra, limit_s)

    def ask(
        self,
        method: str,
        uri: str,
        sender: str,
        to: str,
        account: SipAccount | None = None,
        extra: Sequence[str] = (),
        limit_s: float = FINAL_S,
    ) -> Dialog:
        """One request outside a dialog; a challenge is answered once if there is an account."""
        dialog = Dialog(
            uuid.uuid4().hex, f"<{sender}>;tag={uuid.uuid4().hex[:8]}", f"<{to}>", uri, 1
        )
        self._exchange(dialog, method, uri, extra, limit_s)
        if dialog.final.code == 401 and account is not None:
            credentials = authorization(dialog.final, account, method, uri)
            dialog.cseq += 1
            self._exchange(dialog, method, uri, [*extra, credentials], limit_s)
        return dialog

    def within(self, dialog: Dialog, method: str, extra: Sequence[str] = (), body: str = "") -> int:
        """A request inside a call; its final status."""
        dialog.cseq += 1
        answers = self._wait_for(dialog.call_id)
        self._send(dialog, method, dialog.target, extra, body)
        while (message := answers.get(timeout=FINAL_S)).method != method or message.code < 200:
            pass
        return message.code

    def hang_up(self) -> None:
        """End every call that we answered and that is still up."""
        ended = {m.header("call-id") for m in self.requests if m.method == "BYE"}
        for invite in [m for m in self.requests if m.method == "INVITE"]:
            call_id = invite.header("call-id")
            if call_id not in ended and call_id not in self._cancelled:
                ours = f"{invite.header('to')};tag={_our_tag(invite)}"
                target = re.search(r"<([^>]+)>", invite.header("contact"))
                assert target
                ending = Dialog(call_id, ours, invite.header("from"), target[1], 100)
                self.within(ending, "BYE")

    def wait_for(self, method: str, count: int = 1, limit_s: float = FINAL_S) -> list[Message]:
        """Requests of a kind, once so many have come."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            found = [message for message in self.requests if message.method == method]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{count} {method} did not come within {limit_s} s")

    # --- sending -------------------------------------------------------------------------------

    def _exchange(
        self, dialog: Dialog, method: str, uri: str, extra: Sequence[str], limit_s: float
    ) -> None:
        answers = self._wait_for(dialog.call_id)
        body = sdp(self.port) if method == "INVITE" else ""
        branch = self._send(dialog, method, uri, extra, body)
        while True:
            message = answers.get(timeout=limit_s)
            if message.method != method or int(message.header("cseq").split()[0]) != dialog.cseq:
                continue
            dialog.heard.append(message)
            if message.code >= 200:
                break
        if message.code != 401:
            dialog.theirs = message.header("to")
        contact = re.search(r"<([^>]+)>", message.header("contact"))
        dialog.target = contact[1] if contact else dialog.target
        if method == "INVITE":
            to = message.header("to")
            target = dialog.target if message.code < 300 else uri
            self._send(dialog, "ACK", target, (), "", branch if message.code >= 300 else None, to)

    def _send(
        self,
        dialog: Dialog,
        method: str,
        uri: str,
        extra: Sequence[str],
        body: str,
        branch: str | None = None,
        to: str | None = None,
    ) -> str:
        branch = branch or f"{_BRANCH}{uuid.uuid4().hex[:16]}"
        user = re.sub(r"^<sip:([^@>]*).*", r"\1", dialog.ours)
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};rport;branch={branch}",
            "Max-Forwards: 70",
            f"From: {dialog.ours}",
            f"To: {to or dialog.theirs}",
            f"Call-ID: {dialog.call_id}",
            f"CSeq: {dialog.cseq} {method}",
            f"Contact: <sip:{user}@127.0.0.1:{self.port}>",
            *extra,
            *(["Content-Type: application/sdp"] if body.startswith("v=0") else []),
            f"Content-Length: {len(body)}",
        ]
        self._line.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), self._server)
        return branch

    def _wait_for(self, call_id: str) -> "queue.Queue[Message]":
        return self._responses.setdefault(call_id, queue.Queue())

    # --- listening -----------------------------------------------------------------------------

    def _listen(self) -> None:
        while self._open:
            try:
                data, source = self._line.recvfrom(65_536)
            except ConnectionError:
                continue
            if not data.strip():
                continue
            message = parse(data.decode(), source)
            if message.code:
                self._wait_for(message.header("call-id")).put(message)
            else:
                self._take(message)

    def _take(self, request: Message) -> None:
        known = [m for m in self.requests if m.header("via") == request.header("via")]
        again = any(m.method == request.method for m in known)
        if not again:
            self.requests.append(request)
        if request.method == "INVITE" and not again:
            thread = threading.Thread(target=self._play, args=(request,), daemon=True)
            self._threads.append(thread)
            thread.start()
        elif request.method == "CANCEL":
            self._cancelled.add(request.header("call-id"))
            self._reply(request, Answer(200))
        elif request.method not in ("ACK", "INVITE"):
            self._reply(request, Answer(200))

    def _play(self, invite: Message) -> None:
        for answer in self._answers(invite):
            deadline = time.monotonic() + answer.after_s
            while time.monotonic() < deadline and self._open:
                if invite.header("call-id") in self._cancelled:
                    break
                time.sleep(0.01)
            if invite.header("call-id") in self._cancelled:
                self._reply(invite, Answer(487))
                return
            self._reply(invite, answer)

    def _reply(self, request: Message, answer: Answer) -> None:
        tag = _our_tag(request)
        to = request.header("to")
        body = ""
        if request.method == "INVITE" and (answer.code == 200 or answer.early_media):
            body = sdp(self.port)
        lines = [
            f"SIP/2.0 {answer.code} X",
            *(f"Via: {value}" for key, value in request.headers if key == "via"),
            *(f"Record-Route: {value}" for key, value in request.headers if key == "record-route"),
            f"From: {request.header('from')}",
            f"To: {to if 'tag=' in to else f'{to};tag={tag}'}",
            f"Call-ID: {request.header('call-id')}",
            f"CSeq: {request.header('cseq')}",
            f"Contact: <sip:x@127.0.0.1:{self.port}>",
            *answer.headers,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._line.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), request.source)


def _our_tag(request: Message) -> str:
    return hashlib.sha256(request.header("call-id").encode()).hexdigest()[:8]


def parse(text: str, source: tuple[str, int] = ("", 0)) -> Message:
    """Read one SIP message."""
    head, _, body = text.partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    return Message(start, headers, body, source, time.monotonic())


def sdp(port: int) -> str:
    """An offer or answer of mu-law audio and telephone events."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {port + 1} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )


def authorization(challenge: Message, account: SipAccount, method: str, uri: str) -> str:
    """The Authorization header that answers a digest challenge (RFC 2617, MD5)."""
    offered = challenge.header("www-authenticate")
    nonce, realm = (re.search(rf'{key}="([^"]*)"', offered) for key in ("nonce", "realm"))
    assert nonce and realm
    first = _md5(f"{account.username}:{realm[1]}:{account.password}")
    second = _md5(f"{method}:{uri}")
    answer = _md5(f"{first}:{nonce[1]}:00000001:abcdef:auth:{second}")
    opaque = re.search(r'opaque="([^"]*)"', offered)
    return (
        f'Authorization: Digest username="{account.username}", realm="{realm[1]}", '
        f'nonce="{nonce[1]}", uri="{uri}", response="{answer}", algorithm=MD5, qop=auth, '
        f'nc=00000001, cnonce="abcdef"' + (f', opaque="{opaque[1]}"' if opaque else "")
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
