"""Takes the mails that Wagtail, Django and their packages send by themselves, and writes them into the outbox.

So a mail server that does not answer loses none of them and keeps nobody waiting. One row per recipient; what only a
mail program could show (files, copies for others) none of them sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from cicc_site import languages
from members import outbox


class OutboxBackend(BaseEmailBackend):
    """settings.EMAIL_BACKEND; the transport is settings.MAIL_TRANSPORT."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    outbox.write_made(
                        address,
                        subject=str(message.subject),
                        text=str(message.body),
                        html=html_of(message),
                        language=languages.active(),
                    )
        return len(email_messages)


def html_of(message: Any) -> str:
    """The HTML beside the text, if there is any."""
    kinds = {kind: content for content, kind in getattr(message, "alternatives", [])}
    return str(kinds.get("text/html", ""))
