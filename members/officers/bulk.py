"""One deed for many organizations: those ticked in the list, or all that the filter finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from members import exporting, workflow
from members.enums import ListingLevel
from members.models import Organization, SecurityEventKind, User
from members.models.organizations import OrganizationQuerySet
from members.officers import columns, rights
from members.officers.filters import OrganizationFilterSet
from members.officers.finding import named
from members.officers.forms import clean_tags, officers
from members.officers.saved_filters import LIST, clean_query
from members.security_log import record

TAG, UNTAG, ASSIGN, LISTING, EXPORT = "tag", "untag", "assign", "listing", "export"
SHOWN = 20
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LOG_EXPORT = "members.contacts_exported"


@dataclass(frozen=True)
class Chosen:
    """organizations: those the deed is for, as a query. query: what describes them in an address. by_hand: ticked one
    by one."""

    organizations: OrganizationQuerySet
    query: str
    by_hand: bool


def chosen(data: QueryDict, request: HttpRequest) -> Chosen:
    """Return the organizations an address means: `id` each, or the filter of the list; neither: all there are."""
    everything: OrganizationQuerySet = Organization.objects.all()
    ids = [int(value) for value in data.getlist("id") if value.isdecimal() and len(value) < 12]
    if "id" in data:  # ticked, but none of them a number: then none is meant, and not all
        query = QueryDict(mutable=True)
        query.setlist("id", [str(value) for value in ids])
        return Chosen(everything.filter(pk__in=ids), query.urlencode(), by_hand=True)
    query_text = clean_query(data)
    kept = QueryDict(query_text)
    found = OrganizationFilterSet(kept, queryset=everything, request=request).qs
    if kept.get("q"):
        found = named(found, kept["q"])
    return Chosen(found, query_text, by_hand=False)


class BulkForm(forms.Form):
    """What is to be done. Only the fields of the chosen deed are asked for."""

    deed = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=[
            (TAG, _("Add tags")),
            (UNTAG, _("Take tags away")),
            (ASSIGN, _("Put an officer in charge")),
            (LISTING, _("Set the listing level")),
            (EXPORT, _("Export as a file")),
        ],
        widget=forms.RadioSelect,
    )
    tags = forms.CharField(label=_("Tags"), required=False, help_text=_("Words with commas between them."))
    officer = forms.ModelChoiceField(
        label=_("Officer in charge"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    level = forms.ChoiceField(
        label=_("Listing level"), required=False, choices=[("", "—"), *ListingLevel.choices]
    )
    file_format = forms.ChoiceField(
        label=_("File"), required=False, choices=[("csv", "CSV"), ("xlsx", "XLSX (Excel, LibreOffice)")]
    )
    private = forms.BooleanField(
        label=_("With contacts and registration: personal data"),
        required=False,
        help_text=_("Who took them away, when, and of which organizations, is written down."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers()  # type: ignore[attr-defined]
        if not rights.may_export_contacts(user):
            del self.fields["private"]

    def clean_tags(self) -> list[str]:
        return clean_tags(self.cleaned_data["tags"].split(","))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        deed = values.get("deed")
        if deed in {TAG, UNTAG} and not values.get("tags") and "tags" not in self.errors:
            self.add_error("tags", gettext("Enter a tag."))
        if any(len(tag) > 40 for tag in values.get("tags") or []):
            self.add_error("tags", gettext("A tag has at most 40 characters."))
        if deed == LISTING:
            if not values.get("level"):
                self.add_error("level", gettext("Choose a listing level."))
            # To hide many is an emergency like hiding one; to show them again is a decision.
            elif values["level"] != ListingLevel.UNLISTED and not values.get("reason", "").strip():
                self.add_error("reason", gettext("Say why the listing level changes."))
        return values


@never_cache
@rights.only_for(rights.may_edit)
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Say which organizations are meant, ask what is to be done, and do it to all of them or to none."""
    meant = chosen(request.GET, request)
    initial = {"deed": request.GET.get("deed", TAG), "file_format": "csv"}
    form = BulkForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["deed"] == EXPORT:
            return export(request, meant, form.cleaned_data)
        count = perform(rights.signed_in(request), meant, form.cleaned_data)
        words = ngettext("%(count)d entry changed.", "%(count)d entries changed.", count)
        messages.success(request, words % {"count": count})
        return redirect(reverse(LIST) + (f"?{meant.query}" if meant.query and not meant.by_hand else ""))
    rows = meant.organizations.select_related("country").order_by("sort_en", "pk")
    context = {
        "form": form,
        "count": meant.organizations.count(),
        "rows": [(columns.name(row), columns.listing_label(row)) for row in rows[:SHOWN]],
        "list_address": reverse(LIST),
        "query": meant.query,
    }
    return render(request, "wagtailadmin/organizations/bulk.html", context)


