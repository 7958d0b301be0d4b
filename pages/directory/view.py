"""What the page of the directory shows for a question: rows or map, filters with counts, ways to other answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cicc_site import languages
from members import figures
from members.directory.choices import Choices, choices
from members.directory.counting import Tally, matching, tally
from members.directory.listing import ListPage, list_page
from members.directory.question import FILTERS, OF_THE_ENTRY, SORTS, VIEWS, Asked, Question, read
from pages.directory import fields
from pages.directory.map import MemberMap, member_map
from pages.directory.plots import Plots, plots
from pages.filters import AS_FRAGMENT, MOST_UNKNOWN, Field, Way, WayOut
from pages.kept import MEMBERS, kept

TEMPLATE = "pages/directory_page.html"
FRAGMENT = "components/directory_parts.html"


@dataclass(frozen=True)
class Directory:
    """base: the path of the directory. Of rows, map and numbers there is what the view shows, the others are None."""

    asked: Asked
    tally: Tally
    base: str
    rows: ListPage | None = None
    map: MemberMap | None = None
    numbers: Plots | None = None

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def total(self) -> int:
        return self.tally.total

    @property
    def contains_demo(self) -> bool:
        """Whether invented members are in the numbers shown."""
        return self.numbers.contains_demo if self.numbers else bool(self.tally.demo)

    def address(self, **changes: Any) -> str:
        return f"{self.base}{self.question.with_(**changes).query}"

    @property
    def own_address(self) -> str:
        return self.address(page=self.question.page)

    @cached_property
    def fields(self) -> list[Field]:
        return fields.fields(self.tally)

    @property
    def fields_key(self) -> tuple[str, ...] | None:
        """What the form depends on besides the register and the language; None where every reader has another one."""
        return (
            None if self.question.active else (self.question.view, self.question.sort, str(figures.today()))
        )

    @property
    def refines(self) -> bool:
        """Whether a filter besides the words is set: then the form shows them all."""
        return bool(set(self.question.active) - {"q"})

    @property
    def unfiltered(self) -> str:
        plain = {name: () if name == "country" else "" for name in FILTERS}
        return self.address(
            **{"countries" if name == "country" else name: value for name, value in plain.items()}
        )

    @property
    def ways_out(self) -> list[WayOut]:
        question = self.question
        found = [WayOut(_("Words"), question.q, self.address(q=""))] if question.q else []
        for field in self.fields:
            for option in field.chosen:
                left = tuple(code for code in question.countries if code != option.value)
                changes = {"countries": left} if field.name == "country" else {field.name: ""}
                found.append(WayOut(field.label, option.label, self.address(**changes)))
        return found

    @property
    def orders(self) -> list[Way]:
        labels = {
            "name": pgettext("order of a list", "Name"),
            "country": pgettext("order of a list", "Country"),
            "joined": pgettext("order of a list", "Year of joining"),
        }
        return [Way(labels[sort], self.address(sort=sort), sort == self.question.sort) for sort in SORTS]

    @property
    def views(self) -> list[Way]:
        labels = {
            "list": pgettext("view of the directory", "List"),
            "map": pgettext("view of the directory", "Map"),
            "numbers": pgettext("view of the directory", "In numbers"),
        }
        return [Way(labels[view], self.address(view=view), view == self.question.view) for view in VIEWS]

    @property
    def previous(self) -> str:
        return self.address(page=self.rows.number - 1) if self.rows and self.rows.number > 1 else ""

    @property
    def next(self) -> str:
        more = self.rows is not None and self.rows.number < self.rows.pages
        return self.address(page=self.rows.number + 1) if self.rows and more else ""

    @property
    def problems(self) -> list[str]:
        """Why something that the address asks for is not done; each is a sentence."""
        found = []
        if unknown := self.asked.unknown[:MOST_UNKNOWN]:
            told = _("There is no “%(value)s” in the filter “%(name)s”: it was left out.")
            names = {field.name: field.label for field in self.fields} | {
                "view": _("View"),
                "sort": _("Order"),
                "page": _("Page"),
            }
            found = [told % {"value": value, "name": names[name]} for name, value in unknown]
        asked_page = self.question.page
        if self.rows is not None and asked_page > self.rows.number:
            last = _("The list has no page %(asked)s. This is its last page.")
            found.append(last % {"asked": asked_page})
        return found

    @property
    def only_full_entries(self) -> bool:
        """Whether a filter is set that entries of name and country never answer."""
        return any(self.question.value(name) for name in OF_THE_ENTRY)


def directory(request: HttpRequest, base: str) -> Directory:
    """The answer to the query string of a request, in the active language; three queries at most. base: of the page."""
    language, day = languages.active(), figures.today()
    known = kept(("directory choices", language), lambda: choices(language), MEMBERS)
    asked = read(request.GET, known)
    counted = _counted(asked.question, known, day)
    answer = Directory(asked, counted, base)
    if asked.question.view == "map":
        drawn = member_map(counted, lambda code: answer.address(countries=(code,), view="list"))
        return replace(answer, map=drawn)
    if asked.question.view == "numbers":
        return replace(answer, numbers=plots())
    return replace(answer, rows=list_page(matching(asked.question, known, day), counted))


def _counted(question: Question, known: Choices, day: dt.date) -> Tally:
    """Without a filter the numbers, and nothing but numbers, are kept until an organization changes."""
    if question.active:
        return tally(question, known, day)
    plain = Question()
    made = kept(("directory counted", known.language, day), lambda: tally(plain, known, day), MEMBERS)
    return replace(made, question=question)


def response(request: HttpRequest, context: dict[str, Any], base: str) -> HttpResponse:
    """context: of the page as Wagtail makes it."""
    answer = directory(request, base)
    if AS_FRAGMENT in request.GET:
        return TemplateResponse(request, FRAGMENT, {**context, "directory": answer})
    if not answer.asked.is_canonical:
        # A form sends every empty field; what readers share is the short address.
        return HttpResponseRedirect(answer.own_address)
    return TemplateResponse(request, TEMPLATE, {**context, "directory": answer})
