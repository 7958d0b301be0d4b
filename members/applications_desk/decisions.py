"""Deciding: approve, decline, defer, reverse, take up again; the letter beforehand, the papers afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from cicc_site import languages
from members.applications import downloads, letter_pdf, letters, standard_texts
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.applications_desk import actions, reading, telling
from members.applications_desk.actions import Action, ActionForm, ReasonForm, Values, words
from members.applications_desk.approving import ApproveForm, consequences
from members.applications_desk.files import note_reading
from members.applications_desk.sections import Section
from members.models import Application, DecisionPaper
from members.officers.rights import signed_in
from members.workflow import applications as verbs

PREVIEW, PAPER = "application_letter_preview", "application_paper"


class LetterForm(ActionForm):
    """Standard reasons and the officer's words: one of them is needed. `reason` becomes what is sent."""

    texts: standard_texts.Texts = {}
    standard = forms.MultipleChoiceField(
        label=_("Standard reasons"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand in the letter in the applicant's language."),
    )
    reason = words(
        _("Your words"),
        required=False,
        rows=8,
        help_text=_(
            "They come after the standard reasons. Write them in the applicant's language if you can."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = list(self.texts.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        values["reason"] = said(
            self.texts, self.application, values.get("standard", []), values.get("reason", "")
        )
        if not values["reason"] and not self.errors:
            self.add_error(
                "reason", gettext("The applicant reads why: choose a standard reason or write one.")
            )
        return values


class DeclineForm(LetterForm):
    texts = standard_texts.REFUSALS


class DeferForm(LetterForm):
    texts = standard_texts.DEFERRALS


def said(texts: standard_texts.Texts, application: Application, codes: list[str], text: str) -> str:
    return standard_texts.composed(texts, codes, text, application.language)


def _approve(application: Application, actor: Actor, values: Values, seen: int | None) -> None:
    verbs.approve(application.pk, actor, values["reason"], merge_into=values["merge_into"], seen=seen)


def _approving(application: Application, request: HttpRequest) -> dict[str, Any]:
    return {**_with_letter(application, request), "consequences": consequences(application)}


def _with_letter(application: Application, request: HttpRequest) -> dict[str, Any]:
    return {"next_cycle": verbs.cycle_after(application.cycle)}


def _of_another(user: Any, application: Application) -> bool:
    """A decision is taken back by a second officer."""
    return bool(application.decided_by_id != user.pk)


TEMPLATE = "wagtailadmin/applications/decide.html"
ACTIONS = (
    Action(
        "approve",
        EventKind.APPROVED,
        _("Approve"),
        _approve,
        form=ApproveForm,
        explained=_(
            "The organization becomes a member, the applicant gets the letter, and the application is kept as it is "
            "now."
        ),
        done=_("Approved. The letter is on its way."),
        to_applicant=True,
        template="wagtailadmin/applications/approve.html",
        context=_approving,
        anchor="decision",
        order=50,
    ),
    Action(
        "decline",
        EventKind.DECLINED,
        _("Decline"),
        lambda application, actor, values, seen: verbs.decline(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=DeclineForm,
        explained=_("The applicant gets the letter with the reason, and may apply again."),
        done=_("Declined. The letter is on its way."),
        to_applicant=True,
        serious=True,
        template=TEMPLATE,
        context=_with_letter,
        anchor="decision",
        order=60,
    ),
    Action(
        "defer",
        EventKind.DEFERRED,
        _("Defer"),
        lambda application, actor, values, seen: verbs.defer(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=DeferForm,
        explained=_(
            "The decision is put off to the next review cycle; when that begins, the review is taken up again by "
            "itself. The applicant gets the letter with the reason."
        ),
        done=_("Deferred. The letter is on its way."),
        to_applicant=True,
        template=TEMPLATE,
        context=_with_letter,
        anchor="decision",
        order=55,
    ),
    Action(
        "reopen",
        EventKind.REOPENED,
        _("Take up again now"),
        lambda application, actor, values, seen: verbs.reopen(application.pk, actor, seen=seen),
        explained=_(
            "The review goes on without waiting for the next cycle. The applicant is told so by a message."
        ),
        done=_("The review goes on."),
        order=50,
    ),
    Action(
        "reverse",
        EventKind.REVERSED,
        _("Take the decision back"),
        lambda application, actor, values, seen: verbs.reverse(
            application.pk, actor, values["reason"], seen=seen
        ),
        form=ReasonForm,
        explained=_(
            "The application is ready for a new decision, and the applicant is told so by a message. An entry of the "
            "register that the approval made is hidden and suspended; one that was completed stays as it is. It takes "
            "another officer than the one who decided."
        ),
        done=_("The decision is taken back. A new one can be taken."),
        serious=True,
        may=_of_another,
        anchor="decision",
        order=70,
    ),
)


# ---- the letter before it is sent


TEXTS = {"approve": {}, "decline": standard_texts.REFUSALS, "defer": standard_texts.DEFERRALS}


@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
@reading.only_for(reading.may_work)
def preview(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The mail and the letter as they would go out with what is in the form. Nothing is kept."""
    application = reading.readable(request, pk)
    action = actions.find(name)
    if action is None or name not in TEXTS or not action.allowed(request.user, application):
        raise Http404
    text = said(
        TEXTS[name],
        application,
        request.POST.getlist("standard"),
        request.POST.get("reason", "")[: actions.MOST_WORDS],
    )
    if action.kind == EventKind.DEFERRED:
        application.cycle = verbs.cycle_after(application.cycle)
    context = {
        "language": languages.by_code(application.language),
        "mail": letters.preview(application, action.kind, text),
        "letter": letter_pdf.letter(application, action.kind, text, timezone.now())
        if action.kind in letter_pdf.TEMPLATES
        else None,
        "quiet": application.quiet,
        "words": text,
    }
    return render(request, "wagtailadmin/applications/letter_preview.html", context)


# ---- the papers


@require_safe
@reading.only_for(reading.may_see_personal)
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A paper of an application this officer may read, as a download; the first reading of it is noted."""
    application = reading.readable(request, pk)
    found = get_object_or_404(application.papers, pk=number)
    response = downloads.stored(
        found.stored_as, f"{found.kind}-{application.reference}.pdf", "application/pdf"
    )
    note_reading(application, f"paper:{found.pk}", signed_in(request))
    return response


def addresses() -> list[URLPattern]:
    return [
        path("applications/<int:pk>/letter/<slug:name>/", preview, name=PREVIEW),
        path("applications/<int:pk>/papers/<int:number>/", paper, name=PAPER),
    ]


# ---- the section of the page


DECIDING = (
    EventKind.APPROVED,
    EventKind.DECLINED,
    EventKind.DEFERRED,
    EventKind.REOPENED,
    EventKind.REVERSED,
)


def _decision(request: HttpRequest, application: Application) -> dict[str, Any]:
    events = [event for event in telling.events_of(application) if event.kind in DECIDING]
    personal = reading.may_see_personal(request.user)
    papers: dict[int, list[DecisionPaper]] = {}
    if personal:
        for row in application.papers.all():
            papers.setdefault(row.event_id, []).append(row)
    return {
        "decisions": [
            (told, papers.get(told.event.pk, []))
            for told in reversed(telling.told(request.user, application, events))
        ],
        "personal": personal,
        "by_oneself": application.state in {State.APPROVED, State.DECLINED}
        and not _of_another(request.user, application),
    }


SECTIONS = (Section("decision", _("Decision"), "wagtailadmin/applications/decision.html", _decision, 70),)
