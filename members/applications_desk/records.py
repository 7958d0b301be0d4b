"""The actions of the desk that change no state: notes, messages, the checklist, references, possible duplicates.

Their forms stand in the sections of the page. What is written down is an event; there is no other store of it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.applications import answers, candidates, checklist
from members.applications.chain import Actor
from members.applications.checklist import Finding, Item
from members.applications.states import EventKind
from members.applications_desk.actions import Action, ActionForm, Perform, Values, words
from members.models import Application
from members.workflow import applications as verbs

REFERENCE = "reference"


class NoteForm(ActionForm):
    reason = words(_("Note"), rows=3)


class MessageForm(ActionForm):
    reason = words(_("Message to the applicant"), rows=5)


class TranslationNoteForm(ActionForm):
    about = forms.ChoiceField(label=_("About"))
    reason = words(_("Translation note"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(answers.subjects())  # type: ignore[attr-defined]


class CheckForm(ActionForm):
    item = forms.ChoiceField(choices=Item.choices, widget=forms.HiddenInput)
    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices, widget=forms.RadioSelect)
    reason = words(_("Remark"), required=False, rows=2)


class ReferenceForm(ActionForm):
    """`reference`: the number of one of this application's references."""

    reference = forms.IntegerField(widget=forms.HiddenInput)
    reason = words(_("Remark"), required=False, rows=2)

    def clean_reference(self) -> int:
        number: int = self.cleaned_data["reference"]
        if not self.application.references.filter(pk=number).exists():
            raise forms.ValidationError(_("There is no such reference."))
        return number


class ReferenceAnswerForm(ReferenceForm):
    reason = words(_("What the reference says"), rows=3)


class CandidateForm(ActionForm):
    """What an officer finds of a possible duplicate."""

    kind = forms.ChoiceField(
        choices=[(candidates.ORGANIZATION, ""), (candidates.APPLICATION, "")], widget=forms.HiddenInput
    )
    number = forms.IntegerField(min_value=1, max_value=10**12, widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        choices=[(checklist.APART, ""), (checklist.OPEN, "")], widget=forms.HiddenInput
    )
    reason = words(_("Remark"), required=False, rows=2)


def _recording(kind: EventKind, subject: Any = None, *, tell: bool = False) -> Perform:
    """Return what writes down an event of this kind."""

    def perform(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
        verbs.record(
            application.pk,
            kind,
            actor,
            text=values.get("reason", ""),
            subject=subject(values) if subject else "",
            seen=seen,
            tell=tell,
        )

    return perform


def _about(values: Values) -> str:
    return str(values["about"])


def _check(values: Values) -> str:
    return checklist.subject(values["item"], values["finding"])


def _candidate(values: Values) -> str:
    return checklist.duplicate_subject(values["kind"], values["number"], values["finding"])


def _reference(values: Values) -> str:
    return f"{REFERENCE}:{values['reference']}"


def _nothing_to_answer(values: Values) -> str:
    return checklist.NOTHING_TO_ANSWER


def _tell_apart(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    """Write it down, and let the queue know whether anything is left to decide."""
    _recording(EventKind.CHECKED, _candidate)(application, actor, values, seen)
    candidates.refresh(application.pk)


def _inline(
    name: str, kind: EventKind, form: type[ActionForm], anchor: str, subject: Any = None, **given: Any
) -> Action:
    """An action whose form stands on the page."""
    settings: dict[str, Any] = {
        "label": _("Write it down"),
        "perform": _recording(kind, subject),
        "done": _("Written down."),
        "guarded": False,
        **given,
    }
    return Action(name, kind, form=form, anchor=anchor, subject=subject, inline=True, **settings)


ACTIONS = (
    _inline("note", EventKind.NOTE, NoteForm, "notes", label=_("Add the note"), done=_("The note is added.")),
    _inline(
        "translation-note",
        EventKind.TRANSLATION_NOTE,
        TranslationNoteForm,
        "answers",
        _about,
        label=_("Add the translation note"),
        done=_("The note is added."),
    ),
    _inline(
        "message",
        EventKind.MESSAGE_TO_APPLICANT,
        MessageForm,
        "messages",
        perform=_recording(EventKind.MESSAGE_TO_APPLICANT, tell=True),
        label=_("Send the message"),
        done=_("The message is on its way."),
        to_applicant=True,
        guarded=True,
    ),
    _inline(
        "nothing-to-answer",
        EventKind.CHECKED,
        ActionForm,
        "messages",
        _nothing_to_answer,
        label=_("Nothing to answer"),
    ),
    _inline("check", EventKind.CHECKED, CheckForm, "checklist", _check),
    _inline("candidate", EventKind.CHECKED, CandidateForm, "duplicates", _candidate, perform=_tell_apart),
    _inline(
        "reference-asked",
        EventKind.REFERENCE_ASKED,
        ReferenceForm,
        "references",
        _reference,
        label=_("I have asked"),
    ),
    _inline(
        "reference-answered",
        EventKind.REFERENCE_ANSWERED,
        ReferenceAnswerForm,
        "references",
        _reference,
        label=_("Note the answer"),
    ),
)
