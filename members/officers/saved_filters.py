"""The saved filters of the list of organizations."""

from __future__ import annotations

from members.models import SavedFilter
from members.officers import rights
from members.officers.filters import OrganizationFilterSet
from members.saved_filters import SavedFilters

LIST = "wagtailsnippets_members_organization:list"

saved = SavedFilters(
    SavedFilter.Place.ORGANIZATIONS,
    list_name=LIST,
    prefix="organization",
    filter_set=OrganizationFilterSet,
    sorted_by=("country", "status", "listing", "joined", "last_confirmed", "name", "sort_"),
    may=rights.may_see,
)
clean_query, present_query, shown_to = saved.clean_query, saved.present_query, saved.shown_to
