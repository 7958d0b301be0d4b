"""Filters of lists in the admin, saved under a name: what of an address is kept, and the screens that keep, rename and
delete them. A list says what it is once (`SavedFilters`); organizations and applications do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from cicc_site import text as texts
from members.models import SavedFilter, User
from members.models.saved_filters import LONGEST_QUERY

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Shown:
    """A saved filter as the list shows it; present: it is the one being looked at. change: where to rename it."""

    saved: SavedFilter
    address: str
    change: str
    own: bool
    present: bool


class SavedFilterForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedFilter
        fields = ["name", "shared"]

    def _get_validation_exclusions(self) -> set[str]:
        """Owner and list are no fields of the form, but one name per owner and list is checked all the same."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"owner", "place"}


@dataclass(frozen=True)
class SavedFilters:
    """The saved filters of one list.

    list_name: the name of its address. prefix: before the names of the screens here. filter_set: its class. sorted_by:
    beginnings of the columns it is sorted by. may: whose list it is.
    """

    place: SavedFilter.Place
    list_name: str
    prefix: str
    filter_set: Callable[[QueryDict], Any]
    sorted_by: tuple[str, ...]
    may: Callable[[Any], bool]

    def clean_query(self, data: QueryDict, filters: Any = None) -> str:
        """Return what of an address describes a filter, in a fixed order: known names with valid values, and no address
        of a person. "" for nothing. filters: the filter set of these data, where there is one already."""
        kept = QueryDict(mutable=True)
        form = (filters or self.filter_set(data)).form
        form.is_valid()
        for name in sorted(form.fields):
            values = [value for value in data.getlist(name) if value]
            if values and name not in form.errors:
                kept.setlist(name, values)
        text = texts.clean_query(data.get("q", ""))[:LONGEST_SEARCH]
        if text and "@" not in text:
            kept["q"] = text
        order = data.get("ordering", "")
        known = order.removeprefix("-").replace("_", "").isalpha()
        if known and order.lstrip("-").startswith(self.sorted_by):
            kept["ordering"] = order
        return kept.urlencode()

    def present_query(self, request: HttpRequest, filters: Any = None) -> str:
        """Return the filter of the list that is being looked at."""
        return self.clean_query(request.GET, filters) if request.GET else ""

    def shown_to(self, request: HttpRequest, present: str) -> list[Shown]:
        """Return the filters this person has, own and shared; present: the one being looked at."""
        address = reverse(self.list_name)
        found = SavedFilter.objects.of(request.user, self.place).select_related("owner")
        return [
            Shown(
                saved,
                f"{address}?{saved.query}",
                reverse(f"{self.prefix}_filter", args=[saved.pk]),
                saved.owner_id == request.user.pk,
                saved.query == present,
            )
            for saved in found
        ]

    def addresses(self, below: str) -> list[URLPattern]:
        """Return the screens, to be put below the address of the list."""
        return [
            path(f"{below}filters/save/", self.save, name=f"{self.prefix}_filter_save"),
            path(f"{below}filters/<int:pk>/", self.change, name=f"{self.prefix}_filter"),
            path(
                f"{below}filters/<int:pk>/delete/",
                require_POST(self.delete),
                name=f"{self.prefix}_filter_delete",
            ),
        ]

    def save(self, request: HttpRequest) -> HttpResponse:
        """Give the filter in the address a name."""
        self._guard(request)
        query = self.present_query(request)
        if not query or len(query) > LONGEST_QUERY:
            messages.error(request, gettext("There is nothing to save: choose a filter first."))
            return redirect(self.list_name)
        owner = User.objects.get(username=request.user.get_username())
        form = SavedFilterForm(
            request.POST if request.method == "POST" else None,
            instance=SavedFilter(owner=owner, query=query, place=self.place),
        )
        if request.method == "POST" and form.is_valid():
            form.save()
            messages.success(request, gettext("The filter is saved. It stands above the list."))
            return redirect(f"{reverse(self.list_name)}?{query}")
        return self._screen(request, form, gettext("Save this filter"))

    def change(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Rename one's own filter, or share it."""
        self._guard(request)
        saved = self._own(request, pk)
        form = SavedFilterForm(request.POST if request.method == "POST" else None, instance=saved)
        if request.method == "POST" and form.is_valid():
            form.save()
            messages.success(request, gettext("Saved."))
            return redirect(self.list_name)
        return self._screen(request, form, gettext("Change a saved filter"), saved)

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._guard(request)
        self._own(request, pk).delete()
        messages.success(request, gettext("The saved filter is deleted. Nothing of the list was touched."))
        return redirect(self.list_name)

    def _guard(self, request: HttpRequest) -> None:
        if not self.may(request.user):
            raise PermissionDenied

    def _own(self, request: HttpRequest, pk: int) -> SavedFilter:
        return get_object_or_404(SavedFilter, pk=pk, owner=request.user.pk, place=self.place)

    def _screen(
        self, request: HttpRequest, form: Any, title: str, saved: SavedFilter | None = None
    ) -> HttpResponse:
        delete = reverse(f"{self.prefix}_filter_delete", args=[saved.pk]) if saved else ""
        context = {"form": form, "title": title, "delete": delete, "list_address": reverse(self.list_name)}
        return render(request, "wagtailadmin/saved_filters/form.html", context)
