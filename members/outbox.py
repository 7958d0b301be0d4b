"""The outbox: every mail of the site is a row, written in the transaction of its cause and sent afterwards.

Write with `write`; nothing else puts a mail on its way. The rows are sent by `members/outbox_sending.py`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from cicc_site import mail
from cicc_site.mail import Rendered
from members import mail_errors, tasks
from members.models import MailState, OutboxMessage
from members.models.outbox import SecretsLost
from members.outbox_sending import send_due

__all__ = ["OnItsWay", "revealed", "send_due", "withhold", "write", "write_made"]

MADE_ELSEWHERE = "other"  # the occasion of what Wagtail and Django send by themselves
SECRET_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class NoTransaction(RuntimeError):
    """A message that is written outside of a transaction could be sent without its cause, or lost beside it."""


class OnItsWay(RuntimeError):
    """A message is being sent; in a few minutes it has been."""


def write(
    occasion: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    key: str,
    secrets: Mapping[str, str] | None = None,
    application_id: int | None = None,
) -> OutboxMessage:
    """Put the message of `templates/emails/<occasion>/` on its way, with what else this transaction does.

    key: names the cause ("application:12:received"); the first message of a cause stands and is returned, whatever
    came later. secrets: {name: value} of what must not rest in the database, such as a personal link: the templates
    get a mark by that name (`{{ link }}`), and the value is put in its place when the message is sent, never before.
    """
    if not _in_transaction():
        raise NoTransaction("Write a message in the transaction of its cause: with transaction.atomic().")
    written = OutboxMessage.objects.filter(key=key).first()
    if written is not None:
        return written
    message = _message(to, key, occasion, language)
    message.application_id = application_id
    _fill(message, context, secrets or {})
    return _put(message)


def write_made(to: str, *, subject: str, text: str, html: str, language: str) -> OutboxMessage:
    """Put a message on its way that somebody else has made: Wagtail, Django (members/mail_backend.py)."""
    if not _in_transaction():
        raise NoTransaction("Write a message in the transaction of its cause: with transaction.atomic().")
    address = parseaddr(to)[1] or to
    message = _message(address, f"made:{uuid.uuid4().hex}", MADE_ELSEWHERE, language)
    message.subject, message.text, message.html = mail.one_line(subject), mail.clean(text), mail.clean(html)
    return _put(message)


def _message(to: str, key: str, occasion: str, language: str) -> OutboxMessage:
    address = to.strip()
    if "@" not in address or re.search(r"[\s<>,;]", address) or len(address) > 320:
        raise ValueError("A message needs one plain e-mail address.")
    return OutboxMessage(
        key=key, message_id=new_message_id(), occasion=occasion, to=address, language=language
    )


def _put(message: OutboxMessage) -> OutboxMessage:
    # Of two transactions with one key the second waits here for the first, and then finds its row.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    transaction.on_commit(nudge, robust=True)
    return OutboxMessage.objects.get(key=message.key)


def _in_transaction() -> bool:
    """Whether the caller opened one; the one around a test is not the caller's."""
    blocks = connection.atomic_blocks
    return bool(blocks) and not getattr(blocks[-1], "_from_testcase", False)


def _fill(message: OutboxMessage, context: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    marks = {name: message.mark(name) for name in secrets}
    for name in secrets:
        if not SECRET_NAME.fullmatch(name) or name in context:
            raise ValueError(f"{name} cannot name a secret.")
    links = [marks[name] for name, value in secrets.items() if value.startswith(("https://", "http://"))]
    rendered = mail.render(message.occasion, {**context, **marks}, message.language, links=links)
    if any(mark in rendered.subject for mark in marks.values()):
        raise ValueError("A subject is read by every server on the way: no secret in it.")
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    message.seal(secrets)


def new_message_id() -> str:
    """A Message-ID nobody can guess, in the domain that the mail comes from."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    domain = sender if "." in sender else urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid.uuid4().hex}@{domain.encode('idna').decode()}>"


def nudge() -> None:
    """Have the worker look at once. A nudge that is lost loses nothing: the clock looks every minute."""
    tasks.send_mail.enqueue()


def send_again(messages: QuerySet[OutboxMessage]) -> int:
    """Put failed messages on their way once more, with the same Message-ID and key; give how many."""
    with transaction.atomic():
        count = (
            messages.filter(state=MailState.FAILED)
            .exclude(to="")
            .update(state=MailState.WAITING, attempts=0, not_before=Now())
        )
        transaction.on_commit(nudge, robust=True)
    return count


def withhold(messages: QuerySet[OutboxMessage]) -> int:
    """Take back what waits and wipe what is personal of all of them; give of how many. What is on its way at this very
    moment cannot be held back: raises OnItsWay, and nothing was done."""
    with transaction.atomic():
        rows = list(messages.select_for_update().order_by("pk").values_list("pk", "state"))
        if any(state == MailState.SENDING for _pk, state in rows):
            raise OnItsWay
        ours = OutboxMessage.objects.filter(pk__in=[pk for pk, _state in rows])
        ours.filter(state=MailState.WAITING).update(state=MailState.FAILED, last_error=mail_errors.WITHHELD)
        return ours.forget()


def can_go_again(message: OutboxMessage) -> bool:
    """Whether a message has failed and its text is still there."""
    return message.state == MailState.FAILED and bool(message.to)


def without_marks(told: Rendered, message: OutboxMessage) -> Rendered:
    """The message with an ellipsis for each secret that is not shown."""
    mark = re.compile(rf"secret-[a-z0-9-]+-{re.escape(message.reference)}")
    return Rendered(
        told.subject,
        mark.sub("\N{HORIZONTAL ELLIPSIS}", told.text),
        mark.sub("\N{HORIZONTAL ELLIPSIS}", told.html),
    )


def revealed(message: OutboxMessage) -> dict[str, str]:
    """The secrets of a message, {name: value}; empty once it has been sent, or when no key opens them any more."""
    try:
        return message.revealed()
    except SecretsLost:
        return {}
