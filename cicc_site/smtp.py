"""Django's way to a mail server, and addresses in any script: `用户@例子.广告` (RFC 6531, SMTPUTF8).

Django writes such an address in a way no mail server can deliver. Where the server cannot take it either, the message
is refused with SMTPNotSupportedError, instead of going to somebody else.
"""

from __future__ import annotations

import email.policy
from email.message import EmailMessage as Mail
from email.utils import formatdate, parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Everything as Django does it, but for names before the @ that are not ASCII."""

    def _send(self, email_message: EmailMessage) -> bool:
        """Django's seam: one message over the open connection."""
        addresses = [email_message.from_email, *email_message.recipients()]
        if all(parseaddr(address)[1].rpartition("@")[0].isascii() for address in addresses):
            return bool(super()._send(email_message))  # type: ignore[misc]
        recipients = [parseaddr(address)[1] for address in email_message.recipients()]
        sender = parseaddr(email_message.from_email)[1]
        # Asks the server whether it takes such addresses, and raises SMTPNotSupportedError if not.
        self.connection.send_message(international(email_message), sender, recipients)  # type: ignore[union-attr]
        return True


def international(message: Any) -> Mail:
    """The same message with its addresses as they are written."""
    made = Mail(policy=email.policy.SMTPUTF8)
    made["From"], made["To"] = message.from_email, ", ".join(message.to)
    made["Subject"], made["Date"] = message.subject, formatdate()
    for name, value in message.extra_headers.items():
        made[name] = value
    made.set_content(message.body)
    for content, kind in getattr(message, "alternatives", []):
        made.add_alternative(content, subtype=kind.partition("/")[2])
    return made
