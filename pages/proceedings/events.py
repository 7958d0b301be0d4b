"""An event of a case as plain values, whatever it was read from: the register, a file or a test."""

import datetime
from dataclasses import dataclass, replace

from cicc_site.dates import PartialDate
from members.enums import Verified


@dataclass(frozen=True)
class Outcome:
    """What an event means for one person, where it differs by person."""

    person: str
    result: str = ""
    sentence_years: int | None = None
    sentence_months: int | None = None
    changed_on_appeal: str = ""
    appeal: PartialDate | None = None  # filled in by publication.py

    @property
    def says_something(self) -> bool:
        return bool(self.result or self.sentence_years or self.sentence_months or self.changed_on_appeal)


@dataclass(frozen=True)
class Event:
    type: str
    persons: tuple[str, ...]
    date: PartialDate | None = None
    result: str = ""
    subject: str = ""
    consequence: str = ""
    appellant: str = ""
    outcomes: tuple[Outcome, ...] = ()
    counts: int | None = None
    sentence_years: int | None = None
    sentence_months: int | None = None
    reduced_by_months: int | None = None
    reduced_to_years: int | None = None
    liability_eur: int | None = None
    warrant_number: int | None = None
    replaces_warrant: datetime.date | None = None
    unsealed: datetime.date | None = None
    days: tuple[datetime.date, ...] = ()
    in_absence: bool = False
    notice: bool = False
    scheduled: bool = False
    related_case: str = ""
    changed_on_appeal: str = ""
    verified: str = Verified.YES

    # Filled in by publication.py: what a reader has to be told besides.
    reported: bool = False
    appeal: PartialDate | None = None

    @property
    def by_person(self) -> bool:
        return any(outcome.says_something for outcome in self.outcomes)

    @property
    def neutral(self) -> "Event":
        """The same event without anything that it decided."""
        return replace(
            self,
            result="",
            consequence="",
            counts=None,
            sentence_years=None,
            sentence_months=None,
            reduced_by_months=None,
            reduced_to_years=None,
            liability_eur=None,
        )

    @property
    def common(self) -> "Event":
        """Where results differ by person, the event itself has none."""
        return self.neutral if self.by_person else self

    def for_person(self, outcome: Outcome) -> "Event":
        return replace(
            self.neutral,
            persons=(outcome.person,),
            outcomes=(),
            result=outcome.result,
            sentence_years=outcome.sentence_years,
            sentence_months=outcome.sentence_months,
            changed_on_appeal=outcome.changed_on_appeal,
            appeal=outcome.appeal,
        )
