"""Compresses public pages on their way out, also where no proxy in front does it.

Only pages that hold no secret: an answer with a CSRF token or a cookie, or to somebody signed in, is left as
it is. Compressing a secret next to text the visitor can choose lets a listener guess it by length (BREACH).
"""

import gzip
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_SESSION_KEY
from django.utils.cache import patch_vary_headers

from cicc_site.packing import packed

COMPRESSIBLE = (
    "text/",
    "image/svg+xml",
    "application/xml",
    "application/json",
    "application/rss+xml",
    "application/atom+xml",
)
SMALLEST = 500
BROTLI_QUALITY = 5  # as small as gzip at its best, in a third of its time


class CompressionMiddleware:
    """A request that says `is_compressed_later` is left to whoever said so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not getattr(request, "is_compressed_later", False):
            compress_public(request, response)
        return response


def compress_public(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress an answer that holds no secret, if the reader can take it."""
    if isinstance(response, HttpResponse) and is_public(request, response):
        compress(request, response)


def is_public(request: HttpRequest, response: HttpResponse) -> bool:
    holds_token = "CSRF_COOKIE" in request.META or CSRF_SESSION_KEY in request.META
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    in_admin = request.path_info.startswith(f"/{settings.ADMIN_PATH}/")
    return not (holds_token or signed_in or in_admin or response.cookies)


def compress(request: HttpRequest, response: HttpResponse) -> None:
    kind = response.headers.get("Content-Type", "")
    if response.has_header("Content-Encoding") or not kind.startswith(COMPRESSIBLE):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    content = response.content
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = chosen_encoding(accepted)
    if len(content) < SMALLEST or encoding is None:
        return
    if encoding == "br":
        response.content = packed(content, BROTLI_QUALITY)
    else:
        response.content = gzip.compress(content, compresslevel=6, mtime=0)
    response.headers["Content-Encoding"] = encoding
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers.get("ETag")
    if etag and etag.startswith('"'):
        response.headers["ETag"] = "W/" + etag  # the same page, other bytes


def chosen_encoding(accepted: str) -> str | None:
    """brotli before gzip, of what the browser accepts; a weight of zero is a refusal."""
    offered = set()
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        if weight.strip("0.") or not weight:
            offered.add(name.strip())
    return next((name for name in ("br", "gzip") if name in offered), None)
