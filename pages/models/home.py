"""The home page: the root of the site in every language, and what it gathers from the sections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cicc_site import languages
from cicc_site.prepared import Slot, question
from members import figures
from pages.kept import DOORS, MEMBERS, TREATY, kept
from pages.models.base import BodyMixin, SitePage
from pages.models.campaigns import CampaignKind, CampaignPage
from pages.models.court_updates import CourtUpdatePage
from pages.models.listed import ListedPage, latest_rows
from pages.models.listing import ROW_COLUMNS
from pages.models.press import PressReleasePage
from pages.models.vacancies import VacancyPage
from pages.page_cache.reading import only_counted
from pages.readable import for_everybody

LATEST = 5
TYPES_AHEAD: list[tuple[str, type[SitePage]]] = [("vacancypage", VacancyPage), ("campaignpage", CampaignPage)]


@dataclass(frozen=True)
class KeyFigure:
    """A figure as the home page shows it, with the English path of the page it is counted on."""

    value: int
    label: str
    note: str
    path: str


@dataclass(frozen=True)
class Ahead:
    campaigns: list[CampaignPage]
    deadlines: list[VacancyPage]


class HomePage(BodyMixin, SitePage):
    """Who we are in one sentence, live figures, what is new, how to join."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["pages.SitePage"]
    page_description = _("The first page of the site. There is only one.")

    class Meta:
        verbose_name = _("home page")

    def countries(self) -> int | None:
        return self.members.countries.value

    @cached_property
    def members(self) -> figures.MemberFigures:
        with only_counted():
            return kept(("members counted", figures.today()), figures.members, MEMBERS)

    def key_figures(self) -> list[KeyFigure]:
        """Members, their countries, States Parties; one without a value yet is left out."""
        members = self.members
        organizations, countries = members.organizations, members.countries
        parties = kept("states parties", figures.states_parties, TREATY)
        shown = [
            (
                organizations,
                ngettext("member organization", "member organizations", organizations.value or 0),
            ),
            (countries, ngettext("country with members", "countries with members", countries.value or 0)),
            (parties, _states(parties.value or 0)),
        ]
        paths = ("membership/directory/", "membership/directory/", "countries/")
        language = languages.active()
        return [
            KeyFigure(figure.value, label, figure.date_text(language), path)
            for (figure, label), path in zip(shown, paths, strict=True)
            if figure.value is not None
        ]

    def latest_updates(self) -> list[ListedPage]:
        return newest(CourtUpdatePage, LATEST)

    def latest_releases(self) -> list[ListedPage]:
        return newest(PressReleasePage, 3)

    @cached_property
    def ahead(self) -> Ahead:
        """Running campaigns, and open vacancies with the nearest deadline first: one query for both."""
        # A day more than today: somewhere on earth yesterday has not ended yet.
        day, tables = today(), DOORS | {model._meta.db_table for _name, model in TYPES_AHEAD}
        before = day - dt.timedelta(days=1)
        found = kept(("ahead", day), lambda: ahead().ask(day=day, day_before=before), tables)
        vacancies = [page.vacancypage for page in found if hasattr(page, "vacancypage")]
        campaigns = [page.campaignpage for page in found if hasattr(page, "campaignpage")]
        return Ahead(campaigns[:LATEST], [vacancy for vacancy in vacancies if vacancy.is_open][:LATEST])


@question
def ahead() -> Any:
    """Campaigns that run and vacancies that are open, as far as the database can say. Slots: day, day_before."""
    open_vacancies = VacancyPage.objects.filter(deadline__gte=Slot("day_before"))
    running = Q(end=None) | Q(end__gte=Slot("day"))
    campaigns = CampaignPage.objects.filter(running, kind=CampaignKind.CAMPAIGN)
    # A set of numbers: as conditions on all pages they would be asked of every page.
    numbers = open_vacancies.order_by().values("pk").union(campaigns.order_by().values("pk"))
    bodies = [f"{name}__{column}" for name, model in TYPES_AHEAD for column in body_columns(model)]
    pages = for_everybody(SitePage.objects.live()).filter(pk__in=numbers)
    found = pages.select_related("vacancypage", "campaignpage").defer(*bodies)
    return found.order_by("vacancypage__deadline", "-pk")


def _states(count: int) -> str:
    return ngettext("State Party to the Rome Statute", "States Parties to the Rome Statute", count)


def newest(model: type[SitePage], most: int) -> list[ListedPage]:
    """The newest of a type by their day; kept until one of these changes."""

    def asked() -> list[ListedPage]:
        rows = latest_rows(model, ("-date", "-pk"), ROW_COLUMNS).ask(rows=slice(most))
        return [ListedPage(row) for row in rows]

    return kept(("newest", model, most), asked, DOORS | {model._meta.db_table})


def without_bodies(model: type[SitePage]) -> QuerySet[Any]:
    """Live pages of a type without their bodies, which no list shows."""
    found: QuerySet[Any] = for_everybody(model.objects.live()).defer(*body_columns(model))
    return found


def body_columns(model: type[SitePage]) -> list[str]:
    return ["body", *model.translated_fields().get("body", [])]


def today() -> dt.date:
    return timezone.now().astimezone(dt.UTC).date()
