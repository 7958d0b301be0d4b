"""Situations and cases before the Court; rows of a case: case_events.py, words: pages/proceedings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import Localized
from members.enums import Verified
from pages import feeds
from pages.fields import CodesField, PartialDateField
from pages.models.base import BodyMixin, SitePage
from pages.models.case_events import CaseEvent, CasePerson
from pages.models.feeding import FeedMixin, newest
from pages.models.lasting_codes import LastingCode
from pages.proceedings import publication, rendering
from pages.proceedings.codes import Crime, ReferralType, SituationStatus, Stage
from pages.proceedings.events import Event
from pages.proceedings.stages import Step, track
from pages.proceedings.views import DatedFact, PersonView, dated_fact, person_views
from pages.readable import for_everybody
from pages.world.addresses import Place, places

if TYPE_CHECKING:
    from pages.models.court_updates import CourtUpdatePage

CASE_NAME = "The Prosecutor v. "
STAFF_ONLY = _("Never shown to visitors.")


class CasePage(LastingCode, FeedMixin, SitePage):
    """One case: its number, stage, persons and dated events, all coded; never free text on persons."""

    full_name = models.CharField(
        _("full name"),
        max_length=255,
        help_text=_("As the Court writes it: The Prosecutor v. and the names."),
    )
    full_name_verified = models.CharField(
        _("full name verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The full name is public only when verified."),
    )
    case_number = models.CharField(
        _("case number"), max_length=30, blank=True, help_text=_("As ICC-01/04-01/06.")
    )
    case_number_verified = models.CharField(
        _("case number verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The number is public only when verified."),
    )
    charges = CodesField(
        models.CharField(max_length=30, choices=Crime),
        verbose_name=_("crimes"),
        default=list,
        blank=True,
        help_text=_("The crimes of the Statute that the case is about."),
    )
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, help_text=_("Where the proceedings stand.")
    )
    stage_verified = models.CharField(
        _("stage verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The stage is public only when verified."),
    )
    status_as_of = models.DateField(
        _("status as of"), help_text=_("The day for which stage and status are known. It stands on the page.")
    )
    verified = models.CharField(
        _("verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The entry as a whole; the crimes are public only when it is verified."),
    )
    sources = models.CharField(_("sources"), max_length=255, blank=True, help_text=STAFF_ONLY)
    staff_notes = models.TextField(_("notes for staff"), blank=True, help_text=STAFF_ONLY)

    translated: ClassVar[list[str]] = ["full_name"]

    parent_page_types: ClassVar[list[str]] = ["pages.SituationPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A case before the Court: stage, persons and dated events.")

    shared_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("full_name_verified"),
                FieldRowPanel([FieldPanel("case_number"), FieldPanel("case_number_verified")]),
                FieldRowPanel(
                    [FieldPanel("stage"), FieldPanel("stage_verified"), FieldPanel("status_as_of")]
                ),
                FieldRowPanel([FieldPanel("charges"), FieldPanel("verified")]),
            ],
            heading=_("Facts"),
        ),
        InlinePanel("persons", heading=_("Persons"), label=_("Person")),
        InlinePanel("events", heading=_("Events, oldest first"), label=_("Event")),
        MultiFieldPanel([FieldPanel("sources"), FieldPanel("staff_notes")], heading=_("For staff")),
    ]

    class Meta:
        verbose_name = _("case")

    # ---- what visitors read

    @property
    def has_public_name(self) -> bool:
        """Whether the case has a name of its own; warrants issued in a situation may have none yet."""
        return bool(self.public_full_name) and self.full_name_en.startswith(CASE_NAME)

    @property
    def public_full_name(self) -> Localized | None:
        return self.text("full_name") if self.full_name_verified == Verified.YES else None

    @property
    def public_number(self) -> str:
        return self.case_number if self.case_number_verified == Verified.YES else ""

    @property
    def public_stage(self) -> str:
        return self.stage if self.stage_verified == Verified.YES else ""

    @property
    def public_charges(self) -> list[str]:
        """The codes of the crimes, as `Crime` has them."""
        return list(self.charges) if self.verified == Verified.YES else []

    @property
    def public_crimes(self) -> list[str]:
        return [str(Crime(code).label) for code in self.public_charges]

    @property
    def stage_label(self) -> str:
        return str(Stage(self.public_stage).label) if self.public_stage else ""

    @cached_property
    def public_events(self) -> list[Event]:
        """The events visitors may read, oldest first; see pages/proceedings/publication.py."""
        names = {person.name: person.public_name for person in self.case_persons}
        return publication.chronology(event.as_event(names) for event in self.case_events)

    @property
    def chronology(self) -> list[rendering.EventText]:
        return rendering.render_all(self.public_events)

    @property
    def track(self) -> list[Step]:
        return track(self.public_events, self.public_stage)

    @property
    def person_views(self) -> list[PersonView]:
        return person_views(self.case_persons, self.public_events)

    @property
    def neighbours(self) -> list[SitePage]:
        """All live cases of the same situation, this one included."""
        beside = SitePage.objects.live().filter(path__startswith=self.path[: -self.steplen], depth=self.depth)
        return list(for_everybody(beside).order_by("path")) if self.path else []

    @cached_property
    def related_cases(self) -> list[CasePage]:
        """The cases that were joined with this one or severed from it, as far as everybody may read them."""
        found = {
            event.related_case.pk: event.related_case for event in self.case_events if event.related_case
        }
        # No query where no page nearby is behind a door.
        return [case for case in found.values() if case.live and not case.get_view_restrictions().exists()]

    @cached_property
    def case_persons(self) -> list[CasePerson]:
        return list(self.persons.all())

    @cached_property
    def case_events(self) -> list[CaseEvent]:
        """The rows with what they need, in two queries; rows of an unsaved draft already hold theirs."""
        events = list(self.events.all().select_related("related_case"))
        stored = [event for event in events if event.pk and not hasattr(event, "_cluster_related_objects")]
        prefetch_related_objects(stored, "persons")
        return events

    @property
    def latest_updates(self) -> QuerySet[CourtUpdatePage]:
        """Those anybody may read, the newest first."""
        found: QuerySet[CourtUpdatePage] = for_everybody(self.updates.filter(live=True))
        return found.order_by("-date", "-pk")

    def feed_items(self) -> QuerySet[CourtUpdatePage]:
        return newest(self.latest_updates)


SITUATION_DATES: dict[str, Any] = {
    "referral_date": _("Referral"),
    "preliminary_examination_opened": _("Preliminary examination opened"),
    "investigation_opened": _("Investigation opened"),
    "investigation_concluded": _("Investigation phase concluded"),
}


class PublicDate(NamedTuple):
    """A date of a situation as the public may know it."""

    field: str
    label: Any  # read in the language that is active then
    date: PartialDate
    reported: bool


class SituationDates(models.Model):
    """When a situation came before the Court. One mark says how far the dates and the rest are verified."""

    referral_date = PartialDateField(
        _("date of referral"), blank=True, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY.")
    )
    preliminary_examination_opened = PartialDateField(
        _("preliminary examination opened"), blank=True, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY.")
    )
    investigation_opened = PartialDateField(
        _("investigation opened"), blank=True, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY.")
    )
    investigation_concluded = PartialDateField(
        _("investigation concluded"), blank=True, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY.")
    )
    verified = models.CharField(
        _("verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("In part: visitors read the dates as reported, and neither referral nor status."),
    )

    class Meta:
        abstract = True

    def public_dates(self) -> list[PublicDate]:
        """The dates visitors may read, each with the field it stands in, its words, and whether it is only reported."""
        if self.verified == Verified.NO:
            return []
        reported = self.verified == Verified.PARTIAL
        return [
            PublicDate(field, label, PartialDate.parse(getattr(self, field)), reported)
            for field, label in SITUATION_DATES.items()
            if getattr(self, field)
        ]

    def dated_facts(self) -> list[DatedFact]:
        return [dated_fact(known.label, known.date, known.reported) for known in self.public_dates()]


class SituationPage(LastingCode, FeedMixin, SituationDates, BodyMixin, SitePage):
    """A situation before the Court, with its cases below it."""

    icc_number = models.CharField(_("number"), max_length=30, blank=True, help_text=_("As ICC-01/04."))
    icc_number_verified = models.CharField(
        _("number verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("The number is public only when verified."),
    )
    countries = ParentalManyToManyField(
        "members.Country", blank=True, related_name="situations", verbose_name=_("countries")
    )
    referral_type = models.CharField(
        _("referral"),
        max_length=30,
        choices=ReferralType,
        help_text=_("How the situation came before the Court."),
    )
    referred_by = models.CharField(
        _("referred by"),
        max_length=255,
        blank=True,
        help_text=_("The State or body that referred the situation."),
    )
    status = models.CharField(
        _("status"), max_length=40, choices=SituationStatus, help_text=_("Of the investigation.")
    )
    status_as_of = models.DateField(_("status as of"), help_text=_("The day for which the status is known."))
    sources = models.CharField(_("sources"), max_length=255, blank=True, help_text=STAFF_ONLY)
    staff_notes = models.TextField(_("notes for staff"), blank=True, help_text=STAFF_ONLY)

    translated: ClassVar[list[str]] = ["referred_by"]

    parent_page_types: ClassVar[list[str]] = ["pages.SituationIndexPage"]
    subpage_types: ClassVar[list[str]] = ["pages.CasePage"]
    page_description = _("A situation before the Court. Its cases stand below it.")

    shared_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("icc_number"), FieldPanel("icc_number_verified")]),
                FieldPanel("countries", help_text=_("The countries the situation is named after.")),
                FieldRowPanel(
                    [FieldPanel("referral_type"), FieldPanel("status"), FieldPanel("status_as_of")]
                ),
                FieldRowPanel([FieldPanel("referral_date"), FieldPanel("preliminary_examination_opened")]),
                FieldRowPanel([FieldPanel("investigation_opened"), FieldPanel("investigation_concluded")]),
                FieldPanel("verified"),
            ],
            heading=_("Facts"),
        ),
        MultiFieldPanel([FieldPanel("sources"), FieldPanel("staff_notes")], heading=_("For staff")),
    ]

    class Meta:
        verbose_name = _("situation")

    @property
    def public_number(self) -> str:
        return self.icc_number if self.icc_number_verified == Verified.YES else ""

    @property
    def is_verified(self) -> bool:
        return self.verified == Verified.YES

    @property
    def places(self) -> list[Place]:
        """The countries it is named after, each with its page in the reader's language."""
        return places(self.countries.all())

    @property
    def cases(self) -> QuerySet[CasePage]:
        found: QuerySet[CasePage] = for_everybody(CasePage.objects.child_of(self).live()).order_by("path")
        return found

    def feed_items(self) -> list[CourtUpdatePage]:
        """The updates on all its cases."""
        updates = for_everybody(SitePage.objects.live()).filter(courtupdatepage__case__in=self.cases)
        rows = newest(updates.select_related("courtupdatepage").order_by("-courtupdatepage__date", "-pk"))
        return [row.courtupdatepage for row in rows]


