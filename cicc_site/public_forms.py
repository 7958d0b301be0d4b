"""Forms of visitors, who have no cookie: what takes the place of Django's CSRF check, and the headers of private pages.

Nothing here rests on what a browser sends along by itself, so another site cannot act in somebody's name: the right to
do something is the token in the address. Refused is what another site sent (Sec-Fetch-Site, Origin) and what never was
a form of ours: each form carries a signed token with the moment it was made. A form that was open for too long is not
refused but shown again with everything in it: views ask `is_fresh`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

FIELD = "form_token"
LONGEST = 7 * 24 * 3600  # seconds: somebody who fills in with a poor connection takes days
SALT = "cicc_site.public_forms"

View = Callable[..., HttpResponseBase]


def new_token(purpose: str) -> str:
    """Return a token for one showing of a form; purpose: which form, so that one cannot stand for another."""
    return signing.TimestampSigner(salt=f"{SALT}.{purpose}").sign(secrets.token_urlsafe(9))


def age(request: HttpRequest, purpose: str) -> float | None:
    """Return how many seconds ago the form that was sent had been made; None for no form of ours, or too old a one."""
    signer = signing.TimestampSigner(salt=f"{SALT}.{purpose}")
    given = request.POST.get(FIELD, "")
    try:
        signer.unsign(given, max_age=LONGEST)
        made = signing.b62_decode(given.rsplit(":", 2)[1])
    except (signing.BadSignature, ValueError, IndexError):
        return None
    return max(time.time() - made, 0.0)


def is_fresh(request: HttpRequest, purpose: str) -> bool:
    """Whether what was sent is a form of ours that may be acted on. If not, show it again with its values."""
    return age(request, purpose) is not None


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent this.

    Our private pages ask for no referrer, for which browsers send `Origin: null`; that alone says nothing.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return False
    ours = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return urlsplit(origin).netloc not in ours


def public_form(view: View) -> View:
    """Let a view take what a visitor sends: no cookie is asked for or set; another site's requests are refused."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and comes_from_elsewhere(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def private(view: View) -> View:
    """Keep an answer out of every store, search engine and referrer: for pages that a token opens."""

    @wraps(view)
    def unseen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return unseen
