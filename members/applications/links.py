"""Personal links: random tokens, of which only a digest is kept. Whoever holds one acts as the applicant.

A token is in the path of an address and nowhere else; `cicc_site.masking` takes it out of everything that is logged.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from django.utils import timezone
from django.utils.crypto import salted_hmac

from members.models import Application, ApplicationLink

# 32 random bytes in letters, digits, - and _.
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_link(application: Application, *, token: str = "", mailed: bool = False) -> str:
    """Make one more link of an application and return its token: the only moment it is known.

    token: one that `token_of_form` made. mailed: the caller hands it to the outbox and to nobody else.
    """
    token = token or secrets.token_urlsafe(32)
    ApplicationLink.objects.create(application=application, digest=digest(token), mailed=mailed)
    return token


def find(token: str) -> Application | None:
    """Return the application a token opens, None for any other text. One query, whatever the text is."""
    asked = digest(token if TOKEN.fullmatch(token) else "")
    return Application.objects.filter(links__digest=asked, links__revoked_at=None).first()


def came_by_mail(token: str) -> bool:
    """Whether an open link went to the address on file only: who has it reads the mail that arrives there."""
    return ApplicationLink.objects.filter(digest=digest(token), revoked_at=None, mailed=True).exists()


def token_of_form(form_token: str) -> str:
    """The token of the link that one showing of the first form leads to: sent twice, the form leads to one place."""
    made = salted_hmac("members.applications.links", form_token, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def revoke_all(application: Application) -> int:
    """Close every link of an application; returns how many were open."""
    return ApplicationLink.objects.filter(application=application, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def revoke_mailed(application: Application) -> int:
    """Close those that went to the address on file; returns how many. For when that address was wrong."""
    return ApplicationLink.objects.filter(application=application, revoked_at=None, mailed=True).update(
        revoked_at=timezone.now()
    )


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
