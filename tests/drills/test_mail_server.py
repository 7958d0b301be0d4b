"""The mail server of the drills takes what a mail server takes."""

from __future__ import annotations

import smtplib
import socket

import pytest

from tests.drills import mail_server
from tests.drills.mail_server import MailServer

MESSAGE = "From: a@example.org\r\nTo: b@example.org\r\nSubject: {}\r\n\r\n{}\r\n"


def begin(post: MailServer, text: str) -> socket.socket:
    """Somebody who has said so much of a message."""
    sender = socket.create_connection(("127.0.0.1", post.port), 10)
    answers = sender.makefile("rb")
    assert answers.readline().startswith(b"220")
    sender.sendall(b"DATA\r\n")
    assert answers.readline().startswith(b"354")
    sender.sendall(text.encode())
    return sender


@pytest.mark.parametrize("said", [0.3, 0.6, 1.0])
def test_who_dies_amid_a_message_has_sent_none(said: float) -> None:
    whole = MESSAGE.format("torn", "the last word")
    with mail_server.running() as post:
        begin(post, whole[: int(len(whole) * said)]).close()
        with smtplib.SMTP("127.0.0.1", post.port, timeout=10) as sender:
            sender.sendmail("a@example.org", "b@example.org", MESSAGE.format("whole", ".a dot"))
        [taken] = post.wait_for("whole")
    assert [message["Subject"] for message in post.taken] == ["whole"]
    assert taken.get_content() == ".a dot\r\n"
