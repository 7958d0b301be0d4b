"""The list as a table, `documents.csv` below the archive: each work the filters leave, in the columns of open data.

Written out while it is read; it counts for the limit of open data as the files there do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site import languages
from documents.listing.choices import choices
from documents.listing.counting import matching
from documents.listing.question import read
from pages.api import files, problems
from pages.api.asking import WrongParameters
from pages.api.documents import document_rows
from pages.api.door import open_door
from pages.api.tables import TABLES, Table
from pages.api.terms import DataSet

if TYPE_CHECKING:
    from pages.models.base import SitePage


def response(request: HttpRequest, _index: SitePage, _context: dict[str, Any]) -> HttpResponseBase:
    return open_door(csv_file, cost=files.COST)(request)


def csv_file(request: HttpRequest) -> HttpResponseBase:
    """A filter that is not known is refused: a table of everything would be taken for the answer."""
    now = timezone.now()
    known = choices(languages.active())
    asked = read(request.GET, known)
    if asked.unknown:
        wrong = gettext("There is no such value.")
        error = WrongParameters({name: wrong for name, _value in asked.unknown})
        return problems.wrong_parameters(request, error)
    found = matching(asked.question, known, now)
    table: Table = replace(TABLES[DataSet.DOCUMENTS], rows=lambda: document_rows(found, now))
    return files.csv_file(request, table)
