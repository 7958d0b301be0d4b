"""System checks: the files of the archive must not lie where a web server hands out what it finds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register

from members.checks import apart


@register(Tags.security)
def archive_lies_apart(**kwargs: Any) -> list[CheckMessage]:
    """Files under embargo lie there as well: each download passes the question who may read it."""
    return [] if settings.ARCHIVE_SIGNED_LINKS else apart("ARCHIVE_ROOT", "documents.E001")
