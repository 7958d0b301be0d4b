"""Filters saved under a name: what of an address is kept, and the screens that keep, rename and delete them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from cicc_site.text import clean_query as searched_words
from members.models import SavedFilter
from members.models.saved_filters import LONGEST_QUERY
from members.officers import rights
from members.officers.filters import OrganizationFilterSet

LIST = "wagtailsnippets_members_organization:list"
SORTED_BY = ("country", "status", "listing", "joined", "last_confirmed", "name", "sort_")
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Shown:
    """A saved filter as the list shows it; present: it is the one being looked at."""

    saved: SavedFilter
    address: str
    own: bool
    present: bool


def clean_query(data: QueryDict, filters: Any = None) -> str:
    """Return what of an address describes a filter, in a fixed order: known names with valid values, and no address of
    a person. "" for nothing. filters: the filter set of these data, where there is one already."""
    kept = QueryDict(mutable=True)
    form = (filters or OrganizationFilterSet(data)).form
    form.is_valid()
    for name in sorted(form.fields):
        values = [value for value in data.getlist(name) if value]
        if values and name not in form.errors:
            kept.setlist(name, values)
    text = searched_words(data.get("q", ""))[:LONGEST_SEARCH]
    if text and "@" not in text:
        kept["q"] = text
    order = data.get("ordering", "")
    if (
        order
        and order.removeprefix("-").replace("_", "").isalpha()
        and order.lstrip("-").startswith(SORTED_BY)
    ):
        kept["ordering"] = order
    return kept.urlencode()


def present_query(request: HttpRequest, filters: Any = None) -> str:
    """Return the filter of the list that is being looked at."""
    return clean_query(request.GET, filters) if request.GET else ""


def shown_to(request: HttpRequest, present: str) -> list[Shown]:
    """Return the filters this person has, own and shared; present: the one being looked at."""
    address = reverse(LIST)
    return [
        Shown(saved, f"{address}?{saved.query}", saved.owner_id == request.user.pk, saved.query == present)
        for saved in SavedFilter.objects.of(request.user).select_related("owner")
    ]


class SavedFilterForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedFilter
        fields = ["name", "shared"]

    def _get_validation_exclusions(self) -> set[str]:
        """The owner is no field of the form, but one name per owner is checked all the same."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"owner"}


@rights.only_for(rights.may_see)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Give the filter in the address a name."""
    query = present_query(request)
    if not query or len(query) > LONGEST_QUERY:
        messages.error(request, gettext("There is nothing to save: choose a filter first."))
        return redirect(LIST)
    form = SavedFilterForm(
        request.POST if request.method == "POST" else None,
        instance=SavedFilter(owner=rights.signed_in(request), query=query),
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("The filter is saved. It stands above the list."))
        return redirect(f"{reverse(LIST)}?{query}")
    return _screen(request, form, gettext("Save this filter"))


@rights.only_for(rights.may_see)
def change_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one's own filter, or share it."""
    saved = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
    form = SavedFilterForm(request.POST if request.method == "POST" else None, instance=saved)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect(LIST)
    return _screen(request, form, gettext("Change a saved filter"), saved)


@require_POST
@rights.only_for(rights.may_see)
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedFilter, pk=pk, owner=request.user).delete()
    messages.success(request, gettext("The saved filter is deleted. No organization was touched."))
    return redirect(LIST)


def _screen(request: HttpRequest, form: Any, title: str, saved: SavedFilter | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "saved": saved, "list_address": reverse(LIST)}
    return render(request, "wagtailadmin/organizations/filter_form.html", context)
