"""An organization on one sheet of paper: what is public, what this officer may see besides, what happened last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site.countries import language_name
from cicc_site.languages import LANGUAGES, active
from cicc_site.multilingual.values import localized
from members import history
from members.models import Organization
from members.officers import rights
from members.officers.columns import isolated, listing_label, status_label
from members.officers.words import NOTHING, Words, field_label

LAST_CHANGES, LAST_NOTES = 10, 10
# In the order of the sheet; names, listing and private facts stand apart.
FACTS = (
    *("country", "countries_of_work", "type", "scope", "issues", "working_languages", "year_founded"),
    *("website", "national_coalition", "joined", "last_confirmed", "external_id", "tags", "assigned_to"),
)


@rights.only_for(rights.may_see)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Kept nowhere: neither by the browser nor on the way to it."""
    entries = Organization.objects.select_related(
        "country", "registration", "assigned_to", "national_coalition", "merged_into"
    )
    organization = get_object_or_404(entries, pk=pk)
    words, user = Words(), request.user
    name, language = organization.name_in(active())
    context: dict[str, Any] = {
        "organization": organization,
        "name": isolated(name, language),
        "title": name,
        "names": list(_names(organization)),
        "facts": list(_facts(organization, words)),
        "status": status_label(organization),
        "listing": listing_label(organization),
        "terms": organization.steering_terms.all(),
        "changes": [(change, words.of(change)) for change in organization.changes.all()[:LAST_CHANGES]],
        "private": rights.may_see_contacts(user),
        "now": timezone.now(),
    }
    if context["private"]:
        context["contacts"] = organization.contacts.all()
        context["registration"] = getattr(organization, "registration", None)
    if rights.may_see_notes(user):
        context["notes"] = organization.notes.all()[:LAST_NOTES]
    response = render(request, "wagtailadmin/organizations/sheet.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _names(organization: Organization) -> Iterator[tuple[str, Any]]:
    language = organization.legal_language
    label = gettext("Legal name")
    if language:
        label = f"{label} ({language_name(language, active())})"
    yield label, isolated(organization.legal_name, language)
    for entry in LANGUAGES:
        own = getattr(organization, f"name_{entry.code}")
        if own:
            yield entry.name, isolated(own, entry.code)
    for row in organization.other_names.all():
        yield row.get_kind_display(), isolated(row.text, row.language)


def _facts(organization: Organization, words: Words) -> Iterator[tuple[str, str]]:
    said = history.facts(organization)
    for name in FACTS:
        if name == "joined":
            when = organization.joined_when
            value = when.text(active()) if when else NOTHING
        elif name == "national_coalition" and organization.national_coalition:
            value = str(localized(organization.national_coalition, "name", active()))
        else:
            value = words.value(name, said[name])
        if value != NOTHING:
            yield field_label(name), value
