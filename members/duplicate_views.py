"""Possible duplicates in the admin: the list officers work through, and two entries side by side.

Nothing happens at the first press: a merge is shown in words and confirmed. `panel` is what an organization's own page
shows of it (wagtailadmin/duplicates/panel.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem

from members import duplicate_comparison as comparison
from members import workflow
from members.duplicate_evidence import Reason, judge, level, prepare, reasons_of_json
from members.duplicate_facts import facts_of
from members.duplicate_list import refresh_list, tell_apart
from members.duplicates import Candidate, candidates_of
from members.enums import MemberStatus
from members.menu import ItemFor
from members.merging import CHOSEN, DROP, KEEP, MergeRefused, default_choice, refuse_unfit
from members.models import DuplicatePair, Organization, User
from members.officers import rights
from members.permissions import may_merge

PER_PAGE = 30
SHOWN = 5  # on an organization's own page: there the entry itself is the subject


class ReasonForm(forms.Form):
    """Why: whoever reads the history of the entry wants to know."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that may be the same as another one, as its page shows it."""

    organization: Organization
    candidate: Candidate
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """A pair as the list shows it; countries: the names of one or two."""

    pair: DuplicatePair
    level: str
    reasons: list[Reason]
    address: str
    countries: list[str]


def panel(organization_id: int) -> list[Near]:
    """Return the entries that may be the same as this one, for wagtailadmin/duplicates/panel.html: 8 queries."""
    found = candidates_of(organization_id)[:SHOWN]
    numbers = [candidate.organization_id for candidate in found]
    entries = Organization.objects.select_related("country").in_bulk(numbers)
    return [
        Near(
            entries[candidate.organization_id],
            candidate,
            _address(organization_id, candidate.organization_id),
        )
        for candidate in found
        if candidate.organization_id in entries
    ]


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show the pairs of one state, the likeliest first."""
    _need_permission(request)
    states = DuplicatePair.State
    state = (
        states(request.GET.get("state", states.OPEN))
        if request.GET.get("state") in states.values
        else states.OPEN
    )
    pairs = DuplicatePair.objects.filter(state=state).defer("snapshot")
    pairs = pairs.select_related("first__country", "second__country", "decided_by")
    shown = Paginator(pairs, PER_PAGE).get_page(request.GET.get("p"))
    language = comparison.reader()
    rows = [
        Told(
            pair,
            level(pair.score),
            reasons_of_json(pair.reasons),
            _address(pair.first_id, pair.second_id),
            [*dict.fromkeys(entry.country.name_in(language) for entry in (pair.first, pair.second))],
        )
        for pair in shown
    ]
    return render(
        request,
        "wagtailadmin/duplicates/list.html",
        {"shown": shown, "rows": rows, "state": state, "states": states, "count": shown.paginator.count},
    )


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Compare the whole register anew."""
    _need_permission(request)
    outcome = refresh_list()
    told = ngettext("%(count)d new pair was found.", "%(count)d new pairs were found.", outcome.new)
    messages.success(request, told % {"count": outcome.new})
    return redirect("duplicates")


def compare(request: HttpRequest, first_id: int, second_id: int) -> HttpResponse:
    """Show two entries side by side; take what the officer decides about them."""
    _need_permission(request)
    if first_id >= second_id:
        raise Http404
    first, second = _entry(first_id), _entry(second_id)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    if MemberStatus.MERGED in {first.status, second.status}:
        return _compared(request, first, second, None)
    form = ReasonForm(request.POST if deed else None)
    if deed == "apart" and form.is_valid():
        tell_apart(first_id, second_id, actor=_user(request), reason=form.cleaned_data["reason"])
        messages.success(
            request, gettext("They are different organizations: this pair will not be proposed again.")
        )
        return redirect("duplicates")
    if deed in {"check", "merge", "back"}:
        return _merge(request, first, second, form, deed)
    return _compared(request, first, second, form)


