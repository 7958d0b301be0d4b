"""A file of the archive as an answer: whole, in part, or "not changed", with the headers that keep it harmless.

Whoever calls has asked whether the file may be read: `WorkFile.objects.public()` for visitors, a permission for staff.
What visitors get may be kept by caches, and is asked for anew each time: a file that is withdrawn or under embargo is
gone with the next request. What staff look at is kept nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from documents import formats
from documents.models import WorkFile
from documents.serving import handing_over, ranges
from documents.serving.names import disposition
from documents.storage import Unreachable

logger = logging.getLogger(__name__)

T = TypeVar("T")

ASK_ANEW = "no-cache, must-revalidate"
NEVER_KEPT = "no-store, private"
# What a browser shows inside its window runs nothing and fetches nothing. PDF is not put into the `sandbox` besides:
# not every viewer built into a browser starts in it, and each runs the scripts of a PDF apart from the site anyway.
NOTHING_ELSE = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
SHUT_IN = f"{NOTHING_ELSE}; object-src 'self'"
SANDBOX = f"sandbox; {NOTHING_ELSE}"
# All that is said with "not changed": the browser has the rest already.
WITH_NOT_CHANGED = ("Cache-Control", "ETag", "Last-Modified", "Link")


class Nothing:
    """An answer without a body that may still say how long its body would be."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


def public_answer(request: HttpRequest, file: WorkFile, canonical: str = "") -> HttpResponseBase:
    """Hand a public file to a visitor. canonical: the whole address of the page of its work. Raises Http404,
    Unreachable."""
    headers = {**_headers(file), "Cache-Control": ASK_ANEW}
    if canonical:
        headers["Link"] = f'<{canonical}>; rel="canonical"'
    if settings.ARCHIVE_ACCEL:
        return _with(handing_over.to_the_proxy(file), headers)
    etag, changed = f'"{file.sha256}"', int(file.added_at.timestamp())
    headers |= {"ETag": etag, "Last-Modified": http_date(changed), "Accept-Ranges": "bytes"}
    unchanged = get_conditional_response(request, etag=etag, last_modified=changed)
    if unchanged is not None:  # 304, or 412 for who wanted another state of it
        return _with(unchanged, {name: headers[name] for name in WITH_NOT_CHANGED if name in headers})
    if settings.ARCHIVE_SIGNED_LINKS and request.method == "GET":
        _there(lambda: handing_over.look(file), file)
        response = HttpResponseRedirect(handing_over.signed_link(file, headers))
        response.headers["Cache-Control"] = NEVER_KEPT  # the link works for a minute, whoever has it
        return response
    try:
        part = ranges.asked(request, file.size, etag, changed)
    except ranges.OutOfRange:
        refused = StreamingHttpResponse(Nothing(), status=416, headers={"Content-Length": "0"})
        refused.headers["Content-Range"] = f"bytes */{file.size}"
        refused.headers["Cache-Control"] = ASK_ANEW
        return refused
    return _with(_stream(request, file, part), headers)


def staff_answer(request: HttpRequest, file: WorkFile) -> HttpResponseBase:
    """Show a file of any access to staff: whole, and kept by nobody. Raises Http404."""
    headers = {**_headers(file), "Cache-Control": NEVER_KEPT, "X-Robots-Tag": "noindex, nofollow, noarchive"}
    return _with(_stream(request, file, None), headers)


def _headers(file: WorkFile) -> dict[str, str]:
    """What is said of a file however it leaves."""
    known = formats.format_of(file.media_type)
    opens = known is not None and known.opens
    return {
        "Content-Type": formats.content_type(file.media_type),
        "Content-Disposition": disposition(file.name, attachment=not opens),
        "Content-Language": file.language,
        "Content-Security-Policy": SHUT_IN if known and known.media_type == "application/pdf" else SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _stream(request: HttpRequest, file: WorkFile, part: ranges.Range | None) -> StreamingHttpResponse:
    """The bytes, read while they are sent; for HEAD none. A file that is not where it should be is answered by 404."""
    wanted = part or ranges.Range(0, file.size - 1)
    if request.method == "HEAD":
        response = StreamingHttpResponse(Nothing())
    else:
        response = StreamingHttpResponse(
            ranges.Part(_there(lambda: handing_over.opened(file), file), wanted),
            status=206 if part is not None else 200,
        )
    response.headers["Content-Length"] = str(wanted.length)
    if part is not None:
        response.headers["Content-Range"] = part.header(file.size)
    return response


def _there(get: Callable[[], T], file: WorkFile) -> T:
    """What `get` gives of the stored bytes. A bucket that does not answer is told (Unreachable), not taken for loss."""
    try:
        return get()
    except Unreachable as error:
        logger.error("The storage of the archive does not answer: %s", error)
        raise
    except (OSError, handing_over.NotWhole) as error:
        logger.error("The bytes of file %s of the archive cannot be had: %s", file.pk, type(error).__name__)
        raise Http404 from error