class SituationIndexPage(FeedMixin, BodyMixin, SitePage):
    """All situations with their cases."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.SituationPage", "pages.AboutPage"]
    page_description = _("The list of situations and cases.")

    class Meta:
        verbose_name = _("situations and cases")

    @property
    def situations(self) -> list[SituationPage]:
        """The live situations, each with `case_list`: two queries, however many there are."""
        found = for_everybody(SituationPage.objects.child_of(self).live())
        situations: list[SituationPage] = list(found.order_by("path").defer(*body_columns()))
        cases = for_everybody(CasePage.objects.descendant_of(self).live()).order_by("path")
        by_parent: dict[str, list[CasePage]] = {}
        for case in cases:
            by_parent.setdefault(case.path[: -CasePage.steplen], []).append(case)
        for situation in situations:
            situation.case_list = by_parent.get(situation.path, [])
        return situations

    def feed_items(self) -> QuerySet[SitePage]:
        """The situations and cases that changed last: a change of stage is a change of the page."""
        pages = SitePage.objects.descendant_of(self).live().type(SituationPage, CasePage)
        found: QuerySet[SitePage] = for_everybody(pages).order_by("-last_published_at", "path")[
            : feeds.NEWEST
        ]
        return found


def body_columns() -> list[str]:
    return ["body", *SituationPage.translated_fields()["body"]]
