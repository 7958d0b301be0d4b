"""Possible duplicates beside the application: what both say, and why they may be one. No personal data of either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.languages import active
from members import permissions
from members.applications import candidates, checklist
from members.applications.candidates import APPLICATION, ORGANIZATION, Candidate
from members.models import Application, ApplicationAnswers, ApplicationEvent, Organization
from members.officers import rights
from members.officers.columns import isolated

NOTHING = "—"


@dataclass(frozen=True)
class Row:
    """One line of the comparison: what the application says, what the candidate says."""

    label: str
    mine: Any
    theirs: Any

    @property
    def same(self) -> bool:
        return bool(self.mine == self.theirs and self.mine != NOTHING)


@dataclass(frozen=True)
class Compared:
    """A candidate side by side. title: its name. what: "Member · Active" and the like. address: its page, "" where this
    person may not open it. apart: an officer has said that it is another organization. reference: of an application."""

    candidate: Candidate
    title: Any
    what: str
    address: str
    rows: tuple[Row, ...]
    apart: bool
    reference: str = ""


def compared(
    user: Any, application: Application, events: Iterable[ApplicationEvent]
) -> tuple[list[Compared], list[Compared]]:
    """Return (to decide, told apart): entries of the register and earlier applications this person may see, computed
    anew. About ten queries, whatever their number."""
    answers = getattr(application, "answers", None)
    if answers is None:
        return [], []
    found = candidates.applications(answers, permissions.visible_applications(user))
    if rights.may_see(user):
        found = [*candidates.organizations(answers), *found]
    apart = checklist.told_apart(events)
    entries = Organization.objects.select_related("country").prefetch_related("other_names")
    members = entries.in_bulk([row.number for row in found if row.kind == ORGANIZATION])
    earlier = Application.objects.select_related("answers__country").in_bulk(
        [row.number for row in found if row.kind == APPLICATION]
    )
    shown = []
    for candidate in sorted(found, key=lambda row: -row.score):
        is_apart = candidate.key in apart
        if candidate.kind == ORGANIZATION and candidate.number in members:
            shown.append(_organization(user, answers, candidate, members[candidate.number], is_apart))
        elif candidate.kind == APPLICATION and candidate.number in earlier:
            shown.append(_application(answers, candidate, earlier[candidate.number], is_apart))
    return [row for row in shown if not row.apart], [row for row in shown if row.apart]


def _organization(
    user: Any, answers: ApplicationAnswers, candidate: Candidate, entry: Organization, apart: bool
) -> Compared:
    what = " · ".join([gettext("Entry of the register"), str(entry.get_status_display())])
    others = [row.text for row in entry.other_names.all()]
    name = "wagtailsnippets_members_organization:edit" if rights.may_edit(user) else "organization_sheet"
    address = reverse(name, args=[entry.pk])
    return Compared(
        candidate, _own_name(entry), what, address, _rows(answers, entry, _translated(entry) + others), apart
    )


def _application(
    answers: ApplicationAnswers, candidate: Candidate, other: Application, apart: bool
) -> Compared:
    named = gettext("Application %(reference)s") % {"reference": other.reference}
    what = " · ".join([named, str(other.get_state_display())])
    theirs = other.answers
    address = reverse("application_page", args=[other.pk])
    return Compared(
        candidate,
        _own_name(theirs),
        what,
        address,
        _rows(answers, theirs, theirs.names()),
        apart,
        other.reference,
    )


def _rows(mine: ApplicationAnswers, other: Any, other_names: list[str]) -> tuple[Row, ...]:
    """other: an entry or other answers; both call these columns by the same names."""
    return (
        Row(gettext("Name"), _own_name(mine), _own_name(other)),
        Row(gettext("Other names"), _joined(mine, mine.names()), _joined(other, other_names)),
        Row(gettext("Country"), _country(mine.country), _country(other.country)),
        Row(gettext("Website"), mine.website or NOTHING, other.website or NOTHING),
        Row(gettext("Founded in"), str(mine.year_founded), str(other.year_founded or NOTHING)),
        Row(gettext("Type"), str(mine.get_type_display()), str(other.get_type_display() or NOTHING)),
        Row(gettext("Scope"), str(mine.get_scope_display()), str(other.get_scope_display() or NOTHING)),
    )


def _joined(row: Any, names: list[str]) -> str:
    """Names of both directions in one line, each on its own."""
    others = dict.fromkeys(name for name in names if name and name != row.legal_name)
    return format_html_join(" · ", "<bdi>{}</bdi>", ((name,) for name in others)) or NOTHING


def _translated(entry: Organization) -> list[str]:
    return [getattr(entry, f"name_{code}") for code in languages.codes()]


def _own_name(row: Any) -> Any:
    return isolated(row.legal_name, row.legal_language)


def _country(country: Any) -> str:
    return country.name_in(active()) or str(country)
