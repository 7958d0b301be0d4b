"""One Court update per verified, dated step of a case since 2024, written from the codes of the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.dates import Precision
from members.enums import Verified
from pages.loading import store
from pages.loading.cases import CASES
from pages.loading.files import read, slug_columns
from pages.loading.tree import key
from pages.models import CasePage, CourtUpdateIndexPage, CourtUpdatePage, SitePage
from pages.proceedings import rendering
from pages.proceedings.codes import EventType
from pages.proceedings.events import Event

INDEX = "about-the-court/updates"
SINCE = dt.date(2024, 1, 1)


def load_court_updates() -> store.Report:
    """Create or refresh an update per event, below the index of Court updates."""
    report = store.Report()
    parent = store.find(CourtUpdateIndexPage, key(INDEX))
    if parent is None:
        return report
    for row in read(CASES)["cases"]:
        case = store.find(CasePage, f"case/{row['id']}")
        if case is None:
            continue
        situation = case.get_parent()
        for event in events_for_updates(case):
            values = update_values(event, case, situation)
            _page, outcome = store.put(CourtUpdatePage, f"update/{values['slug']}", parent, values)
            report[outcome] += 1
    return report


def events_for_updates(case: CasePage) -> list[Event]:
    return [
        event
        for event in case.public_events
        if event.verified == Verified.YES
        and event.date is not None
        and event.date.precision == Precision.DAY
        and event.date.date >= SINCE
        and not event.scheduled
    ]


def update_values(event: Event, case: CasePage, situation: SitePage) -> dict[str, Any]:
    if event.date is None:
        raise ValueError("an update needs a date")
    values: dict[str, Any] = {"date": event.date.date, "case": case}
    slugs = {}
    for code in languages.codes():
        with translation.override(code):
            values[f"title_{code}"] = str(rendering.title(event))
            values[f"summary_{code}"] = paragraph(event, case, situation)
            slugs[code] = slug(event, case, code)
    return {**values, **slug_columns(slugs.pop(languages.DEFAULT_LANGUAGE), slugs)}


def paragraph(event: Event, case: CasePage, situation: SitePage) -> str:
    """The event as a sentence, what there is to say besides, and where it belongs."""
    by_person = rendering.render(event).outcomes
    sentences = [
        rendering.sentence(event),
        *rendering.details(event.common),
        *(text for outcome in by_person for text in (rendering.sentence(outcome.event), *outcome.details)),
        context(case, situation),
    ]
    return " ".join(str(sentence) for sentence in sentences)


def context(case: CasePage, situation: SitePage) -> rendering.Text:
    values = {
        "case": rendering.isolated(str(case.text("full_name"))),
        "number": rendering.isolated(case.public_number),
        "situation": rendering.isolated(str(situation.text("title"))),
    }
    if not case.has_public_name:
        return rendering.Text(_("The event belongs to the following situation: %(situation)s.") % values)
    if not case.public_number:
        return rendering.Text(
            _("The event belongs to the case %(case)s, in the following situation: %(situation)s.") % values
        )
    return rendering.Text(
        _("The event belongs to the case %(case)s (%(number)s), in the following situation: %(situation)s.")
        % values
    )


def slug(event: Event, case: CasePage, language: str) -> str:
    """Day, case and kind of event: 2025-03-12-duterte-surrender."""
    if event.date is None:
        raise ValueError("an update needs a date")
    if language == languages.DEFAULT_LANGUAGE:
        kind = event.type.replace("_", "-")
    else:
        label = str(EventType(event.type).label).replace("’", " ")
        kind = slugify(label, allow_unicode=language == "ar")
    return f"{event.date.isoformat()}-{case.slug_for(language)}-{kind}"
