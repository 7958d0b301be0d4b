"""One view for every action: asks, does it, or says why not, without losing what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cicc_site import languages
from members.applications.chain import Actor
from members.applications.states import MOVES
from members.applications_desk import actions, reading
from members.applications_desk.actions import Action, ActionForm
from members.models import Application, ApplicationEvent, User
from members.officers.rights import signed_in
from members.workflow import applications as verbs

MOST_TOLD = 10


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done, and what happened since the officer looked."""

    sentence: str
    since: list[ApplicationEvent]


def page_address(pk: int, anchor: str = "") -> str:
    return reverse("application_page", args=[pk]) + (f"#{anchor}" if anchor else "")


@require_http_methods(["GET", "HEAD", "POST"])
@reading.only_for(reading.may_see)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show the form of an action, or do it."""
    action = actions.find(name)
    if action is None:
        raise Http404
    application = reading.readable(request, pk)
    if not action.allowed(request.user, application):
        raise PermissionDenied
    if request.method == "POST":
        return _do(request, application, action)
    if action.inline:
        return redirect(page_address(pk, action.anchor))
    if refused := action.refusal(application):
        messages.error(request, str(refused))
        return redirect(page_address(pk, action.anchor))
    # What the address proposes, such as the other application of a pair; nothing is done before it is sent.
    form = action.form(initial=request.GET.dict(), application=application, user=request.user)
    return _screen(request, application, action, form)


def _do(request: HttpRequest, application: Application, action: Action) -> HttpResponse:
    form = action.form(request.POST, application=application, user=request.user)
    seen = _seen(request)
    if not form.is_valid():
        return _screen(request, application, action, form, seen=seen, status=400)
    user = signed_in(request)
    try:
        if not _perform(application, action, user, form.cleaned_data, seen):
            messages.info(request, gettext("This was done already."))
            return redirect(page_address(application.pk, action.anchor))
    except verbs.Refused as refused:
        if _is_repeated(_since(application, seen), action, user, form.cleaned_data):
            messages.info(request, gettext("This was done already."))
            return redirect(page_address(application.pk, action.anchor))
        return _refuse(request, application.pk, action, form, str(refused), seen)
    messages.success(request, str(action.done) or gettext("Done."))
    return redirect(page_address(application.pk, action.anchor))


def _perform(application: Application, action: Action, user: User, values: Any, seen: int) -> bool:
    """Do it; False where this officer did exactly this a moment ago. Raises Refused."""
    actor = Actor.officer(user)
    if action.guarded:
        # One look at what happened since: from it follows both whether this is a second click, and whether whatever
        # happened was this officer's own doing, such as a note in another tab.
        since = _since(application, seen)
        if _is_repeated(since, action, user, values):
            return False
        _refuse_unfit(application, action)
        if since and all(event.actor_id == user.pk for event in since):
            seen = since[-1].number
        action.perform(application, actor, values, seen)
        return True
    with transaction.atomic():
        # No version is compared here, so a second click waits for the first one, and then sees what it did.
        locked = verbs.lock(application.pk)
        if _is_repeated(_since(application, seen), action, user, values):
            return False
        _refuse_unfit(locked, action)
        action.perform(application, actor, values, None)
    return True


def _refuse_unfit(application: Application, action: Action) -> None:
    """A verb that moves looks at the state itself; for one that only writes something down it is looked at here."""
    if action.kind not in MOVES and (refused := action.refusal(application)):
        raise refused


def _since(application: Application, seen: int) -> list[ApplicationEvent]:
    return list(
        application.events.filter(number__gt=seen).select_related("actor", "words").order_by("number")
    )


def _is_repeated(since: list[ApplicationEvent], action: Action, user: User, values: Any) -> bool:
    """Whether this officer did the same, in the same words, since the form was opened: a double click."""
    subject = action.subject(values) if action.subject is not None else None
    text = str(values.get("reason", ""))
    return any(
        event.kind == action.kind
        and event.actor_id == user.pk
        and subject in {None, event.subject}
        and (event.words.text if hasattr(event, "words") else "") == text
        for event in since
    )


def _seen(request: HttpRequest) -> int:
    """The version the officer looked at. Anything else than a number is an old form: it counts as the first one."""
    value = request.POST.get("seen", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _refuse(
    request: HttpRequest, pk: int, action: Action, form: ActionForm, sentence: str, seen: int
) -> HttpResponse:
    application = reading.readable(request, pk)
    refusal = Refusal(sentence, _since(application, seen)[::-1][:MOST_TOLD])
    return _screen(request, application, action, form, refusal=refusal, status=409)


def _screen(
    request: HttpRequest,
    application: Application,
    action: Action,
    form: ActionForm,
    *,
    seen: int | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Ask. After a refusal the officer has been told what happened meanwhile: from then on that is what was seen."""
    context = {
        "application": application,
        "action": action,
        "form": form,
        "seen": application.version if seen is None else seen,
        "refusal": refusal,
        "fits": action.fits(application),
        "language": languages.by_code(application.language),
        "back": page_address(application.pk, action.anchor),
    }
    if action.context is not None:
        context |= action.context(application, request)
    return render(request, action.template, context, status=status)