@transaction.atomic
def perform(actor: User, meant: Chosen, values: dict[str, Any]) -> int:
    """Do the deed through the workflow; returns how many entries differ afterwards."""
    ids = list(meant.organizations.values_list("pk", flat=True))
    said: dict[str, Any] = {"actor": actor, "reason": values["reason"]}
    deed = values["deed"]
    if deed == TAG:
        return workflow.tag_many(ids, add=values["tags"], **said)
    if deed == UNTAG:
        return workflow.tag_many(ids, remove=values["tags"], **said)
    if deed == ASSIGN:
        return workflow.assign_many(ids, values["officer"], **said)
    return workflow.set_listing_of_many(ids, ListingLevel(values["level"]), **said)


def export(request: HttpRequest, meant: Chosen, values: dict[str, Any]) -> StreamingHttpResponse:
    """Send a file. With contacts only for whoever may, and only after it is written down."""
    private = bool(values.get("private"))
    file_format: exporting.FileFormat = "xlsx" if values.get("file_format") == "xlsx" else "csv"
    if private:
        ids = list(meant.organizations.order_by("pk").values_list("pk", flat=True))
        data = {"count": len(ids), "organizations": ids, "format": file_format}
        person = rights.signed_in(request)
        log(instance=person, action=LOG_EXPORT, user=person, data=data)
        record(SecurityEventKind.EXPORT, person, request=request, what="contacts", count=len(ids))
    rows = exporting.export_rows(
        meant.organizations.order_by("sort_en", "pk"), private=private, file_format=file_format
    )
    name = f"organizations-{timezone.now():%Y-%m-%d}{'-private' if private else ''}.{file_format}"
    response = StreamingHttpResponse(rows, content_type=KINDS[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


class ForTheTicked(SnippetBulkAction):
    """A button under the list. It leads to the screen above with those that are ticked; it does nothing itself."""

    models = [Organization]
    deed = TAG

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ids = request.GET.getlist("id")
        query = QueryDict(mutable=True)
        if "all" in ids:  # every page of the list: what its address says
            query.update(QueryDict(self.next_url.partition("?")[2]))
        else:
            query.setlist("id", ids)
        query["deed"] = self.deed
        return redirect(f"{reverse('organizations_bulk')}?{query.urlencode()}")

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        return 0, 0


def _button(kind: str, label: Any, explained: Any, priority: int) -> type[ForTheTicked]:
    return type(
        f"{kind.title()}Ticked",
        (ForTheTicked,),
        {
            "__module__": __name__,
            "action_type": kind,
            "deed": kind,
            "display_name": label,
            "aria_label": explained,
            "action_priority": priority,
        },
    )


buttons = [
    _button(TAG, _("Tags"), _("Add tags to the ticked organizations"), 10),
    _button(ASSIGN, _("Officer"), _("Put an officer in charge of the ticked organizations"), 20),
    _button(LISTING, _("Listing level"), _("Set the listing level of the ticked organizations"), 40),
    _button(EXPORT, _("Export"), _("Export the ticked organizations"), 50),
]
# Takes the place of Wagtail's own: an entry is never deleted.
buttons.append(_button("delete", _("Take tags away"), _("Take tags from the ticked organizations"), 60))
buttons[-1].deed = UNTAG
