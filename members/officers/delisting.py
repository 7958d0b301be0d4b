"""The emergency: one button that hides an organization from the public at once."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from wagtail.log_actions import log

from members import workflow
from members.enums import ListingLevel
from members.models import Organization, User
from members.officers import rights
from members.officers.columns import country_name, listing_label, told_name
from members.officers.forms import HideForm
from members.officers.saved_filters import LIST

LOG_HIDDEN = "members.organization_hidden"


@transaction.atomic
def hide(organization_id: int, *, actor: User | None, reason: str, source: str = "admin") -> bool:
    """Take it out of every public place, and write it down; returns whether the public, or members, saw it before."""
    before = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id).listing
    if before == ListingLevel.UNLISTED:
        return False
    organization = workflow.delist(organization_id, actor=actor, reason=reason, source=source)
    log(instance=organization, action=LOG_HIDDEN, user=actor, data={"before": before})
    return True


@never_cache
@rights.only_for(rights.may_hide)
def hide_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then hide."""
    organization = get_object_or_404(Organization.objects.select_related("country"), pk=pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = {"name": told_name(organization)}
        if hide(pk, actor=rights.signed_in(request), reason=form.cleaned_data["reason"]):
            said = gettext(
                "“%(name)s” is hidden: no page, list, map, feed or search of the public site shows it any more. To "
                "show it again, set its listing level and say why."
            )
            messages.success(request, said % name)
        else:
            messages.info(request, gettext("“%(name)s” was hidden already.") % name)
        return redirect(_back(request, pk))
    context = {
        "organization": organization,
        "name": told_name(organization),
        "country": country_name(organization),
        "level": listing_label(organization),
        "form": form,
        "back": _back(request, pk),
    }
    return render(request, "wagtailadmin/organizations/hide.html", context)


def _back(request: HttpRequest, pk: int) -> str:
    if rights.may_edit(request.user):
        return reverse("wagtailsnippets_members_organization:edit", args=[pk])
    return reverse(LIST)
