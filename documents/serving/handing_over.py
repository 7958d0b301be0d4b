"""Where the bytes come from: read here, sent by the web server in front, or by the object storage itself.

`ARCHIVE_ACCEL` hands a local file to the web server, which sends it without holding a thread of ours;
`ARCHIVE_SIGNED_LINKS` (object storage) answers with a link that works for a minute. Either is decided after the
question who may read (docs/operators/archive.md).
"""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse

from documents.models import WorkFile

LINK_LASTS = 60  # seconds; a download that has begun goes on

Opened = IO[bytes]


class NotWhole(Exception):
    """The storage has another number of bytes than was entered: half a file is no file."""


def opened(file: WorkFile) -> Opened:
    """Open the stored bytes for reading. Raises OSError, NotWhole."""
    stored: Any = file.file.storage.open(str(file.file.name), "rb")
    if stored.size != file.size:
        stored.close()
        raise NotWhole
    found: Opened = stored
    return found


def look(file: WorkFile) -> None:
    """Ask whether the storage has the bytes, without fetching them. Raises OSError, NotWhole."""
    if file.file.storage.size(str(file.file.name)) != file.size:
        raise NotWhole


def to_the_proxy(file: WorkFile) -> HttpResponse:
    """An answer whose bytes the web server puts in; it answers conditions and ranges itself."""
    response = HttpResponse()
    response.headers["X-Accel-Redirect"] = f"{settings.ARCHIVE_ACCEL}{quote(str(file.file.name))}"
    return response


def signed_link(file: WorkFile, headers: dict[str, str]) -> str:
    """A link to the object storage, for a minute. It lies on another host, so that nothing there acts as this site."""
    storage: Any = file.file.storage  # that of a bucket, whose `url` takes more than Django's
    return str(
        storage.url(
            file.file.name,
            parameters={
                "ResponseContentType": headers["Content-Type"],
                "ResponseContentDisposition": headers["Content-Disposition"],
                "ResponseContentLanguage": headers["Content-Language"],
                "ResponseCacheControl": "no-store, private",
            },
            expire=LINK_LASTS,
        )
    )
