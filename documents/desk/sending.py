"""Files that screens of the desk send: a part at a time, in the language of whoever asked, safe for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from django.http import StreamingHttpResponse
from django.utils.translation import override

from cicc_site.languages import active
from cicc_site.spreadsheets import defused

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # spreadsheets take the letters for something else without it


def attachment(parts: Iterable[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        _in_language(active(), parts), content_type=f"{content_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(name: str, head: list[str], rows: Iterable[list[str]]) -> StreamingHttpResponse:
    """A CSV; nothing in it is taken for a formula."""

    def parts() -> Iterator[bytes]:
        yield MARK.encode()
        for row in chain([head], rows):
            line = io.StringIO()
            csv.writer(line).writerow([defused(cell) for cell in row])
            yield line.getvalue().encode("utf-8", "replace")

    return attachment(parts(), name, "text/csv")


def _in_language(language: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Make each part in a language: when they are sent, the admin has left that of the person already."""
    each = iter(parts)
    while True:
        with override(language):
            part = next(each, None)
        if part is None:
            return
        yield part
