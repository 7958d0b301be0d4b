"""What the page of the archive shows for a question: works, filters with counts, ways to other answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cicc_site import languages
from documents.listing.choices import choices
from documents.listing.counting import Tally, matching, tally
from documents.listing.page import ListPage, list_page
from documents.listing.question import FILTERS, SORTS, Asked, Question, read
from pages import feeds
from pages.archive import fields
from pages.archive.rows import Row, rows
from pages.filters import AS_FRAGMENT, MOST_UNKNOWN, Field, Way, WayOut

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/archive_page.html"
FRAGMENT = "components/archive_parts.html"
CSV = "documents.csv"
LANGUAGES = "languages"


@dataclass(frozen=True)
class Listing:
    """base: the path of the archive."""

    asked: Asked
    tally: Tally
    base: str
    page: ListPage
    rows: list[Row]

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def total(self) -> int:
        return self.tally.total

    def address(self, **changes: Any) -> str:
        return f"{self.base}{self.question.with_(**changes).query}"

    @property
    def own_address(self) -> str:
        return self.address(page=self.question.page)

    @cached_property
    def fields(self) -> list[Field]:
        """Those that leave something to choose."""
        return [field for field in fields.fields(self.tally) if field.options]

    @property
    def refines(self) -> bool:
        """Whether a filter besides the words is set: then the form shows them all."""
        return bool(set(self.question.active) - {"q"})

    @property
    def unfiltered(self) -> str:
        return self.address(**dict.fromkeys(FILTERS, ""))

    @property
    def ways_out(self) -> list[WayOut]:
        question = self.question
        found = [WayOut(_("Words"), question.q, self.address(q=""))] if question.q else []
        for field in self.fields:
            found += [
                WayOut(field.label, option.label, self.address(**{field.name: ""})) for option in field.chosen
            ]
        return found

    @property
    def orders(self) -> list[Way]:
        labels = {
            "newest": pgettext("order of a list", "Newest"),
            "oldest": pgettext("order of a list", "Oldest"),
            "title": pgettext("order of a list", "Title"),
            "symbol": pgettext("order of a list", "Symbol"),
            "added": pgettext("order of a list", "Recently added"),
        }
        return [Way(labels[sort], self.address(sort=sort), sort == self.question.sort) for sort in SORTS]

    @property
    def previous(self) -> str:
        return self.address(page=self.page.number - 1) if self.page.number > 1 else ""

    @property
    def next(self) -> str:
        return self.address(page=self.page.number + 1) if self.page.number < self.page.pages else ""

    @property
    def feed(self) -> str:
        """The newest of what is shown, for feed readers."""
        return f"{self.base}{feeds.ADDRESS}/{self.question.filters.query}"

    @property
    def csv(self) -> str:
        """All that is shown, as a table."""
        return f"{self.base}{CSV}{self.question.filters.query}"

    @property
    def languages(self) -> str:
        return f"{self.base}{LANGUAGES}/"

    @property
    def problems(self) -> list[str]:
        """Why something that the address asks for is not done; each is a sentence."""
        told = _("There is no “%(value)s” in the filter “%(name)s”: it was left out.")
        names = {field.name: field.label for field in fields.fields(self.tally)} | {
            "sort": _("Order"),
            "page": _("Page"),
        }
        found = [
            told % {"value": value, "name": names[name]} for name, value in self.asked.unknown[:MOST_UNKNOWN]
        ]
        if self.question.page > self.page.number:
            last = _("The list has no page %(asked)s. This is its last page.")
            found.append(last % {"asked": self.question.page})
        return found


def listing(request: HttpRequest, index: SitePage) -> Listing:
    """The answer to the query string of a request, in the active language; three queries. index: the page itself."""
    language, now = languages.active(), timezone.now()
    known = choices(language)
    asked = read(request.GET, known)
    counted = tally(asked.question, known, now)
    shown = list_page(matching(asked.question, known, now), counted)
    base = index.address_in(language, request)
    return Listing(asked, counted, base, shown, rows(shown.works, base))


def context(request: HttpRequest, index: SitePage) -> dict[str, Any]:
    """What the template needs besides the page."""
    return {"archive": listing(request, index)}


def response(request: HttpRequest, page_context: dict[str, Any], index: SitePage) -> HttpResponse:
    """page_context: of the page as Wagtail makes it."""
    shown = {**page_context, **context(request, index)}
    answer: Listing = shown["archive"]
    if AS_FRAGMENT in request.GET:
        return TemplateResponse(request, FRAGMENT, shown)
    if not answer.asked.is_canonical:
        # A form sends every empty field; what readers share is the short address.
        return HttpResponseRedirect(answer.own_address)
    return TemplateResponse(request, TEMPLATE, shown)
