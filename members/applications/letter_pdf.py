"""The letter of a decision: its words in the applicant's language, and the letter on paper.

The words are standard texts (templates/letters/) with what the officer adds. What an officer reads before sending is
made here as well, so that it is what is sent.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cicc_site import mail
from cicc_site.multilingual.reader import as_reader
from cicc_site.templatetags.site_tags import date_text
from members.applications.states import EventKind
from members.models import Application, ApplicationEvent

TEMPLATES = {EventKind.APPROVED: "letters/approved.txt", EventKind.DECLINED: "letters/declined.txt"}
FIRST_STRONG, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class Letter:
    """site, reference and date stand above; everything is in `language`."""

    language: str
    site: str
    organization: str
    reference: str
    date: str
    subject: str
    paragraphs: list[str]
    signed: str


def letter(application: Application, kind: EventKind, words: str, at: dt.datetime) -> Letter:
    """Return the letter of a decision. Raises KeyError for a kind that has none."""
    with translation.override(application.language), as_reader():
        organization = f"{FIRST_STRONG}{application.answers.legal_name}{END}"
        said = render_to_string(
            TEMPLATES[kind],
            {"organization": organization, "day": date_text(at), "words": mail.clean(words).strip()},
        )
        subject, *paragraphs = [part.strip() for part in re.split(r"\n\s*\n", said) if part.strip()]
        site = gettext("Coalition for the International Criminal Court")
        return Letter(
            application.language,
            site,
            application.answers.legal_name,
            application.reference,
            date_text(at),
            subject,
            paragraphs,
            gettext("The Secretariat of the Coalition for the International Criminal Court"),
        )


def of_event(application: Application, event: ApplicationEvent) -> Letter:
    words = getattr(event, "words", None)
    return letter(application, EventKind(event.kind), words.text if words else "", event.at)


def pdf(written: Letter, made: dt.datetime) -> bytes:
    """The letter as a file. The same letter is the same file."""
    # Loaded here: the libraries behind it take a second and 13 MB, and most processes make no paper.
    from members.applications.paper import Paper

    with translation.override(written.language):
        paper = Paper(written.language, written.subject, made)
        paper.name_of_site(written.site)
        paper.answer(gettext("To"), [written.organization])
        paper.answer(gettext("Reference"), [written.reference])
        paper.answer(gettext("Date"), [written.date])
        paper.heading(written.subject)
        for paragraph in written.paragraphs:
            paper.paragraph(paragraph)
        paper.paragraph(written.signed)
        return paper.finish(f"letter-{written.reference}")
