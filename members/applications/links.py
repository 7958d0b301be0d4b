"""Personal links: random tokens, of which only a digest is kept. Whoever holds one acts as the applicant.

A token is in the path of an address and nowhere else; `cicc_site.masking` takes it out of everything that is logged.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from django.utils import timezone

from members.models import Application, ApplicationLink

# 32 random bytes in letters, digits, - and _.
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_link(application: Application) -> str:
    """Make one more link of an application and return its token: the only moment it is known."""
    token = secrets.token_urlsafe(32)
    ApplicationLink.objects.create(application=application, digest=digest(token))
    return token


def find(token: str) -> Application | None:
    """Return the application a token opens, None for any other text. One query, the same for hit and miss."""
    if not TOKEN.fullmatch(token):
        return None
    link = (
        ApplicationLink.objects.select_related("application")
        .filter(digest=digest(token), revoked_at=None)
        .first()
    )
    return link.application if link else None


def revoke_all(application: Application) -> int:
    """Close every link of an application; returns how many were open."""
    return ApplicationLink.objects.filter(application=application, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
