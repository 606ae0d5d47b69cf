"""Real receivers of alerts on loopback: an HTTP server and an SMTP server that fail the way they are told to."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class HttpReceiver:
    """Keeps what it is sent. ``behaviour`` says, one entry a request, what it does; after the last it answers 200.

    An entry is a status, ``cut`` (breaks off in the middle of its answer), ``drop`` (reads and hangs up), or the
    seconds (float) to wait before answering 200.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.behaviour: list[int | float | str] = []

    @property
    def messages(self) -> list[str]:
        return [body["message"] for body in self.received]

    @property
    def titles(self) -> list[str]:
        return [body["title"] for body in self.received]

    def url(self, secret: str = "", options: str = "rto=0.4&cto=0.4") -> str:
        user = f"kinerja:{secret}@" if secret else ""
        path = f"hook-{secret}" if secret else "hook"
        return f"json://{user}127.0.0.1:{self.port}/{path}?{options}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def http_receiver(port: int | None = None) -> Iterator[HttpReceiver]:
    receiver = HttpReceiver(port or free_port())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(json.loads(body))
            receiver.headers.append(dict(self.headers))
            step = receiver.behaviour.pop(0) if receiver.behaviour else 200
            if isinstance(step, float):
                time.sleep(step)
                step = 200
            if step == "drop":
                return
            self.send_response(step if isinstance(step, int) else 200)
            self.send_header("Content-Length", "100" if step == "cut" else "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        # A client that gave up is part of the tests.
        def handle_error(self, *_: Any) -> None: ...

    with Server(("127.0.0.1", receiver.port), Handler) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield receiver
        server.shutdown()


class SmtpReceiver:
    """Keeps what it accepts. ``refused``: recipients it refuses; ``drops``: how many it hangs up on after DATA."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.logins: list[bytes] = []
        self.refused: set[str] = set()
        self.drops = 0

    def url(self, *to: str, secret: str = "") -> str:
        user = f"kinerja:{secret}@" if secret else ""
        return f"mailto://{user}127.0.0.1:{self.port}?mode=insecure&from=kinerja@contoh.go.id&to={','.join(to)}"

    @property
    def recipients(self) -> list[str]:
        return [address for addresses, _ in self.mails for address in addresses]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drops:
            self.drops -= 1
            server.transport.close()
            return "451 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), mail))
        return "250 OK"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        return AuthResult(success=True)


@contextmanager
def smtp_receiver() -> Iterator[SmtpReceiver]:
    receiver = SmtpReceiver(free_port())
    controller = Controller(
        receiver,
        hostname="127.0.0.1",
        port=receiver.port,
        authenticator=receiver.login,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()
