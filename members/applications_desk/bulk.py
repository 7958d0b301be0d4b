"""Many applications at once: put an officer in charge of the ticked ones, or take them away as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cicc_site.spreadsheets import defused
from members import permissions
from members.applications.chain import Actor
from members.applications.states import WITH_OFFICERS, EventKind
from members.applications_desk import reading
from members.applications_desk.filters import LIST
from members.applications_desk.moves import officers
from members.models import Application, ApplicationAnswers, SecurityEventKind, User
from members.models.applications import ApplicationQuerySet
from members.officers.rights import signed_in
from members.security_log import record
from members.workflow import applications as verbs

ASSIGN, EXPORT = "assign", "export"
SHOWN = 20
MOST = 1000
# In the order of the file. Those of an application, then those of its answers.
COLUMNS = ("reference", "state", "language", "received_at", "state_since", "decided_at", "cycle", "country")
ANSWERS = (
    *("legal_name", "legal_language", "name_en", "name_es", "name_fr", "name_ar", "acronyms", "former_names"),
    *("type", "scope", "network", "year_founded", "registered", "website", "mission", "justice_work"),
    *("contribution", "funding", "government_share", "listing"),
)


class BulkForm(forms.Form):
    """What is to be done."""

    deed = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=[(ASSIGN, _("Put an officer in charge")), (EXPORT, _("Export as a file"))],
        widget=forms.RadioSelect,
    )
    officer = forms.ModelChoiceField(
        label=_("Officer in charge"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    private = forms.BooleanField(
        label=_("With personal data: people, addresses, registration"),
        required=False,
        help_text=_("Each application keeps a line in its history of who took them away, and when."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers()  # type: ignore[attr-defined]
        if not reading.may_export(user):
            del self.fields["private"]


def chosen(request: HttpRequest) -> ApplicationQuerySet:
    """Return the applications an address names by `id`, those of them this person sees."""
    ids = [int(value) for value in request.GET.getlist("id") if value.isdecimal() and len(value) < 12]
    return permissions.visible_applications(request.user).filter(pk__in=ids[:MOST])


@require_http_methods(["GET", "HEAD", "POST"])
@reading.only_for(reading.may_work)
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Say which are meant, ask, and do it to all of them or to none."""
    meant = chosen(request).select_related("answers").order_by("received_at", "pk")
    initial = {"deed": request.GET.get("deed", ASSIGN)}
    form = BulkForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and meant:
        if form.cleaned_data["deed"] == EXPORT:
            return export(request, meant, private=bool(form.cleaned_data.get("private")))
        try:
            count = assign(meant, form.cleaned_data["officer"], signed_in(request))
        except verbs.Refused as refused:
            messages.error(request, str(refused))
        else:
            words = ngettext("%(count)d application changed.", "%(count)d applications changed.", count)
            messages.success(request, words % {"count": count})
        return redirect(LIST)
    context = {"form": form, "count": len(meant), "rows": meant[:SHOWN], "list_address": reverse(LIST)}
    return render(request, "wagtailadmin/applications/bulk.html", context)


@transaction.atomic
def assign(meant: ApplicationQuerySet, officer: User | None, by: User) -> int:
    """Put somebody in charge of those that are open; returns of how many that was new."""
    actor, count = Actor.officer(by), 0
    # Locked in the order of their numbers, as everywhere.
    for application in sorted(meant, key=lambda row: row.pk):
        if (
            application.officer_id == (officer.pk if officer else None)
            or application.state not in WITH_OFFICERS
        ):
            continue
        verbs.assign(application.pk, officer, actor)
        count += 1
    return count


def export(request: HttpRequest, meant: ApplicationQuerySet, *, private: bool) -> StreamingHttpResponse:
    """Send a file. With personal data only for whoever may, and only after each application has it in its history."""
    if private:
        actor = Actor.officer(signed_in(request))
        with transaction.atomic():
            for pk in sorted(application.pk for application in meant):
                verbs.record(pk, EventKind.EXPORTED, actor, subject="csv")
            record(
                SecurityEventKind.EXPORT,
                signed_in(request),
                request=request,
                what="applications",
                count=len(meant),
            )
    response = StreamingHttpResponse(rows(meant, private=private), content_type="text/csv; charset=utf-8")
    name = f"applications-{timezone.now():%Y-%m-%d}{'-private' if private else ''}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """What csv writes to when its lines are streamed."""

    def write(self, text: str) -> str:
        return text


def rows(meant: ApplicationQuerySet, *, private: bool) -> Iterator[bytes]:
    """Yield the lines of the file, names of columns first."""
    fields = [*ANSWERS, *(sorted(ApplicationAnswers.personal) if private else ())]
    own = [*COLUMNS, *(["email"] if private else [])]
    writer = csv.writer(_Echo())
    # With its mark, or Excel takes the file for Western European.
    yield "\ufeff".encode()
    yield writer.writerow([*own, *fields]).encode()
    for application in meant.select_related("answers", "country", "cycle"):
        answers = getattr(application, "answers", None)
        cells = [*(_cell(application, name) for name in own), *(_cell(answers, name) for name in fields)]
        yield writer.writerow(cells).encode()


def _cell(row: Application | ApplicationAnswers | None, name: str) -> str:
    value: Any = getattr(row, name, None)
    if value is None:
        return ""
    if name == "country":
        return str(value.alpha3)
    if isinstance(value, list):
        return defused("; ".join(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat(timespec="minutes"))
    return defused(str(value))
