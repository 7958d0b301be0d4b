"""Review cycles in the admin: the list, adding and changing, the next four quarters by one button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput

from members.applications import cycles
from members.applications_desk import reading
from members.models import ReviewCycle

LIST, ADD, CHANGE, CLOSE, PROPOSE = (
    "review_cycles",
    "review_cycle_add",
    "review_cycle_change",
    "review_cycle_close",
    "review_cycles_propose",
)


def may_see(user: Any) -> bool:
    return bool(user.is_active and user.has_perm("members.view_reviewcycle"))


def may_change(user: Any) -> bool:
    """Dates are promises to the public: of those who may change them."""
    return may_see(user) and bool(user.has_perm("members.change_reviewcycle"))


def may_add(user: Any) -> bool:
    return may_see(user) and bool(user.has_perm("members.add_reviewcycle"))


class CycleForm(forms.ModelForm[ReviewCycle]):
    class Meta:
        model = ReviewCycle
        fields = ("name", "received_until", "review_from", "decision_by")
        widgets = {name: AdminDateInput() for name in ("received_until", "review_from", "decision_by")}

    def clean_received_until(self) -> Any:
        """What is closed took what came until its day: that is a fact."""
        day = self.cleaned_data["received_until"]
        if self.instance.pk and self.instance.closed_at and "received_until" in self.changed_data:
            raise forms.ValidationError(gettext("The cycle is closed: this day cannot be changed any more."))
        return day


@require_safe
@reading.only_for(may_see)
def index(request: HttpRequest) -> HttpResponse:
    rows = list(ReviewCycle.objects.order_by("-received_until"))
    notice = cycles.notice()
    context = {
        "current": notice.now,
        "rows": list(cycles.numbers(rows)),
        "today": cycles.today(),
        "sentences": notice.sentences(),
        "proposed": [cycle for cycle in cycles.proposed(cycles.today()) if not cycles.stands(cycle)],
        "may_add": may_add(request.user),
        "may_change": may_change(request.user),
    }
    return render(request, "wagtailadmin/applications/cycles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reading.only_for(may_add)
def add(request: HttpRequest) -> HttpResponse:
    return _edit(request, ReviewCycle(), reverse(ADD))


@require_http_methods(["GET", "HEAD", "POST"])
@reading.only_for(may_change)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(ReviewCycle, pk=pk), reverse(CHANGE, args=[pk]))


def _edit(request: HttpRequest, cycle: ReviewCycle, action: str) -> HttpResponse:
    form = CycleForm(request.POST if request.method == "POST" else None, instance=cycle)
    if request.method == "POST" and form.is_valid():
        form.save()
        cycles.keep_up()
        messages.success(
            request, gettext("The review cycle is saved. What the public reads has changed with it.")
        )
        return redirect(LIST)
    context = {"form": form, "cycle": cycle, "action": action, "back": reverse(LIST)}
    status = 400 if form.errors else 200
    return render(request, "wagtailadmin/applications/cycle.html", context, status=status)


@require_POST
@reading.only_for(may_add)
def propose(request: HttpRequest) -> HttpResponse:
    added = cycles.add_proposed(cycles.today())
    cycles.keep_up()
    if added:
        count = len(added)
        told = ngettext("%(count)d review cycle was added.", "%(count)d review cycles were added.", count)
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, gettext("The next four quarters have their cycles already."))
    return redirect(LIST)


@require_POST
@reading.only_for(may_change)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(ReviewCycle, pk=pk)
    if cycles.close(cycle):
        messages.success(
            request, gettext("The cycle is closed: what is received now goes into the next one.")
        )
    else:
        messages.info(request, gettext("The cycle was closed already."))
    return redirect(LIST)


def addresses() -> list[URLPattern]:
    return [
        path("applications/cycles/", index, name=LIST),
        path("applications/cycles/add/", add, name=ADD),
        path("applications/cycles/propose/", propose, name=PROPOSE),
        path("applications/cycles/<int:pk>/", change, name=CHANGE),
        path("applications/cycles/<int:pk>/close/", close, name=CLOSE),
    ]


def rights_to_give() -> QuerySet[Permission]:
    """Nobody deletes a cycle: what was promised stays on record."""
    named = [f"{action}_reviewcycle" for action in ("view", "add", "change")]
    return Permission.objects.filter(content_type__app_label="members", codename__in=named)


class CyclesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def in_the_menu() -> MenuItem:
    return CyclesMenuItem(
        _("Review cycles"), reverse(LIST), name="review-cycles", icon_name="date", order=295
    )
