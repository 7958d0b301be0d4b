"""Sending: at least once, one sender at a time, the same Message-ID at every attempt, nothing personal in a log."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from members import mail_backend, outbox, outbox_sending
from members.models import MailState, OutboxMessage
from members.outbox_sending import FIRST_WAIT, LEASE, LONGEST_WAIT, MAX_ATTEMPTS, claim, reap, wait_after
from tests import mailing

REFUSING = "tests.members.test_outbox_sending.Server"
WORDS = ("amal", "example", "s3cr3t", "Beatriz")  # of the address, the text and the secret of these tests


class Server(BaseEmailBackend):
    """A mail server that answers as the test wants: faults are raised in this order, then all is taken."""

    faults: list[Exception] = []
    taken: list[Any] = []
    closed = 0

    def send_messages(self, email_messages: Any) -> int:
        if self.faults:
            raise self.faults.pop(0)
        self.taken.extend(email_messages)
        return len(email_messages)

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def server(settings: Settings) -> Iterator[type[Server]]:
    settings.MAIL_TRANSPORT = REFUSING
    settings.FOR_THIS_MACHINE_ONLY = False
    yield Server
    Server.faults.clear()
    Server.taken.clear()


def write(key: str = "k", to: str = "amal@example.org") -> OutboxMessage:
    with transaction.atomic():
        return outbox.write(
            "password_reset",
            to=to,
            language="en",
            context={"user": "Beatriz", "username": "beatriz", "day": "1", "time": "12:00"},
            key=key,
            secrets={"link": "https://www.example.org/s3cr3t/"},
        )


def again(message: OutboxMessage) -> OutboxMessage:
    """The row as it stands now, due at once."""
    OutboxMessage.objects.filter(pk=message.pk).update(not_before=Now())
    return OutboxMessage.objects.get(pk=message.pk)


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"amal@example.org": (code, b"no amal@example.org here, s3cr3t")})


# --- Sent ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_message_leaves_once_with_the_headers_of_a_machine(server: type[Server]) -> None:
    written = write()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    [message] = server.taken
    raw = message.message()
    assert raw["Message-ID"] == written.message_id
    assert raw["To"] == "amal@example.org"
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["X-Idempotency-Key"]
    assert written.key not in raw["X-Idempotency-Key"]
    assert raw["Content-Language"] == "en"
    assert [part.get_content_type() for part in raw.get_payload()] == ["text/plain", "text/html"]
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.last_error, row.leased_by) == (MailState.SENT, 1, "", "")
    assert row.sent_at is not None


@pytest.mark.django_db
def test_what_is_not_due_waits(server: type[Server]) -> None:
    message = write()
    OutboxMessage.objects.update(not_before=Now() + dt.timedelta(minutes=1))
    assert outbox.send_due() == 0
    again(message)
    assert outbox.send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_is_never_sent_inside_a_transaction() -> None:
    write()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        outbox.send_due()


@pytest.mark.django_db
def test_the_message_id_is_of_the_domain_mail_comes_from(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Coalition <website@mail.coalition.test>"
    assert outbox.new_message_id().endswith("@mail.coalition.test>")
    settings.DEFAULT_FROM_EMAIL = "website@localhost"
    settings.SITE_URL = "https://www.coalition.test"
    assert outbox.new_message_id().endswith("@www.coalition.test>")


# --- By several at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_no_message_is_taken_twice() -> None:
    """Eight senders with connections of their own, forty messages."""
    keys = {write(f"k{number}").pk for number in range(40)}
    taken: list[int] = []
    ready = threading.Barrier(8)

    def sender() -> None:
        try:
            ready.wait(60)
            while (message := claim()) is not None:
                taken.append(message.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=sender) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(taken) == Counter(keys)
    assert set(OutboxMessage.objects.values_list("attempts", "state")) == {(1, MailState.SENDING)}


@pytest.mark.django_db(transaction=True)
def test_eight_senders_send_each_message_once(server: type[Server]) -> None:
    for number in range(24):
        write(f"k{number}")

    def sender() -> None:
        try:
            outbox.send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=sender) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({message.extra_headers["Message-ID"] for message in server.taken}) == len(server.taken) == 24


# --- Killed in between --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sender_killed_before_recording_leaves_the_same_message_to_be_sent_again(
    server: type[Server], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Killed(BaseException):
        """As kill -9 does: nothing runs afterwards."""

    def killed(message: OutboxMessage) -> None:
        raise Killed

    write()
    with monkeypatch.context() as patched:
        patched.setattr(outbox_sending, "_record_sent", killed)
        with pytest.raises(Killed):
            outbox.send_due()
    assert OutboxMessage.objects.get().state == MailState.SENDING
    assert outbox.send_due() == 0, "the lease holds"
    OutboxMessage.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
    assert outbox.send_due() == 1
    first, second = (message.message() for message in server.taken)
    for header in ("Message-ID", "X-Idempotency-Key", "To", "Subject"):
        assert first[header] == second[header]
    assert "s3cr3t" in server.taken[1].body, "the secret was still there"
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.secrets) == (MailState.SENT, 2, "")


@pytest.mark.django_db
def test_a_message_that_kills_its_senders_is_given_up() -> None:
    message = write()
    for _ in range(MAX_ATTEMPTS):
        assert claim() is not None
        OutboxMessage.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
        assert reap() == 1
    assert claim() is None
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MailState.FAILED, "lease lost")


@pytest.mark.django_db
def test_a_lease_is_longer_than_a_slow_mail_server(settings: Settings) -> None:
    assert dt.timedelta(seconds=12 * settings.EMAIL_TIMEOUT) < LEASE


@pytest.mark.django_db
def test_whoever_lost_the_lease_changes_nothing_but_that_it_was_sent(server: type[Server]) -> None:
    write()
    late = claim()
    assert late is not None
    OutboxMessage.objects.update(leased_by="another", attempts=2)
    outbox_sending._record_failure(late, "TimeoutError", permanent=True)
    assert OutboxMessage.objects.get().state == MailState.SENDING, "another is at it"
    outbox_sending._record_sent(late)
    assert OutboxMessage.objects.get().state == MailState.SENT


@pytest.mark.django_db
def test_a_database_that_restarts_is_waited_for_when_a_message_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    faults: list[DatabaseError] = [OperationalError("gone"), OperationalError("starting up")]
    recorded: list[str] = []

    def record() -> None:
        if faults:
            raise faults.pop()
        recorded.append("yes")

    outbox_sending._recorded(record)
    assert recorded == ["yes"]


# --- Refused ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_recipient_that_does_not_exist_fails_at_once(server: type[Server]) -> None:
    server.faults[:] = [refused(550)]
    write()
    assert outbox.send_due() == 0
    row = OutboxMessage.objects.get()
    assert (row.state, row.last_error) == (MailState.FAILED, "SMTPRecipientsRefused 550")
    assert not OutboxMessage.objects.due().exists()


TRANSIENT = [
    refused(450),
    smtplib.SMTPDataError(554, b"amal@example.org s3cr3t"),
    smtplib.SMTPSenderRefused(550, b"no", "website@example.org"),
    smtplib.SMTPAuthenticationError(535, b"no"),
    smtplib.SMTPServerDisconnected("amal@example.org"),
    ConnectionRefusedError(111, "amal@example.org"),
    TimeoutError("amal@example.org"),
    RuntimeError("amal@example.org s3cr3t"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda fault: type(fault).__name__)
def test_anything_else_is_tried_again_and_no_log_tells_of_whom(
    server: type[Server], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.faults[:] = [fault]
    message = write()
    assert outbox.send_due() == 0
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts) == (MailState.WAITING, 1)
    assert row.last_error.startswith(type(fault).__name__)
    assert row.not_before > timezone.now() + dt.timedelta(seconds=40)
    ours = [
        record.getMessage() + str(record.exc_text or "")
        for record in caplog.records
        if "django.db" not in record.name
    ]
    assert any("was not sent" in line for line in ours)
    for line in (*ours, row.last_error):
        assert not [word for word in WORDS if word in line], line
    again(message)
    assert outbox.send_due() == 1
    assert OutboxMessage.objects.get().last_error == ""


@pytest.mark.django_db
def test_a_mail_server_that_is_not_there_costs_one_message_one_attempt(server: type[Server]) -> None:
    server.faults[:] = [ConnectionRefusedError(), ConnectionRefusedError()]
    for number in range(3):
        write(f"k{number}")
    outbox.send_due()
    assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db
def test_a_recipient_that_is_refused_holds_up_nobody(server: type[Server]) -> None:
    server.faults[:] = [refused(550)]
    for number in range(3):
        write(f"k{number}")
    assert outbox.send_due() == 2


@pytest.mark.django_db
def test_after_three_days_it_is_given_up_and_may_be_sent_again(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    message = write()
    server.faults[:] = [TimeoutError() for _ in range(MAX_ATTEMPTS)]
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert outbox.send_due() == 0
        message = again(message)
        assert message.attempts == attempt
    assert message.state == MailState.FAILED
    assert "given up" in caplog.text
    assert outbox.send_due() == 0
    assert outbox.send_again(OutboxMessage.objects.all()) == 1
    assert outbox.send_due() == 1
    assert server.taken[0].extra_headers["Message-ID"] == message.message_id


def test_waits_grow_from_a_minute_to_six_hours_and_end_after_three_days() -> None:
    for attempt in range(1, 40):
        waits = [wait_after(attempt) for _ in range(50)]
        assert FIRST_WAIT * 0.8 <= min(waits) < max(waits) <= LONGEST_WAIT * 1.2
    assert max(wait_after(1) for _ in range(50)) < min(wait_after(3) for _ in range(50))
    whole = sum((wait_after(attempt) for attempt in range(1, MAX_ATTEMPTS)), dt.timedelta())
    assert dt.timedelta(days=2) < whole < dt.timedelta(days=4)


# --- Mail that Wagtail and Django make -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_packages_send_goes_through_the_outbox() -> None:
    backend = mail_backend.OutboxBackend()
    message = mail.EmailMultiAlternatives(
        "Your page\nwas published",
        "Text",
        to=["Amal <amal@example.org>"],
        bcc=["chen@example.org"],
        connection=backend,
    )
    message.attach_alternative("<p>HTML</p>", "text/html")
    message.send()
    assert mail.outbox == []
    assert set(OutboxMessage.objects.values_list("to", "subject", "html", "occasion")) == {
        (address, "Your page was published", "<p>HTML</p>", "other")
        for address in ("amal@example.org", "chen@example.org")
    }
    assert sorted(message.to[0] for message in mailing.sent()) == ["amal@example.org", "chen@example.org"]


@pytest.mark.django_db
def test_a_colleague_without_an_address_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    backend = mail_backend.OutboxBackend()
    messages = [mail.EmailMessage("S", "T", to=[to]) for to in ("nobody at all", "amal@example.org")]
    assert backend.send_messages(messages) == 1
    assert OutboxMessage.objects.get().to == "amal@example.org"
    assert "nobody at all" not in caplog.text
