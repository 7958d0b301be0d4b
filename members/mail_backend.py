"""Takes the mails that Wagtail, Django and their packages send by themselves, and writes them into the outbox.

So a mail server that does not answer loses none of them and keeps nobody waiting. One row per recipient; what only a
mail program could show (files, copies for others) none of them sends.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from cicc_site import languages
from members import outbox

logger = logging.getLogger(__name__)


class OutboxBackend(BaseEmailBackend):
    """settings.EMAIL_BACKEND; the transport is settings.MAIL_TRANSPORT."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            return sum(
                1 for message in email_messages if sum(_written(to, message) for to in message.recipients())
            )


def _written(address: str, message: EmailMessage) -> bool:
    """Whether the message is on its way to this address; one that is none holds up nobody else."""
    try:
        outbox.write_made(
            address,
            subject=str(message.subject),
            text=str(message.body),
            html=html_of(message),
            language=languages.active(),
        )
    except ValueError:
        logger.error("A message of a package was written to what is no e-mail address.")
        return False
    return True


def html_of(message: Any) -> str:
    """The HTML beside the text, if there is any."""
    kinds = {kind: content for content, kind in getattr(message, "alternatives", [])}
    return str(kinds.get("text/html", ""))
