"""Handing out an attached file: always as a download, never shown inside the site, never kept by a cache."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control

from members.applications import stored_files
from members.models import Attachment

logger = logging.getLogger(__name__)


def response(attachment: Attachment) -> FileResponse:
    """Return an attached file; whether the asker may have it is the caller's question. Raises Http404."""
    return stored(attachment.stored_as, attachment.name, attachment.media_type)


def stored(stored_as: str, name: str, media_type: str) -> FileResponse:
    """Return a file of ours under the name it is to be saved by. Raises Http404."""
    try:
        file = stored_files.path(stored_as).open("rb")
    except OSError as error:
        logger.error("The stored file %s cannot be read: %s", stored_as[:8], error.strerror)
        raise Http404 from error
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # Should a browser show it all the same: without scripts, forms, or anything from elsewhere.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(answer, no_store=True, private=True)
    return answer
