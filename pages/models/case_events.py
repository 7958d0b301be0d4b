"""The rows of a case page: persons, dated events, and what an event means for each person. All in codes.

How they read is in pages/proceedings; what of them is public, in pages/proceedings/publication.py.
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from cicc_site.dates import PartialDate
from members.enums import Verified
from pages.fields import PartialDateField
from pages.models.base import SitePage
from pages.proceedings.codes import (
    Appellant,
    ChangedOnAppeal,
    Consequence,
    EventType,
    PersonStatus,
    Result,
    Subject,
)
from pages.proceedings.events import Event, Outcome
from pages.proceedings.rendering import results_of

# What the row and the plain value call by the same name.
SAME_FIELDS = (
    *("type", "result", "subject", "consequence", "appellant", "counts", "changed_on_appeal", "verified"),
    *("sentence_years", "sentence_months", "reduced_by_months", "reduced_to_years", "liability_eur"),
    *("warrant_number", "replaces_warrant", "unsealed", "in_absence", "notice", "scheduled"),
)


def title_of(page: SitePage) -> str:
    return str(page.text("title"))


# Read when the sentence is made, in the language of that moment.
lazy_title = lazy(title_of, str)


class CasePerson(Orderable):
    """A person against whom the case is or was brought."""

    page = ParentalKey("pages.CasePage", on_delete=models.CASCADE, related_name="persons")
    name = models.CharField(
        _("name"), max_length=200, help_text=_("In Latin letters, as the Court writes it.")
    )
    shown_as = models.CharField(
        _("shown as"),
        max_length=200,
        blank=True,
        help_text=_("The name visitors read, where the full name is not verified. Empty: the name."),
    )
    status = models.CharField(
        _("status"),
        max_length=30,
        choices=PersonStatus,
        blank=True,
        help_text=_("Where the person stands on the day of the status of the case."),
    )
    verified = models.CharField(
        _("verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The status is public only when verified."),
    )
    hold_status = models.BooleanField(
        _("hold the status back"),
        default=False,
        help_text=_("Tick while the present status has to be checked: visitors then read none."),
    )
    staff_notes = models.TextField(_("notes for staff"), blank=True, help_text=_("Never shown to visitors."))

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("shown_as")]),
        FieldRowPanel([FieldPanel("status"), FieldPanel("verified")]),
        FieldPanel("hold_status"),
        FieldPanel("staff_notes"),
    ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        return self.shown_as or self.name

    @property
    def public_status_code(self) -> str:
        """The status as `PersonStatus` has it, or nothing where it may not be shown."""
        is_public = self.verified == Verified.YES and not self.hold_status
        return self.status if is_public else ""

    @property
    def public_status(self) -> str:
        """The same in words."""
        return str(PersonStatus(self.public_status_code).label) if self.public_status_code else ""


class CaseEvent(ClusterableModel, Orderable):
    """A dated step of the proceedings."""

    page = ParentalKey("pages.CasePage", on_delete=models.CASCADE, related_name="events")
    type = models.CharField(_("kind"), max_length=30, choices=EventType)
    date = PartialDateField(
        _("date"), blank=True, help_text=_("YYYY-MM-DD, or YYYY-MM or YYYY if only that is known.")
    )
    result = models.CharField(
        _("result"),
        max_length=30,
        choices=Result,
        blank=True,
        help_text=_("Empty: not recorded, or different by person (see persons below)."),
    )
    subject = models.CharField(
        _("subject"),
        max_length=30,
        choices=Subject,
        blank=True,
        help_text=_("What an appeal or a request was about."),
    )
    consequence = models.CharField(
        _("consequence"),
        max_length=30,
        choices=Consequence,
        blank=True,
        help_text=_("What followed from the result."),
    )
    changed_on_appeal = models.CharField(
        _("changed on appeal"),
        max_length=20,
        choices=ChangedOnAppeal,
        blank=True,
        help_text=_("The decision no longer stands: visitors read it only with the appeal judgment."),
    )
    verified = models.CharField(
        _("verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("In part: visitors read the kind and a reported date. No: nothing."),
    )
    scheduled = models.BooleanField(
        _("scheduled"), default=False, help_text=_("The day was set; whether it was kept is not known.")
    )
    in_absence = models.BooleanField(
        _("in absence"), default=False, help_text=_("Held in the absence of the person.")
    )
    notice = models.BooleanField(
        _("notice only"),
        default=False,
        help_text=_("The day of the notice of the Prosecutor, not of a decision."),
    )
    appellant = models.CharField(
        _("appeal by"),
        max_length=20,
        choices=Appellant,
        blank=True,
        help_text=_("Who appealed, where recorded."),
    )
    related_case = models.ForeignKey(
        "pages.CasePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other case"),
        help_text=_("The case joined with this one, or severed from it."),
    )
    counts = models.PositiveSmallIntegerField(
        _("counts"), null=True, blank=True, help_text=_("Number of counts the result covers.")
    )
    sentence_years = models.PositiveSmallIntegerField(
        _("sentence in years"),
        null=True,
        blank=True,
        help_text=_("Of imprisonment, the same for all persons."),
    )
    sentence_months = models.PositiveSmallIntegerField(
        _("sentence in months"), null=True, blank=True, help_text=_("Of imprisonment, where given in months.")
    )
    reduced_by_months = models.PositiveSmallIntegerField(
        _("reduced by, in months"), null=True, blank=True, help_text=_("3 years and 8 months are 44.")
    )
    reduced_to_years = models.PositiveSmallIntegerField(
        _("reduced to, in years"),
        null=True,
        blank=True,
        help_text=_("Length of the sentence after the review."),
    )
    liability_eur = models.PositiveBigIntegerField(
        _("liability in euros"), null=True, blank=True, help_text=_("Liability for reparations.")
    )
    warrant_number = models.PositiveSmallIntegerField(
        _("number of the warrant"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2)],
        help_text=_("2 for the second warrant of the case. Empty for the first."),
    )
    replaces_warrant = models.DateField(
        _("replaces the warrant of"),
        null=True,
        blank=True,
        help_text=_("Date of the warrant that was replaced."),
    )
    unsealed = models.DateField(
        _("made public on"),
        null=True,
        blank=True,
        help_text=_("Day on which a sealed warrant became public."),
    )
    days = models.CharField(
        _("days"),
        max_length=200,
        blank=True,
        help_text=_("All days of a hearing, with commas: 2026-02-23, 2026-02-24."),
    )
    sources = models.CharField(
        _("sources"), max_length=200, blank=True, help_text=_("Keys of the sources. Never shown to visitors.")
    )
    staff_notes = models.TextField(_("notes for staff"), blank=True, help_text=_("Never shown to visitors."))

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("type"), FieldPanel("date"), FieldPanel("verified")]),
        FieldRowPanel([FieldPanel("result"), FieldPanel("subject"), FieldPanel("consequence")]),
        InlinePanel(
            "persons", label=_("Person concerned"), help_text=_("None: it concerns all persons of the case.")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("changed_on_appeal"), FieldPanel("appellant"), FieldPanel("related_case")]
                ),
                FieldRowPanel([FieldPanel("scheduled"), FieldPanel("in_absence"), FieldPanel("notice")]),
                FieldRowPanel(
                    [FieldPanel("counts"), FieldPanel("sentence_years"), FieldPanel("sentence_months")]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("reduced_by_months"),
                        FieldPanel("reduced_to_years"),
                        FieldPanel("liability_eur"),
                    ]
                ),
                FieldRowPanel(
                    [FieldPanel("warrant_number"), FieldPanel("replaces_warrant"), FieldPanel("unsealed")]
                ),
                FieldPanel("days"),
            ],
            heading=_("More about this event"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("sources"), FieldPanel("staff_notes")], heading=_("For staff"), classname="collapsed"
        ),
    ]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.type} {self.date}"

    def clean(self) -> None:
        super().clean()
        if self.result and self.result not in results_of(self.type):
            raise ValidationError({"result": _("This result does not belong to this kind of event.")})
        try:
            self.hearing_days()
        except ValueError:
            raise ValidationError(
                {"days": _("Write days as 2026-02-23, with commas between them.")}
            ) from None

    def hearing_days(self) -> tuple[datetime.date, ...]:
        return tuple(
            datetime.date.fromisoformat(part.strip()) for part in self.days.split(",") if part.strip()
        )

    def as_event(self, shown_names: dict[str, str]) -> Event:
        """The event as plain values. shown_names: {name: name for visitors} of all persons of the case."""
        rows = list(self.persons.all())
        names = [row.name for row in rows] or list(shown_names)
        same: dict[str, Any] = {name: getattr(self, name) for name in SAME_FIELDS}
        return Event(
            **same,
            date=PartialDate.parse(self.date) if self.date else None,
            persons=tuple(shown_names.get(name, name) for name in names),
            outcomes=tuple(row.as_outcome(shown_names) for row in rows),
            days=self.hearing_days(),
            related_case=lazy_title(self.related_case) if self.related_case else "",
        )


class CaseEventPerson(Orderable):
    """A person whom an event concerns, with the result where it differs by person."""

    event = ParentalKey(CaseEvent, on_delete=models.CASCADE, related_name="persons")
    name = models.CharField(
        _("name"), max_length=200, help_text=_("Exactly as in the list of persons of the case.")
    )
    result = models.CharField(
        _("result"),
        max_length=30,
        choices=Result,
        blank=True,
        help_text=_("Only where results differ by person."),
    )
    sentence_years = models.PositiveSmallIntegerField(
        _("sentence in years"), null=True, blank=True, help_text=_("Of imprisonment, for this person.")
    )
    sentence_months = models.PositiveSmallIntegerField(
        _("sentence in months"), null=True, blank=True, help_text=_("Of imprisonment, for this person.")
    )
    changed_on_appeal = models.CharField(
        _("changed on appeal"),
        max_length=20,
        choices=ChangedOnAppeal,
        blank=True,
        help_text=_("For this person the decision no longer stands."),
    )

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("result"), FieldPanel("changed_on_appeal")]),
        FieldRowPanel([FieldPanel("sentence_years"), FieldPanel("sentence_months")]),
    ]

    def __str__(self) -> str:
        return self.name

    def as_outcome(self, shown_names: dict[str, str]) -> Outcome:
        return Outcome(
            person=shown_names.get(self.name, self.name),
            result=self.result,
            sentence_years=self.sentence_years,
            sentence_months=self.sentence_months,
            changed_on_appeal=self.changed_on_appeal,
        )
