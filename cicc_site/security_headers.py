"""What every answer tells the browser about what it may do with it: one policy for visitors, one for the admin.

Both name files of our own and nothing else: no `unsafe-*`, no nonce, no hash. So a public page is the same for
everybody and may be kept as a file, with the same headers (`for_visitors`), by whoever hands it out. The admin needs no
nonce either: what its packages write inline stands in data that static/js/admin/starter.js reads
(docs/decisions/content-security-policy.md). A view that is stricter, or another kind of thing, sets its own header.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix

CSP = "Content-Security-Policy"
RESOURCE = "Cross-Origin-Resource-Policy"

# frame-ancestors is put in by `policy`, upgrade-insecure-requests where the site is served encrypted.
VISITORS: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# Besides: pictures that a browser makes of a file before it is sent, and the frames of previews.
STAFF: Mapping[str, str] = {**VISITORS, "img-src": "'self' blob: data:", "frame-src": "'self'"}
# A mail as its reader sees it, in a frame without scripts: its looks stand in it, as mail programs want.
MAIL = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

# Everything a page could ask for and ours never do. Only names that browsers know: others fill their consoles.
REFUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "sync-xhr",
    "usb",
    "xr-spatial-tracking",
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")

# Addresses whose answers are made to be used on other sites; all others may be read by pages of ours only.
FOR_OTHER_SITES = frozenset({"calendar", "register_file", "share_image", "share_entry_image", "site_feed"})
PLACES_FOR_OTHER_SITES = ("/api/", "/open-data/", "/media/")


class SecurityHeadersMiddleware:
    """The outermost: what any other answers with, a refusal or a detour, gets its headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            return response  # a page made for a preview of Wagtail's, whose own answer is what a browser gets
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's page for developers is all inline
        staff = request.path.startswith(f"{get_script_prefix()}{settings.ADMIN_PATH}/")
        framed = response.headers.get("X-Frame-Options", "").upper() == "SAMEORIGIN"
        for name, value in told(staff=staff, framed=framed).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(RESOURCE, "cross-origin" if _for_other_sites(request) else "same-origin")
        return response


def for_visitors() -> dict[str, str]:
    """The headers of a public page, for whoever hands pages out without asking the application."""
    return {
        **told(staff=False, framed=False),
        RESOURCE: "same-origin",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    }


def told(*, staff: bool, framed: bool) -> dict[str, str]:
    """Headers by name. staff: below the place of the admin; framed: whether pages of ours may show it in a frame."""
    return {
        CSP: policy(STAFF if staff else VISITORS, framed=framed),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": features(passkeys=staff),
    }


def policy(parts: Mapping[str, str], *, framed: bool) -> str:
    words = {**parts, "frame-ancestors": "'self'" if framed else "'none'"}
    if settings.SECURE_SSL_REDIRECT:
        words["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in words.items())


def features(*, passkeys: bool) -> str:
    refused = REFUSED_FEATURES if passkeys else (*REFUSED_FEATURES, *PASSKEYS)
    allowed = PASSKEYS if passkeys else ()
    return ", ".join([*(f"{name}=()" for name in refused), *(f"{name}=(self)" for name in allowed)])


def _for_other_sites(request: HttpRequest) -> bool:
    match = request.resolver_match
    named = match is not None and match.url_name in FOR_OTHER_SITES
    return named or request.path_info.startswith(PLACES_FOR_OTHER_SITES)
