"""An event in the words of the reader's language: one line, its details, and the results by person.

Works in the language that is active. Names and numbers are set apart by invisible isolates, which become
<bdi> in markup; plain text keeps them in Arabic only, where Latin names would otherwise change places.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_currency
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cicc_site.dates import PartialDate, Precision
from pages.proceedings.codes import Appellant, Consequence, EventType, Result, Subject
from pages.proceedings.events import Event
from pages.proceedings.lists import joined
from pages.proceedings.wording import WORDINGS, Key, Wording

OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
FRENCH_DE = re.compile(rf"\b([Dd])e {OPEN}(?=[AEIOUÀÂÉÈÊËÎÏÔÛÜ])")


@dataclass(frozen=True)
class Text:
    """A piece of text that knows its isolates."""

    raw: str

    def __str__(self) -> str:
        if language() == "ar":
            return self.raw
        return self.raw.replace(OPEN, "").replace(CLOSE, "")

    @property
    def html(self) -> SafeString:
        """For templates: the isolates become <bdi>."""
        markup = escape(self.raw).replace(OPEN, "<bdi>").replace(CLOSE, "</bdi>")
        return mark_safe(markup)  # noqa: S308 (escaped above; only the two isolates became elements)


@dataclass(frozen=True)
class EventText:
    event: Event
    when: str
    line: Text
    details: tuple[Text, ...]
    outcomes: tuple["EventText", ...] = ()


def language() -> str:
    return (translation.get_language() or "en").split("-")[0]


def isolated(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


def render(event: Event) -> EventText:
    common = event.common
    outcomes = (
        tuple(render(event.for_person(outcome)) for outcome in event.outcomes) if event.by_person else ()
    )
    return EventText(event, when(event), line(common), details(common), outcomes)


def render_all(events: Iterable[Event]) -> list[EventText]:
    return [render(event) for event in events]


# --- The line and the sentence ---------------------------------------------------------------------------


def line(event: Event) -> Text:
    return fill(wording(event)[0].line, event)


def title(event: Event) -> Text:
    """For lists, where no appeal judgment can stand beside a result: such a result stays out of the title."""
    changed = event.changed_on_appeal or any(outcome.changed_on_appeal for outcome in event.outcomes)
    return line(event.neutral if changed else event.common)


def sentence(event: Event) -> Text:
    """The event as a sentence with its day; only for events that are known to the day."""
    if event.date is None or event.date.precision != Precision.DAY or event.reported or event.scheduled:
        raise ValueError("only a verified event known to the day makes a dated sentence")
    return fill(wording(event.common)[0].sentence, event.common)


def fill(message: Any, event: Event) -> Text:
    """`message` is a lazy translation; a plural one looks up its number under "count"."""
    code = language()
    text = message % {
        "persons": joined([isolated(name) for name in event.persons], code),
        "count": len(event.persons),
        "date": event.date.text(code) if event.date else "",
        "duration": length(event),
        "case": isolated(event.related_case),
    }
    return Text(FRENCH_DE.sub(rf"\1’{OPEN}", text) if code == "fr" else text)


def wording(event: Event) -> tuple[Wording, Key]:
    """The most exact wording there is; what it leaves out is told by `details`."""
    variant = variant_of(event)
    for key in (
        Key(event.type, event.result, event.subject, event.consequence, variant),
        Key(event.type, event.result, event.subject, event.consequence),
        Key(event.type, event.result, event.subject),
        Key(event.type, event.result),
        Key(event.type),
    ):
        if key in WORDINGS:
            return WORDINGS[key], key
    raise LookupError(f"no wording for {event.type}")


def variant_of(event: Event) -> str:
    if event.type == EventType.WARRANT and event.warrant_number:
        return {1: "", 2: "second"}.get(event.warrant_number, "further")
    if event.type in {EventType.JOINDER, EventType.SEVERANCE} and event.related_case:
        return "related"
    if event.type in {EventType.SENTENCE, EventType.RESENTENCE} and length(event):
        return "length"
    if event.type == EventType.WITHDRAWAL_OF_CHARGES and event.notice:
        return "notice"
    return ""


def results_of(event_type: str) -> set[str]:
    """The results that have a wording for this kind of event."""
    own = {
        EventType.APPEALS_DISCONTINUED.value: {Result.DISCONTINUED.value},
        EventType.LEAVE_TO_APPEAL_REFUSED.value: {Result.REFUSED.value},
    }
    return own.get(event_type, set()) | {
        key.result for key in WORDINGS if key.type == event_type and key.result
    }


# --- Dates and lengths -----------------------------------------------------------------------------------


def when(event: Event) -> str:
    if event.date is None:
        return ""
    values = {"date": event.date.text(language())}
    if event.scheduled and event.reported:
        return _("reported as scheduled for %(date)s") % values
    if event.scheduled:
        return _("scheduled for %(date)s") % values
    return _("reported: %(date)s") % values if event.reported else values["date"]


def length(event: Event) -> str:
    return duration(event.sentence_years or 0, event.sentence_months or 0)


def duration(years: int, months: int) -> str:
    parts = []
    if years:
        parts.append(ngettext("%(count)s year", "%(count)s years", years) % {"count": years})
    if months:
        parts.append(ngettext("%(count)s month", "%(count)s months", months) % {"count": months})
    return joined(parts, language())


def day(value: date) -> str:
    return PartialDate(value).text(language())


# --- Details: whole sentences that follow the line -------------------------------------------------------


def details(event: Event) -> tuple[Text, ...]:
    texts = [
        *notices(event),
        *about_warrant(event),
        *about_appeal(event),
        *about_amounts(event),
        *about_days(event),
    ]
    return tuple(Text(text) for text in texts)


def notices(event: Event) -> Iterable[str]:
    if event.reported:
        yield _("The date is reported; it has not been verified.")
    if event.scheduled:
        yield _("The day was set; whether it was kept is not recorded.")
    if event.appeal and event.changed_on_appeal:
        values = {"date": event.appeal.text(language())}
        if event.changed_on_appeal == Result.REVERSED:
            yield _("The appeal judgment of %(date)s set this decision aside.") % values
        else:
            yield _("The appeal judgment of %(date)s set this decision aside or changed it in part.") % values


def about_warrant(event: Event) -> Iterable[str]:
    if event.replaces_warrant:
        yield _("It replaces the warrant of arrest of %(date)s.") % {"date": day(event.replaces_warrant)}
    if event.unsealed:
        yield ngettext(
            "The warrant was made public on %(date)s.",
            "The warrants were made public on %(date)s.",
            len(event.persons),
        ) % {"date": day(event.unsealed)}


def about_appeal(event: Event) -> Iterable[str]:
    if event.appellant:
        yield _("Appeal by: %(party)s.") % {"party": Appellant(event.appellant).label}
    __, key = wording(event)
    told_by_type = event.type == EventType.REPARATIONS_APPEAL
    if event.subject and not key.subject and not told_by_type:
        yield _("The decision concerned: %(subject)s.") % {"subject": Subject(event.subject).label}
    if event.consequence and not key.consequence:
        yield _("What followed: %(consequence)s.") % {"consequence": Consequence(event.consequence).label}


def about_amounts(event: Event) -> Iterable[str]:
    if event.counts and event.result and event.type == EventType.CONFIRMATION:
        message = ngettext(
            "The confirmation covers %(count)s count.",
            "The confirmation covers %(count)s counts.",
            event.counts,
        )
        yield message % {"count": event.counts}
    if event.counts and event.result and event.type == EventType.TRIAL_JUDGMENT:
        message = ngettext(
            "The conviction covers %(count)s count.", "The conviction covers %(count)s counts.", event.counts
        )
        yield message % {"count": event.counts}
    if event.reduced_by_months:
        cut = duration(*divmod(event.reduced_by_months, 12))
        yield _("The sentence was reduced by %(duration)s.") % {"duration": cut}
    if event.reduced_to_years:
        yield _("After the review the sentence is %(duration)s.") % {
            "duration": duration(event.reduced_to_years, 0)
        }
    if event.liability_eur:
        yield _("Liability for reparations: %(amount)s.") % {"amount": isolated(euros(event.liability_eur))}


def about_days(event: Event) -> Iterable[str]:
    if event.days:
        days = joined([day(value) for value in event.days], language())
        yield _("Days of the hearing: %(days)s.") % {"days": days}
    if event.in_absence:
        persons = joined([isolated(name) for name in event.persons], language())
        text = _("Held in the absence of %(persons)s.") % {"persons": persons}
        yield FRENCH_DE.sub(rf"\1’{OPEN}", text) if language() == "fr" else text


def euros(amount: int) -> str:
    return format_currency(amount, "EUR", format_type="name", locale=language(), currency_digits=False)
