"""The filters of the queue, and its search: by reference and by the names of organizations, never by persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cicc_site import languages
from cicc_site.text import match_key
from members.applications.states import CLOSED, DECIDED, WITH_OFFICERS, State
from members.applications_desk import clock, reading, waiting
from members.applications_desk.moves import officers
from members.enums import Region
from members.models import Application, ReviewCycle, SavedFilter
from members.models.applications import ApplicationQuerySet
from members.officers.finding import JoinedKeys, without_article
from members.officers.forms import country_choices
from members.saved_filters import SavedFilters

LIST = "applications"
ME, NOBODY, NOW = "me", "nobody", "now"
Choices = list[tuple[str, Any]]
YES: Choices = [("yes", _("Yes"))]
GROUPS: dict[str, tuple[Any, frozenset[State]]] = {
    "with-us": (_("Waiting for us"), waiting.WITH_US),
    "with-applicant": (_("Waiting for the applicant"), frozenset({State.INFO_REQUESTED})),
    "deferred": (_("Deferred"), frozenset({State.DEFERRED})),
    "decided": (_("Decided"), DECIDED),
    "closed": (_("Closed otherwise"), CLOSED - DECIDED),
}
ALL = "all"
SEEN_STATES = [state for state in State if state in WITH_OFFICERS | CLOSED]


def _cycles() -> Choices:
    return [
        (NOW, _("The one being reviewed")),
        *((str(row.pk), row.name) for row in ReviewCycle.objects.all()),
    ]


def _officers() -> Choices:
    people: Choices = [(str(user.pk), str(user)) for user in officers()]
    return [(ME, _("Me")), (NOBODY, _("Nobody")), *people]


CHOICES: dict[str, Callable[[], Choices]] = {
    "country": country_choices,
    "cycle": _cycles,
    "officer": _officers,
}


def _choice(label: Any, choices: Choices, **kwargs: Any) -> Any:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"), **kwargs)


def in_present_cycle() -> Q:
    """Applications of the cycle that is being reviewed today."""
    today = timezone.now().date()
    return Q(cycle__review_from__lte=today, cycle__decision_by__gte=today)


class ApplicationFilterSet(WagtailFilterSet):
    group = django_filters.ChoiceFilter(
        label=pgettext_lazy("applications", "Which ones"),
        choices=[*((name, label) for name, (label, _states) in GROUPS.items()), (ALL, _("All there are"))],
        empty_label=_("The queue: everything open"),
        method="in_group",
    )
    state = _choice(_("State"), [(state.value, state.label) for state in SEEN_STATES])
    overdue = _choice(_("Overdue"), YES, method="late")
    unanswered = _choice(_("The applicant wrote, nobody answered"), YES, method="to_answer")
    officer = _choice(_("Officer in charge"), [], method="in_charge")
    cycle = _choice(_("Review cycle"), [], method="of_cycle")
    region = _choice(_("Region"), Region.choices, field_name="country__cicc_region")
    country = _choice(_("Country"), [], field_name="country")
    language = _choice(_("Language"), languages.choices())
    duplicates = _choice(_("Possible duplicate"), YES, method="doubtful")
    comment = _choice(_("My opinion is missing"), YES, method="uncommented")

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the choices once: Wagtail's screens go through them three times."""
        super().__init__(*args, **kwargs)
        for name, choices in CHOICES.items():
            self.filters[name].extra["choices"] = choices()

    def filter_queryset(self, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        """Unless something else is asked for, the queue: what is open. A search looks everywhere."""
        asked = self.form.cleaned_data
        anywhere = asked.get("group") or asked.get("state") or self.data.get("q", "").strip()
        if not anywhere:
            queryset = queryset.with_officers()
        found: ApplicationQuerySet = super().filter_queryset(queryset)
        return found

    def in_group(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found if value == ALL else found.filter(state__in=sorted(GROUPS[value][1]))

    def late(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found.filter(clock.overdue())

    def to_answer(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return waiting.unanswered(found)

    def in_charge(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        if value == NOBODY:
            return found.filter(officer=None)
        return found.filter(officer=self.request.user.pk if value == ME else int(value))

    def of_cycle(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found.filter(in_present_cycle() if value == NOW else Q(cycle=int(value)))

    def doubtful(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found.filter(has_candidates=True)

    def uncommented(self, found: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return found.filter(waiting.to_comment(self.request.user))


def named(found: ApplicationQuerySet, text: str) -> ApplicationQuerySet:
    """Return those of this reference, and those with every word of `text` in the names of the organization."""
    reference = "".join(sign for sign in text.upper() if sign.isalnum() and sign.isascii())
    wanted = Q(pk__in=[])
    if len(reference) == 8:
        wanted |= Q(reference=f"{reference[:4]}-{reference[4:]}")
    words = [without_article(word) for word in match_key(text).split()]
    if words:
        found = found.annotate(joined_keys=JoinedKeys("answers__match_keys"))
        by_name = Q()
        for word in words:
            by_name &= Q(joined_keys__contains=word)
        wanted |= by_name
    return found.filter(wanted)


def _filter_set(data: QueryDict) -> ApplicationFilterSet:
    return ApplicationFilterSet(data)


saved = SavedFilters(
    SavedFilter.Place.APPLICATIONS,
    list_name=LIST,
    prefix="applications",
    filter_set=_filter_set,
    sorted_by=("reference", "state", "received_at", "state_since", "country", "cycle"),
    may=reading.may_see,
)