def _merge(
    request: HttpRequest, first: Organization, second: Organization, form: ReasonForm, deed: str
) -> HttpResponse:
    keep, drop = (second, first) if request.POST.get("keep") == str(second.pk) else (first, second)
    # A choice names the entry, so that it says the same whichever entry stays; what names neither is no choice.
    either = {str(keep.pk), str(drop.pk)}
    sent = {field: request.POST.get(f"choice_{field}") for field in CHOSEN}
    told = {field: value if value in either else None for field, value in sent.items()}
    choices = {field: KEEP if value == str(keep.pk) else DROP for field, value in told.items() if value}
    try:
        refuse_unfit(keep, drop, choices)
        if deed == "back" or not form.is_valid():
            return _compared(request, first, second, form, keep=keep.pk, choices=told)
        if deed == "merge":
            reason = form.cleaned_data["reason"]
            kept = workflow.merge(keep.pk, drop.pk, choices, actor=_user(request), reason=reason)
            return _done(request, kept)
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
        return _compared(request, first, second, form, keep=keep.pk, choices=told)
    taken = [
        (row.label, row.first if told[row.field] == str(first.pk) else row.second)
        for row in comparison.chosen_rows(first, second, keep.pk)
        if row.chosen and told[row.field] == str(drop.pk)
    ]
    whose = choices.get("listing", default_choice("listing", keep, drop))
    context = {
        "keep": keep,
        "drop": drop,
        "listing": (drop if whose == DROP else keep).get_listing_display(),
        "taken": taken,
        "form": form,
        "told": told,
        "address": request.path,
    }
    return render(request, "wagtailadmin/duplicates/confirm.html", context)


def _done(request: HttpRequest, kept: Organization) -> HttpResponse:
    edit = AdminURLFinder(request.user).get_edit_url(kept)
    buttons = [messages.button(edit, gettext("Look at the entry"))] if edit else []
    messages.success(
        request,
        gettext("The entries are one now. Both numbers lead to “%(name)s”.") % {"name": kept},
        buttons=buttons,
    )
    return redirect("duplicates")


def _compared(
    request: HttpRequest,
    first: Organization,
    second: Organization,
    form: ReasonForm | None,
    *,
    keep: int = 0,
    choices: dict[str, str | None] | None = None,
) -> HttpResponse:
    keep = keep or comparison.proposed_keep(first, second)
    chosen = comparison.chosen_rows(first, second, keep)
    told = judge(*(prepare(facts_of(entry.pk), entry.pk) for entry in (first, second)))
    pair = DuplicatePair.objects.between(first.pk, second.pk).defer("snapshot").first()
    finder = AdminURLFinder(request.user)
    context = {
        "entries": (first, second),
        "edit_addresses": [finder.get_edit_url(entry) for entry in (first, second)],
        "keep": keep,
        "chosen": [(row, int((choices or {}).get(row.field) or row.chosen)) for row in chosen],
        "united": comparison.united_rows(first, second, left_out=_kept_from(request.user)),
        "score": told.score,
        "level": level(told.score),
        "reasons": told.reasons,
        "pair": pair if pair and pair.state != DuplicatePair.State.OPEN else None,
        "form": form,
    }
    return render(
        request,
        "wagtailadmin/duplicates/compare.html",
        context,
        status=400 if form is not None and form.errors else 200,
    )


def _kept_from(user: Any) -> set[str]:
    """The fields of both entries that this officer may not see, as on the form and on the sheet."""
    contacts = set() if rights.may_see_contacts(user) else {"contacts", "registration"}
    return contacts | (set() if rights.may_see_notes(user) else {"notes"})


def _entry(number: int) -> Organization:
    rows = Organization.objects.select_related("country", "national_coalition", "assigned_to", "merged_into")
    rows = rows.prefetch_related("other_names", "contacts", "notes", "steering_terms")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _address(one: int, other: int) -> str:
    return reverse("duplicates_compare", args=[min(one, other), max(one, other)])


def _need_permission(request: HttpRequest) -> None:
    if not may_merge(request.user):
        raise PermissionDenied


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def addresses() -> list[URLPattern]:
    return [
        path("duplicates/", duplicates, name="duplicates"),
        path("duplicates/look-again/", look_again, name="duplicates_look_again"),
        path("duplicates/<int:first_id>/<int:second_id>/", compare, name="duplicates_compare"),
    ]


def menu_item(order: int) -> MenuItem:
    """The way to the list, for those who may decide."""
    return ItemFor(
        may_merge, _("Duplicates"), reverse("duplicates"), name="duplicates", icon_name="copy", order=order
    )
