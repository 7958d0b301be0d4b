"""What the tests know of mail: what is in the outbox is sent, and what has been sent is given back."""

from __future__ import annotations

from django.core import mail
from django.core.mail import EmailMessage

from members import outbox


def sent() -> list[EmailMessage]:
    """Send what is due, and return all messages of this test that have gone."""
    outbox.send_due()
    return list(mail.outbox)
