"""The exchange with translators in the admin: sending texts out, looking at what came back, taking it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cicc_site import languages
from cicc_site.multilingual.intake import ExchangeError, Outcome, take_in
from cicc_site.multilingual.xliff import MEDIA_TYPE
from cicc_site.multilingual.xliff_reading import LARGEST, read
from pages.board.rights import for_who_writes
from pages.exchange_doors import doors
from pages.exchange_work import Work, address, all_work, chosen_work, export, file_name, kinds, title
from pages.models import ReceivedFile

PER_PAGE = 100
DUE, ALL = "due", "all"


class ExportForm(forms.Form):
    """What to send out. Every field may stay as it is."""

    language = forms.ChoiceField(label=_("Into"))
    scope = forms.ChoiceField(
        label=_("Texts"), choices=[(DUE, _("Only what is missing or outdated")), (ALL, _("Everything"))]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = languages.translation_codes()
        choices: Any = [(code, languages.by_code(code).name) for code in codes]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        every: Any = [("", _("All kinds")), *((kind.name, kind.label) for kind in kinds())]
        self.fields["kind"].choices = every  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def send_out(request: HttpRequest) -> HttpResponse:
    """List what can be sent, by the form's choices; a POST downloads what is ticked, or all that was found."""
    data = request.POST if request.method == "POST" else request.GET
    form = ExportForm({"language": languages.translation_codes()[0], "scope": DUE, **data.dict()})
    if not form.is_valid():
        form = ExportForm({"language": languages.translation_codes()[0], "scope": DUE})
        form.is_valid()
    language, due_only = form.cleaned_data["language"], form.cleaned_data["scope"] == DUE
    named = data.getlist("object")
    if named:
        found = chosen_work(named, language, request.user)
    else:
        found = list(
            all_work(language, request.user, due_only=due_only, kind=form.cleaned_data.get("kind", ""))
        )
    if request.method == "POST":
        if found and (named or "everything" in data):
            return _download(found, language, due_only=due_only)
        messages.error(request, gettext("Tick at least one record."))
    shown = Paginator(found, PER_PAGE).get_page(data.get("p"))
    context = {
        "form": form,
        "language": languages.by_code(language),
        "scope": form.cleaned_data["scope"],
        "kind": form.cleaned_data.get("kind", ""),
        "works": shown,
        "rows": [
            (work, address(work.instance, request.user, language), _words(work, due_only)) for work in shown
        ],
        "count": len(found),
        "words": sum(_words(work, due_only) for work in found),
        "named": bool(named),
    }
    return render(request, "wagtailadmin/exchange/export.html", context)


def _words(work: Work, due_only: bool) -> int:
    return work.words if due_only else work.all_words


def _download(found: list[Work], language: str, *, due_only: bool) -> HttpResponse:
    response = HttpResponse(export(found, language, due_only=due_only), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(found, language)}"'
    return response


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLIFF 1.2, usually with the ending .xlf or .xliff"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlf,.xliff,.xml,application/x-xliff+xml"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(
                gettext("The file is larger than %(size)s MB. Send the records in several files.")
                % {"size": LARGEST // 1024 // 1024}
            )
        self.content = upload.read()
        try:
            read(self.content)
        except ExchangeError as error:
            raise forms.ValidationError(str(error)) from error
        return upload


@require_http_methods(["GET", "POST"])
def bring_back(request: HttpRequest) -> HttpResponse:
    """Receive a file. Nothing is changed yet: the next screen says what would happen."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and request.user.pk is not None:
        ReceivedFile.objects.drop_old()
        received = ReceivedFile.objects.create(
            sender_id=request.user.pk, name=form.cleaned_data["file"].name[-255:], content=form.content
        )
        return redirect("translations_preview", received.pk)
    return render(request, "wagtailadmin/exchange/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def look_through(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import would do; a POST does it, or drops the file."""
    received = ReceivedFile.objects.filter(pk=pk, sender=request.user.pk).first()
    if received is None:
        messages.warning(
            request,
            gettext("This file was taken in already, or lay here for more than a day. Send it once more."),
        )
        return redirect("translations_import")
    if request.method == "POST" and "drop" in request.POST:
        received.delete()
        messages.success(request, gettext("The file was dropped. Nothing was changed."))
        return redirect("translations_import")
    done, replace = request.method == "POST", "replace" in request.POST
    outcomes = take_in(bytes(received.content), doors(request.user), apply=done, replace=replace)
    if done:
        received.delete()
    return render(request, "wagtailadmin/exchange/report.html", _report(request, received, outcomes, done))


def _what_was_done(outcomes: list[Outcome]) -> str:
    count = sum(outcome.has_news for outcome in outcomes)
    if not count:
        return gettext("Nothing was taken in.")
    text = ngettext(
        "Taken in: %(count)s record. Its translation is a draft until somebody publishes it.",
        "Taken in: %(count)s records. Their translations are drafts until somebody publishes them.",
        count,
    )
    return text % {"count": count}


def _report(
    request: HttpRequest, received: ReceivedFile, outcomes: list[Outcome], done: bool
) -> dict[str, Any]:
    rows = [
        {
            "outcome": outcome,
            "title": title(outcome.instance) if outcome.instance else outcome.original,
            "address": outcome.instance and address(outcome.instance, request.user, outcome.language),
            "language": _language(outcome.language),
        }
        for outcome in outcomes
    ]
    # What needs somebody comes first; else the order of the file.
    rows.sort(key=lambda row: _urgency(row["outcome"]))
    return {
        "rows": rows,
        "done": _what_was_done(outcomes) if done else "",
        "received": received,
        "good": sum(outcome.has_news for outcome in outcomes),
        "refused": sum(outcome.is_refused for outcome in outcomes),
        "conflicts": any(outcome.has_conflicts for outcome in outcomes),
    }


def _urgency(outcome: Any) -> int:
    return (
        0 if outcome.is_refused else 1 if outcome.problems or outcome.notes else 2 if outcome.has_news else 3
    )


def _language(code: str) -> languages.Language | None:
    return languages.by_code(code) if code in languages.codes() else None


addresses: list[URLPattern] = [
    path("translations/export/", for_who_writes(send_out), name="translations_export"),
    path("translations/import/", for_who_writes(bring_back), name="translations_import"),
    path("translations/import/<int:pk>/", for_who_writes(look_through), name="translations_preview"),
]
