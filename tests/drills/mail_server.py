"""A mail server in a thread: remembers every message that came to its end, and does what a drill asks at the moment it
has taken one."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any


class MailServer:
    """extensions: what it says it can. taken: in the order of arrival. on_taken: called with each message, before the
    sender hears that it was taken."""

    def __init__(self) -> None:
        self.extensions = ["8BITMIME", "SMTPUTF8"]
        self.commands: list[str] = []
        self.taken: list[EmailMessage] = []
        self.on_taken: Callable[[EmailMessage], None] | None = None
        self.port = 0

    def wait_for(self, subject: str, count: int = 1, seconds: float = 240) -> list[EmailMessage]:
        """The messages with this subject, once there are so many."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [message for message in self.taken if message["Subject"] == subject]
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{subject} has not come {count} time(s) in {seconds} s")

    def take(self, lines: list[bytes]) -> None:
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        if self.on_taken is not None:
            self.on_taken(message)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 drill")
        while line := self.rfile.readline():
            verb = line.strip().split(b" ")[0].upper()
            server: MailServer = self.server.mail_server  # type: ignore[attr-defined]
            server.commands.append(line.decode().strip())
            if verb == b"DATA":
                self.say("354 go on")
                lines: list[bytes] = []
                while (part := self.rfile.readline()) != b".\r\n":
                    if not part:
                        return  # whoever is killed amid a message has sent none (RFC 5321, 4.1.1.4)
                    lines.append(part.removeprefix(b".") if part.startswith(b"..") else part)
                server.take(lines)
            if verb == b"EHLO":
                for line_of_many in ["drill", *server.extensions]:
                    self.say(f"250-{line_of_many}")
            self.say("221 bye" if verb == b"QUIT" else "250 yes")
            if verb == b"QUIT":
                return

    def say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:
            return  # whoever was killed hears nothing any more

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    mail_server: Any


@contextmanager
def running(port: int = 0) -> Iterator[MailServer]:
    """port: where it listens; any that is free by default."""
    mail_server = MailServer()
    with _Server(("127.0.0.1", port), _Conversation) as server:
        server.mail_server = mail_server
        mail_server.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield mail_server
        finally:
            server.shutdown()
