"""Documents by language, at `languages/` below the archive: every language there are documents in, with how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site import languages, world_languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized
from documents.listing.counting import language_counts
from documents.listing.question import Question
from pages.archive.listing import LANGUAGES
from pages.entries import Entry

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/archive_languages.html"


@dataclass(frozen=True)
class LanguageLine:
    """name: for the reader; own_name: what its speakers call it; count: works that can be had in it."""

    code: str
    name: str
    own_name: str
    direction: str
    count: int
    address: str

    @property
    def has_other_name(self) -> bool:
        return self.own_name.casefold() != self.name.casefold()


def response(request: HttpRequest, index: SitePage, context: dict[str, Any]) -> HttpResponse:
    """context: of the archive as Wagtail makes it."""
    here = lines(request, index)
    ours = [line for line in here if line.code in languages.codes()]
    more = {
        "entry": entry(index),
        "groups": [
            (gettext("The languages of this site"), ours),
            (gettext("Other languages"), [line for line in here if line.code not in languages.codes()]),
        ],
    }
    return TemplateResponse(request, TEMPLATE, {**context, **more})


def lines(request: HttpRequest, index: SitePage) -> list[LanguageLine]:
    """In the alphabet of the reader. The languages of the site are there with nothing in them, too. One query."""
    reader, base = languages.active(), index.address_in(languages.active(), request)
    counts = {**dict.fromkeys(languages.codes(), 0), **language_counts(timezone.now())}
    found = [
        LanguageLine(
            code=code,
            name=world_languages.name(code, reader),
            own_name=world_languages.own_name(code),
            direction=world_languages.direction(code),
            count=count,
            address=f"{base}{Question(language=code).query}",
        )
        for code, count in counts.items()
    ]
    return sorted(found, key=lambda line: (sort_key(line.name, reader), line.code))


def entry(index: SitePage) -> Entry:
    """For breadcrumbs, language switch and head."""
    language = languages.active()
    return Entry(
        register="",
        key="",
        title=Localized(gettext("Documents by language"), language, language),
        addresses={code: f"{index.address_in(code)}{LANGUAGES}/" for code in languages.codes()},
        languages=tuple(languages.codes()),
        description=gettext("Every language in which the archive holds documents, with their number."),
    )
