"""The papers of a decision: the application as it was decided, and the letter; made once and kept as they are.

They are made by the worker directly after the decision is committed, and by the clock where that was lost: a decision
never waits for a document, and none stays without its documents (docs/decisions/papers-of-decisions.md). Personal data.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext

from cicc_site.multilingual.reader import as_reader
from cicc_site.templatetags.site_tags import date_text
from members import tasks
from members.applications import answers, letter_pdf, stored_files
from members.applications.states import DECIDED, EventKind, State
from members.models import Application, ApplicationConsent, ApplicationEvent, DecisionPaper

if TYPE_CHECKING:
    from members.applications.paper import Paper

logger = logging.getLogger(__name__)

Kind = DecisionPaper.Kind
DECISIONS = (EventKind.APPROVED, EventKind.DECLINED)
DECISION_OF = {State.APPROVED: EventKind.APPROVED, State.DECLINED: EventKind.DECLINED}


def after_commit() -> None:
    """Called in the transaction of a decision: have its papers made as soon as it is committed."""
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    tasks.make_papers.enqueue()


def make_missing() -> int:
    """Make the papers of every decision that lacks one; return how many. One that fails keeps no other waiting."""
    made = 0
    for event in _without_papers():
        for kind in Kind:
            try:
                made += make(event, kind) is not None
            except Exception as error:
                logger.error("The paper %s of event %s failed: %s", kind, event.pk, type(error).__name__)
    return made


def _without_papers() -> list[ApplicationEvent]:
    """Decisions that stand and lack a paper. Where the answers were erased or reduced there is nothing to print."""
    found = (
        ApplicationEvent.objects.filter(kind__in=DECISIONS, application__reduced_at=None)
        .exclude(application__answers=None)
        .alias(made=Count("papers"))
        .filter(made__lt=len(Kind))
    )
    return list(found.select_related("application__answers", "words", "actor").order_by("pk"))


def make(event: ApplicationEvent, kind: str) -> DecisionPaper | None:
    """Make one paper unless it is there; return it, None where another process was quicker."""
    known = DecisionPaper.objects.filter(event=event, kind=kind).first()
    if known is not None:
        return None
    application = event.application
    data = rendered(application, event, kind)
    row = DecisionPaper(
        application=application,
        event=event,
        kind=kind,
        language=application.language,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    # The file is on the disk before its row: a row never leads nowhere.
    stored_files.write(row.stored_as, data)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        stored_files.delete(row.stored_as)
        return None
    return row


def rendered(application: Application, event: ApplicationEvent, kind: str) -> bytes:
    """The file of a paper; the same decision is the same file."""
    if kind == Kind.LETTER:
        return letter_pdf.pdf(letter_pdf.of_event(application, event), event.at)
    with translation.override(application.language), as_reader():
        return _application(application, event)


def _application(application: Application, event: ApplicationEvent) -> bytes:
    # Loaded here, as in letter_pdf.
    from members.applications.paper import Paper

    title = gettext("Application for membership, as it was decided")
    paper = Paper(application.language, title, event.at)
    paper.name_of_site(gettext("Coalition for the International Criminal Court"))
    paper.heading(title)
    paper.paragraph(application.answers.legal_name)
    for label, value in _facts(application, event):
        paper.answer(label, [value])
    _answers(paper, application)
    _commitments(paper, application)
    _files(paper, application)
    return paper.finish(f"application-{application.reference}")


def _facts(application: Application, event: ApplicationEvent) -> list[tuple[str, str]]:
    found = [
        (gettext("Reference"), application.reference),
        (gettext("Sent"), date_text(application.sent_at)),
        (gettext("Received"), date_text(application.received_at)),
        (gettext("Decision"), str(State(event.to_state).label)),
        (gettext("Decided on"), date_text(event.at)),
        (gettext("Decided by"), str(event.actor)),
        # What a paper is compared with: the entry of the decision in the chain of events.
        (gettext("Entry in the record"), f"{event.sequence}: {event.hash}"),
    ]
    return [(label, value) for label, value in found if value]


def _answers(paper: Paper, application: Application) -> None:
    for group in answers.groups(application, personal=True):
        answered = [answer for answer in group.answers if answer.lines]
        if answered:
            paper.heading(str(group.title), level=2)
        for answer in answered:
            paper.answer(answer.label, list(answer.lines))
    references = list(application.references.all())
    if references:
        paper.heading(gettext("References"), level=2)
    for row in references:
        paper.answer(row.name, [part for part in (row.person, row.contact) if part])


def _commitments(paper: Paper, application: Application) -> None:
    """What was agreed to, in the words that stood beside the box, with their version."""
    consents = list(application.consents.all())
    if consents:
        paper.heading(gettext("Agreed to"), level=2)
    for consent in consents:
        paper.answer(f"{consent.code} · {consent.text_version}", [_agreed(consent)])


def _agreed(consent: ApplicationConsent) -> str:
    """The words that were shown, proved by their digest: a number in them may have been another one then."""
    from members.applications import commitments

    with contextlib.suppress(LookupError):
        words = commitments.text_of(consent.code, consent.text_version).words(consent.language)
        if commitments.digest(words) == consent.digest:
            return words
    return gettext("The words that were shown are not on file any more. Their digest is %(digest)s.") % {
        "digest": consent.digest
    }


def _files(paper: Paper, application: Application) -> None:
    files = list(application.attachments.kept())
    if files:
        paper.heading(gettext("Files"), level=2)
    for file in files:
        paper.answer(str(file.get_kind_display()), [file.name, f"SHA-256 {file.sha256}"])


# ---- reading and forgetting


def of_decision(application: Application, kind: str) -> DecisionPaper | None:
    """The paper of the decision that stands; made now where it is not there yet. None without such a decision."""
    if application.state not in DECIDED:
        return None
    events = application.events.filter(kind=DECISION_OF[State(application.state)])
    event = events.select_related("application__answers", "words", "actor").order_by("-number").first()
    if event is None:
        return None
    found = DecisionPaper.objects.filter(event=event, kind=kind).first()
    if found is None and application.reduced_at is None:
        make(event, kind)
        found = DecisionPaper.objects.filter(event=event, kind=kind).first()
    return found


def forget(application: Application) -> int:
    """Delete the papers of an application, files first as far as the disk lets us; for retention and erasure."""
    papers = list(DecisionPaper.objects.filter(application=application))
    DecisionPaper.objects.filter(pk__in=[paper.pk for paper in papers]).delete()
    for paper in papers:
        name = paper.stored_as
        transaction.on_commit(lambda name=name: stored_files.delete(name), robust=True)  # type: ignore[misc]
    return len(papers)
