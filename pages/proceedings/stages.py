"""The stages of proceedings as a track: which have recorded steps, from when, and which one is current."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cicc_site.dates import PartialDate
from pages.proceedings.codes import EventType, Stage, Subject
from pages.proceedings.events import Event
from pages.proceedings.rendering import language

STAGE_OF = {
    EventType.TRIAL_OPENING: Stage.TRIAL,
    EventType.CLOSING_STATEMENTS: Stage.TRIAL,
    EventType.TRIAL_JUDGMENT: Stage.TRIAL,
    EventType.SENTENCE: Stage.TRIAL,
    EventType.NOTICE_OF_APPEAL: Stage.APPEALS,
    EventType.APPEALS_DISCONTINUED: Stage.APPEALS,
    EventType.RESENTENCE: Stage.APPEALS,
    EventType.REPARATIONS: Stage.REPARATIONS,
    EventType.REPARATIONS_APPEAL: Stage.REPARATIONS,
    EventType.REPARATIONS_HEARING: Stage.REPARATIONS,
}
BEFORE_TRIAL = {
    EventType.ADMISSIBILITY,
    EventType.CONFIRMATION,
    EventType.CONFIRMATION_HEARING,
    EventType.FIRST_APPEARANCE,
    EventType.LEAVE_TO_APPEAL_REFUSED,
    EventType.SUMMONS,
    EventType.SURRENDER,
    EventType.WARRANT,
}
# Appeals against these judge the trial; all other appeals belong to the way there.
ABOUT_THE_TRIAL = {
    Subject.ACQUITTAL,
    Subject.CONVICTION,
    Subject.CONVICTION_AND_SENTENCE,
    Subject.RESENTENCE,
}


@dataclass(frozen=True)
class Step:
    stage: Stage
    first: PartialDate | None
    last: PartialDate | None
    current: bool

    @property
    def label(self) -> str:
        return str(self.stage.label)

    @property
    def dates(self) -> str:
        """From the first to the last recorded step, in words; nothing where none is recorded."""
        if not self.first or not self.last:
            return ""
        if self.first == self.last:
            return self.first.text(language())
        return _("%(first)s to %(last)s") % {
            "first": self.first.text(language()),
            "last": self.last.text(language()),
        }


def track(events: Iterable[Event], current: str) -> list[Step]:
    """One step per stage. current: the public stage, empty where it may not be shown.

    Only verified events known to have happened give dates. "Closed" has none, because the end of proceedings
    against one person is not the end of a case: it stands in the track only when it is the current stage.
    """
    dates: dict[Stage, list[PartialDate]] = {stage: [] for stage in Stage}
    for event in events:
        stage = stage_of(event)
        if stage and event.date and not event.reported and not event.scheduled:
            dates[stage].append(event.date)
    return [
        Step(
            stage=stage,
            first=min(known, key=lambda d: d.first_day, default=None),
            last=max(known, key=lambda d: d.first_day, default=None),
            current=stage == current,
        )
        for stage, known in dates.items()
        if stage != Stage.CLOSED or stage == current
    ]


def stage_of(event: Event) -> Stage | None:
    if event.type == EventType.APPEAL_JUDGMENT:
        return (
            Stage.APPEALS if event.subject in ABOUT_THE_TRIAL else Stage.PRE_TRIAL if event.subject else None
        )
    if event.type in BEFORE_TRIAL:
        return Stage.PRE_TRIAL
    return STAGE_OF.get(EventType(event.type))
