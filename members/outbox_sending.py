"""Sends the messages of the outbox: the only place in the project that hands a mail to a mail server.

At least once: a message is taken with a lease, sent outside of any transaction, then recorded. Whoever is killed in
between leaves a lease that runs out, and the message goes once more with the same Message-ID and key. Logs name the
row, the occasion and the kind of fault; never an address, a text or what the mail server said.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import random
import smtplib
import socket
import time
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from cicc_site import faults
from members import mail_errors, mail_gate, read_only
from members.models import MailState, OutboxMessage
from members.models.outbox import SecretsLost

logger = logging.getLogger(__name__)

# Longer than the mail server can keep us at one message: each of a dozen answers may take settings.EMAIL_TIMEOUT.
LEASE = dt.timedelta(minutes=6)
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)
MAX_ATTEMPTS = 20  # with these waits, about three days
BATCH_SECONDS = 45  # so that a worker that is asked to stop does so soon
RECORD_SECONDS = 60  # how long a database that restarts is waited for, to record what has been sent
LEASE_LOST = "lease lost"


class Unsendable(Exception):
    """No repetition will help; its text is a word of ours for the column last_error."""


def send_due(seconds: float = BATCH_SECONDS) -> int:
    """Send what is due, one after the other, and give how many went. Any number may run at once.

    Stops after so many seconds, or when the mail server is not there at all: the clock comes again in a minute. A copy
    of the site sends nothing (members/mail_gate.py), nor does one that is read-only.
    """
    if mail_gate.shut_because() or read_only.since():
        return 0
    reap()
    sent, began = 0, time.monotonic()
    server: BaseEmailBackend | None = None
    try:
        while time.monotonic() - began < seconds:
            message = claim()
            if message is None:
                break
            server = server or get_connection(settings.MAIL_TRANSPORT)
            went, there = _deliver(message, server)
            sent += went
            if not there:
                break
    finally:
        if server is not None:
            _close(server)
    return sent


def is_anything_due() -> bool:
    """Whether a call would find anything to send, or to take back from a worker that is gone."""
    if mail_gate.shut_because() or read_only.since():
        return False
    return OutboxMessage.objects.due().exists() or OutboxMessage.objects.abandoned().exists()


# --- Taking and giving back ------------------------------------------------------------------------------------


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def claim() -> OutboxMessage | None:
    """Take the message that has waited longest, with a lease; None when nothing is due."""
    with transaction.atomic(durable=True):
        due = OutboxMessage.objects.due().order_by("not_before", "pk").select_for_update(skip_locked=True)
        message = due.first()
        if message is None:
            return None
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MailState.SENDING,
            lease_until=Now() + LEASE,
            leased_by=worker_name(),
            attempts=F("attempts") + 1,
        )
    message.refresh_from_db()
    return message


def reap() -> int:
    """Free the messages whose sender is gone; give how many. One that was lost too often has failed."""
    abandoned = OutboxMessage.objects.abandoned()
    free = {"lease_until": None, "leased_by": "", "last_error": LEASE_LOST}
    given_up = abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(state=MailState.FAILED, **free)
    freed = abandoned.update(state=MailState.WAITING, not_before=Now(), **free)
    if given_up or freed:
        logger.warning("%d message(s) were left by a worker that is gone.", given_up + freed)
    return given_up + freed


# --- Sending ---------------------------------------------------------------------------------------------------


def _deliver(message: OutboxMessage, server: BaseEmailBackend) -> tuple[bool, bool]:
    """Send one message and record what became of it; give whether it went, and whether the mail server is there."""
    try:
        if not server.send_messages([compose(message)]):
            raise Unsendable("not taken")
    except Exception as error:
        _close(server)
        permanent, reason = verdict(error)
        _recorded(lambda: _record_failure(message, reason, permanent=permanent))
        return False, not _is_absence(error)
    _recorded(lambda: _record_sent(message))
    return True, True


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    """The message as it leaves: the same headers at every attempt."""
    try:
        values = {message.mark(name): value for name, value in message.revealed().items()}
    except SecretsLost:
        raise Unsendable(mail_errors.SECRETS_UNREADABLE) from None
    told = message.as_rendered().with_secrets(values)
    headers = {
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Idempotency-Key": hashlib.sha256(message.key.encode()).hexdigest()[:32],
        "Content-Language": message.language,
    }
    mail = EmailMultiAlternatives(told.subject, told.text, to=[message.to], headers=headers)
    if told.html:
        mail.attach_alternative(told.html, "text/html")
    return mail


def verdict(error: Exception) -> tuple[bool, str]:
    """Whether no repetition will help, and what to remember: the class of the fault, the codes of the mail server."""
    name = faults.name_of(error)
    if isinstance(error, Unsendable):
        return True, str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _said in error.recipients.values()})
        return all(500 <= code < 600 for code in codes), f"{name} {' '.join(map(str, codes))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return (
            False,
            f"{name} {error.smtp_code}",
        )  # of the sender, the sign-in, the content: the operator's to mend
    # An address or a header that no server can be given.
    return isinstance(error, (ValueError, smtplib.SMTPNotSupportedError)), name


def _is_absence(error: Exception) -> bool:
    """Whether the next message would meet the same: no connection, no sign-in."""
    gone = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError)
    return isinstance(error, gone) or (
        isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    )


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: twice as long each time, and never all at one moment."""
    doubled: dt.timedelta = FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 20)
    return min(doubled, LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        logger.info("The connection to the mail server ended with %s.", faults.name_of(error))


# --- Recording -------------------------------------------------------------------------------------------------


def _record_sent(message: OutboxMessage) -> None:
    """Whoever holds the lease by now: it has gone. On the machine of a developer the secrets stay, to be looked at."""
    kept = {} if settings.FOR_THIS_MACHINE_ONLY else {"secrets": ""}
    OutboxMessage.objects.filter(pk=message.pk).exclude(state=MailState.SENT).update(
        state=MailState.SENT, sent_at=Now(), lease_until=None, leased_by="", last_error="", **kept
    )


def _record_failure(message: OutboxMessage, reason: str, *, permanent: bool) -> None:
    failed = permanent or message.attempts >= MAX_ATTEMPTS
    mine = OutboxMessage.objects.filter(
        pk=message.pk, state=MailState.SENDING, leased_by=message.leased_by, attempts=message.attempts
    )
    mine.update(
        state=MailState.FAILED if failed else MailState.WAITING,
        not_before=Now() + wait_after(message.attempts),
        lease_until=None,
        leased_by="",
        last_error=reason[:200],
    )
    logger.log(
        logging.ERROR if failed else logging.WARNING,
        "Message %d (%s) was not sent: %s; attempt %d, %s.",
        message.pk,
        message.occasion,
        reason,
        message.attempts,
        "given up" if failed else "to be repeated",
    )


def _recorded(record: Callable[[], None]) -> None:
    """Record, through a restart of the database: what is not recorded is sent once more."""
    began, pause = time.monotonic(), 0.25
    while True:
        try:
            with transaction.atomic(durable=True):
                record()
            return
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() - began > RECORD_SECONDS:
                raise
            time.sleep(pause)
            pause = min(pause * 2, 5)
