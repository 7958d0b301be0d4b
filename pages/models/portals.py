"""Thin pages that give the registers and the archive a place in the tree. What they show comes from there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from cicc_site import languages
from members.models import Country
from pages.application import start
from pages.countries import view as country_view
from pages.countries.finding import find
from pages.directory import member
from pages.directory import view as directory_view
from pages.missing import NothingToShow
from pages.models.base import BodyMixin, SitePage
from pages.world.addresses import country_address
from pages.world.index import CountriesIndexMixin


class CountryIndexPage(CountriesIndexMixin, BodyMixin, SitePage):
    """The register of countries: where each State stands towards the Rome Statute. Each has its page below."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _(
        "The list of countries and their status. The countries themselves are in the register."
    )

    class Meta:
        verbose_name = _("countries")

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer `kenya/` below the page: a State by its name in the language of the address, no territory."""
        if path_components[0] in self.file_names:
            return super().route_below(request, path_components)
        found = find(path_components[0], languages.active()) if len(path_components) == 1 else None
        if found is None or not self.live:
            raise Http404
        if not found.country.has_page:
            name = found.country.name_in(languages.active()) or str(found.country)
            reason = gettext(
                "This address is for a territory (%(name)s). Only States have a page in the register."
            )
            raise NothingToShow(reason % {"name": name}, see=[self])
        if not found.exact:
            raise Http404  # the address it has in this language is found by `address_below`
        return RouteResult(self, kwargs={"country": found.country})

    def address_below(self, request: HttpRequest, path_components: list[str]) -> str | None:
        """The address of the State that is meant by a former name, or by its name in another language."""
        found = find(path_components[0], languages.active()) if len(path_components) == 1 else None
        if found is None or not found.country.has_page:
            return super().address_below(request, path_components)
        return country_address(found.country, index=self, request=request)

    def serve(
        self, request: HttpRequest, *args: Any, country: Country | None = None, **kwargs: Any
    ) -> HttpResponse:
        if country is None:
            shown: HttpResponse = super().serve(request, *args, **kwargs)
            return shown
        # What the page shows when it is read itself takes every State: not needed for one.
        plain = super(CountriesIndexMixin, self).get_context(request)
        context = {**plain, **country_view.context(request, self, country)}
        return TemplateResponse(request, country_view.TEMPLATE, context)


class DirectoryPage(BodyMixin, SitePage):
    """The directory of member organizations. Each that is listed has its page below it."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("The directory of members. The organizations themselves are in the register.")

    class Meta:
        verbose_name = _("directory of members")

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer `<id>/<slug>/` below the page. Whether there is such a member is asked only when it is served."""
        number, slug = member.asked(path_components)
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"number": number, "slug": slug})

    def serve(
        self, request: HttpRequest, *args: Any, number: int = 0, slug: str = "", **kwargs: Any
    ) -> HttpResponse:
        context = self.get_context(request)
        if number:
            return member.response(request, self, context, number, slug)
        return directory_view.response(request, context, self.get_url(request) or "")

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """A preview is not served: what `serve` adds belongs to it, too."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "directory": directory_view.directory(request, self.get_url(request) or "")}


class ApplicationPage(BodyMixin, SitePage):
    """Who may join, and the first step of an application. What follows is no page of the tree (pages/application)."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("How to apply for membership.")

    class Meta:
        verbose_name = _("membership application")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown: HttpResponse = super().serve(request, *args, **kwargs)
        # The form in it is one visitor's: no cache may give it to another one.
        patch_cache_control(shown, no_store=True, private=True)
        return shown

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "start": start.blank(request)}


class OpenDataPage(BodyMixin, SitePage):
    """What of the registers can be had as data: files and the API. Fields and addresses come from pages/api."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = []
    page_description = _("What can be downloaded, and how programs ask for it.")

    class Meta:
        verbose_name = _("open data")
