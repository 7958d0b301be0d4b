"""The filters of the list of organizations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from cicc_site.languages import active
from cicc_site.multilingual.values import localized
from members.enums import PUBLIC_LISTINGS, ListingLevel, MemberStatus, OrganizationType, Region
from members.models import Issue, NationalCoalition, Organization, RegisterChange
from members.models.organizations import COUNTS, OrganizationQuerySet
from members.officers.forms import country_choices, officers

ME, NOBODY, NONE = "me", "nobody", "none"
Choices = list[tuple[str, Any]]
YES_OR_NO: Choices = [("yes", _("Yes")), ("no", _("No"))]


def unexplained() -> Q:
    """Members the public does not see, though no officer ever said why."""
    said_why = RegisterChange.objects.filter(organization=OuterRef("pk"), changes__has_key="listing").exclude(
        reason=""
    )
    return COUNTS & ~Q(listing__in=sorted(PUBLIC_LISTINGS)) & ~Q(Exists(said_why))


def _issues() -> Choices:
    return [(issue.code, str(localized(issue, "name", active()))) for issue in Issue.objects.all()]


def _coalitions() -> Choices:
    found: Choices = [(str(row.pk), str(row)) for row in NationalCoalition.objects.all()]
    return [(NONE, _("None")), *found]


def _officers() -> Choices:
    people: Choices = [(str(user.pk), str(user)) for user in officers()]
    return [(ME, _("Me")), (NOBODY, _("Nobody")), *people]


CHOICES: dict[str, Callable[[], Choices]] = {
    "country": country_choices,
    "issue": _issues,
    "coalition": _coalitions,
    "officer": _officers,
}


def _choice(label: Any, choices: Choices, **kwargs: Any) -> Any:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"), **kwargs)


def _several(label: Any, choices: Choices, **kwargs: Any) -> Any:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, distinct=False, **kwargs
    )


class OrganizationFilterSet(WagtailFilterSet):
    status = _several(_("Member status"), MemberStatus.choices)
    listing = _several(_("Listing level"), ListingLevel.choices)
    country = _choice(_("Country"), [])
    region = _choice(_("Region"), Region.choices, field_name="country__cicc_region")
    type = _choice(_("Type"), OrganizationType.choices)
    issue = _choice(_("Issue"), [], method="on_issue")
    tag = django_filters.CharFilter(label=_("Tag"), method="with_tag", max_length=40)
    coalition = _choice(_("National coalition"), [], method="in_coalition")
    steering = _choice(_("Steering Committee today"), YES_OR_NO, method="on_steering_committee")
    officer = _choice(_("Officer in charge"), [], method="in_charge")
    unconfirmed_since = django_filters.DateFilter(
        label=_("Not confirmed since"), method="not_confirmed_since", widget=AdminDateInput
    )
    unexplained = _choice(_("Hidden without a reason"), [("yes", _("Yes"))], method="hidden_without_a_reason")
    demo = _choice(_("Demonstration"), YES_OR_NO, method="of_demonstration")

    class Meta:
        model = Organization
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the choices once: Wagtail's screens go through them three times."""
        super().__init__(*args, **kwargs)
        for name, choices in CHOICES.items():
            self.filters[name].extra["choices"] = choices()

    def on_issue(self, found: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        return found.filter(issues__code=value)

    def with_tag(self, found: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        return found.filter(tags__contains=[" ".join(value.lower().split())])

    def in_coalition(self, found: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        if value == NONE:
            return found.filter(national_coalition=None)
        return found.filter(national_coalition=int(value))

    def on_steering_committee(
        self, found: OrganizationQuerySet, name: str, value: str
    ) -> OrganizationQuerySet:
        sitting = Organization.objects.on_steering_committee(timezone.now().date()).values("pk")
        return found.filter(pk__in=sitting) if value == "yes" else found.exclude(pk__in=sitting)

    def in_charge(self, found: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        if value == NOBODY:
            return found.filter(assigned_to=None)
        return found.filter(assigned_to=self.request.user.pk if value == ME else int(value))

    def not_confirmed_since(
        self, found: OrganizationQuerySet, name: str, value: dt.date
    ) -> OrganizationQuerySet:
        return found.filter(Q(last_confirmed=None) | Q(last_confirmed__lt=value))

    def hidden_without_a_reason(
        self, found: OrganizationQuerySet, name: str, value: str
    ) -> OrganizationQuerySet:
        return found.filter(unexplained())

    def of_demonstration(self, found: OrganizationQuerySet, name: str, value: str) -> OrganizationQuerySet:
        return found.filter(is_demo=value == "yes")
