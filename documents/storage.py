"""Where the files of the archive lie: the storage named "archive" (settings.STORAGES), never below MEDIA_ROOT.

Nothing serves that storage by itself: each download passes the question whether the file may be read.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.core.files.storage import Storage, storages
from django.utils.translation import gettext

logger = logging.getLogger(__name__)


class Unreachable(OSError):
    """The place of the files does not answer, or refuses: nothing is known of any file. Says why by a code alone."""


def away(error: Unreachable) -> str:
    """What somebody is told whose file could not be kept or read; the log hears why."""
    logger.error("The storage of the archive does not answer: %s", error)
    return gettext(
        "The place where the files lie does not answer. Nothing was changed: try again in a few minutes."
    )


def archive() -> Storage:
    """Return the storage of the archive; given to the file fields as a function, so that no migration knows a place."""
    return storages["archive"]


def stored_name(_file: Any, _name: str) -> str:
    """Return a name that says nothing of the work, spread over 256 folders: an embargoed title is no file name."""
    random = secrets.token_hex(16)
    return f"{random[:2]}/{random}"
