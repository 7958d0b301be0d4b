"""What applicants write to the officers, and that the officer in charge hears of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.applications import attachments, officer_notice, signs
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.applications.typed import clean
from members.models import Application, ApplicationStep, ApplicationStepCopy
from members.workflow import applications as verbs

LONGEST = 5000  # characters


def cleaned(text: str) -> str:
    """As it is kept: single line ends, no blanks around it, and a visible sign for what no database can hold."""
    return clean(text).strip()


def error_in(text: str) -> str:
    """What is wrong with a text, as a sentence for who wrote it; "" for nothing."""
    if not text:
        return _("Nothing is written yet. Write what you want to tell us, then press the button.")
    over = len(text) - LONGEST
    if over > 0:
        return ngettext(
            "The text is longer than %(most)d characters. Take away at least %(over)d character.",
            "The text is longer than %(most)d characters. Take away at least %(over)d characters.",
            over,
        ) % {"most": LONGEST, "over": over}
    return signs.problem(text)


def write(application_id: int, text: str) -> None:
    """A message to the officers, whatever state the application is in."""
    with transaction.atomic():
        event = verbs.record(application_id, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text=text)
        officer_notice.tell(event.application, event.number)


def answer(application_id: int, text: str) -> None:
    """The answer to a request for information. Raises WrongState when nothing is asked any more."""
    with transaction.atomic():
        application = verbs.answer(application_id, text)
        officer_notice.tell(application, application.version)


def withdraw(application_id: int, text: str) -> None:
    """Withdraw an application; of a draft, which nobody has seen, all that was given is deleted. Raises WrongState."""
    with transaction.atomic():
        locked = verbs.lock(application_id)
        was_draft = locked.state == State.DRAFT
        if was_draft:
            _delete_what_was_given(locked)
        application = verbs.withdraw(application_id, "" if was_draft else text)
        if not was_draft:
            officer_notice.tell(application, application.version)


def _delete_what_was_given(application: Application) -> None:
    for attachment in application.attachments.kept():
        attachments.remove(attachment, Actor.applicant())
    ApplicationStep.objects.filter(application=application).delete()
    ApplicationStepCopy.objects.filter(application=application).delete()
