"""/.well-known/security.txt (RFC 9116): whom to tell about a weakness. It expires when nobody runs the site."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cicc_site import languages

# Less than the year that the standard advises; whole days, so that the file is the same all day long.
VALID = dt.timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    until = (timezone.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": contact(),
        "Expires": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": ", ".join(languages.codes()),
        "Canonical": f"{settings.SITE_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def contact() -> str:
    """A web address as it is, an e-mail address as a link; without one the sender of the site's mail."""
    given: str = settings.SECURITY_CONTACT or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return given if given.startswith("https://") else f"mailto:{given}"
