"""Mail reaches addresses in any script, over a real conversation with a mail server, or is refused: never misled."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMultiAlternatives

from cicc_site.smtp import EmailBackend
from tests.drills import mail_server
from tests.drills.mail_server import MailServer

TEXT = "السلام عليكم\n.\nA line that is a full stop stands above.\n"
HEADERS = {"Message-ID": "<1@example.org>", "X-Idempotency-Key": "k"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as made:
        yield made


def send(server: MailServer, to: str) -> None:
    backend = EmailBackend(host="127.0.0.1", port=server.port, use_tls=False, use_ssl=False)
    message = EmailMultiAlternatives("طلبكم", TEXT, "website@coalition.test", [to], headers=HEADERS)
    message.attach_alternative('<p dir="rtl">السلام عليكم</p>', "text/html")
    assert backend.send_messages([message]) == 1


@pytest.mark.parametrize(
    ("to", "asked_for"),
    [
        ("amal@example.org", "amal@example.org"),
        ("amal@bücher.example", "amal@xn--bcher-kva.example"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("أمل@مثال.إختبار", "أمل@مثال.إختبار"),
        ("josé@example.org", "josé@example.org"),
    ],
)
def test_it_goes_to_the_address_that_was_given(server: MailServer, to: str, asked_for: str) -> None:
    send(server, to)
    [recipient] = [line for line in server.commands if line.upper().startswith("RCPT TO")]
    assert asked_for in recipient
    [message] = server.taken
    assert message["Subject"] == "طلبكم"
    assert (message["Message-ID"], message["X-Idempotency-Key"]) == ("<1@example.org>", "k")
    text, html = (part.get_content() for part in message.iter_parts())
    assert text.replace("\r\n", "\n") == TEXT
    assert 'dir="rtl">السلام' in html
    assert to.partition("@")[0] in str(message["To"])


def test_a_server_that_cannot_take_it_sends_it_to_nobody(server: MailServer) -> None:
    server.extensions = ["8BITMIME"]
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send(server, "josé@example.org")
    assert server.taken == []
    send(server, "amal@example.org")
    assert len(server.taken) == 1
