"""What the page of the countries index shows, and the addresses below it: the downloads and the map as a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.url_routing import RouteResult

from cicc_site import conditional, languages
from members import figures
from members.enums import TreatyStatus
from members.figures import PartyFigures, RegionFigure
from members.growth import steps
from members.models import Country
from members.tables import CountryRow, rows_of, states_with_acts
from members.treaty import ADOPTION
from pages.models.base import SitePage
from pages.world import downloads, picture, table
from pages.world.addresses import address_below
from pages.world.map import WorldMap, world_map
from pages.world.question import Question, asked
from pages.world.step_line import StepLine, step_line


@dataclass(frozen=True)
class CountriesIndex:
    """rows: what the filters leave, in the order asked for; total: all States; every other part as its module says."""

    question: Question
    rows: list[CountryRow]
    total: int
    base: str
    filters: list[table.Filter]
    columns: list[table.Column]
    map: WorldMap
    line: StepLine
    figures: PartyFigures
    earliest: dt.date = ADOPTION

    @property
    def today(self) -> str:
        """The address of the same States on the date of the register."""
        return self.base + self.question.query(on=None)

    @property
    def unfiltered(self) -> str:
        """The address of every State on the same day, in the same order."""
        return self.base + self.question.query(**dict.fromkeys(self.question.chosen))

    @property
    def sort_value(self) -> str:
        return self.question.sort_value

    @property
    def parties_by_group(self) -> list[tuple[RegionFigure, str]]:
        return [(place, self._parties_of(group=place.code)) for place in self.figures.by_un_group]

    @property
    def parties_by_region(self) -> list[tuple[RegionFigure, str]]:
        return [(place, self._parties_of(region=place.code)) for place in self.figures.by_region]

    def _parties_of(self, group: str | None = None, region: str | None = None) -> str:
        return self.question.query(status=TreatyStatus.STATE_PARTY.value, group=group, region=region)

    @property
    def lines(self) -> list[table.Line]:
        return [table.Line(row, address_below(self.base, row.slug)) for row in self.rows]

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """(format, address) of each file, with what was asked of the page."""
        query = self.question.query()
        return [(kind.upper(), f"{self.base}{name}{query}") for kind, name in downloads.NAMES.items()]


class CountriesIndexMixin:
    """The countries index as a page: table, map and line in its context, files below it."""

    live: bool
    file_names: ClassVar[frozenset[str]] = frozenset({*downloads.NAMES.values(), picture.NAME})

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) != 1 or path_components[0] not in self.file_names:
            return super().route_below(request, path_components)  # type: ignore[misc]
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"file": path_components[0]})

    def serve(self, request: HttpRequest, *args: Any, file: str = "", **kwargs: Any) -> HttpResponse:
        if file == picture.NAME:
            return picture_response(request)
        if file:
            return file_response(request, file)
        shown: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return shown

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["world"] = countries_index(request, cast(SitePage, self).get_url(request) or "")
        return context


def countries_index(request: HttpRequest, base: str) -> CountriesIndex | None:
    """Everything on the page at `base`; None while the register of treaty acts has not been loaded."""
    states = states_with_acts()
    as_of = register_date(states)
    if as_of is None:
        return None
    question = asked(request.GET, as_of)
    every = rows_of(states, languages.active(), question.day)
    line = steps([state.public_acts for state in states], as_of)
    return CountriesIndex(
        question=question,
        rows=chosen_rows(every, question),
        total=len(every),
        base=base,
        filters=table.filters(every, question),
        columns=table.columns(question),
        map=world_map(every, question, base),
        line=step_line(
            line,
            as_of,
            question.day if question.is_of_the_past else None,
            mirrored=languages.by_code(languages.active()).direction == "rtl",
        ),
        figures=figures.parties(question.day),
    )


def register_date(states: Sequence[Country]) -> dt.date | None:
    """The date of the register, which every State read by `states_with_acts` brings along."""
    found: dt.date | None = states[0].register_as_of if states else None
    return found


def chosen_rows(every: Sequence[CountryRow], question: Question) -> list[CountryRow]:
    return table.in_order((row for row in every if question.matches(row)), question)


def file_response(request: HttpRequest, name: str) -> HttpResponse:
    """The rows as a file. A day that cannot be shown is refused: a file of another day would mislead."""
    states = states_with_acts()
    as_of = register_date(states)
    if as_of is None:
        raise Http404(_("The register of treaty acts has not been loaded yet."))
    question = asked(request.GET, as_of)
    if question.error:
        return HttpResponse(question.error, status=400, content_type="text/plain; charset=utf-8")
    rows = chosen_rows(rows_of(states, languages.active(), question.day), question)
    kind = next(kind for kind, known in downloads.NAMES.items() if known == name)
    body = downloads.as_csv(rows, question) if kind == "csv" else downloads.as_json(rows, question)
    response = answer(request, body, downloads.CONTENT_TYPES[kind])
    saved_as = f"rome-statute-{question.day.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response


def picture_response(request: HttpRequest) -> HttpResponse:
    """The map of the register's date as a picture by itself."""
    states = states_with_acts()
    as_of = register_date(states)
    statuses = {row.alpha3: row.status for row in rows_of(states, languages.active())} if as_of else {}
    return answer(request, picture.drawing(statuses), picture.CONTENT_TYPE)


def answer(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    """No act keeps when it was last changed, so the content alone tells who has the newest."""
    response = conditional.answer(request, body, content_type)
    response.headers["Cache-Control"] = (
        "no-cache"  # kept, but asked for again each time: a register may change
    )
    return response
