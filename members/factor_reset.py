"""The way out for a colleague who lost the phone: an administrator takes the old factors away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import User
from members.permissions import may_reset_second_factor
from members.second_factor import factors, reset


def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take all factors from a colleague, who is led to set up new ones at the next sign-in."""
    if not may_reset_second_factor(request.user):
        raise PermissionDenied
    colleague = get_object_or_404(User, pk=pk)
    listing = reverse("wagtailusers_users:index")
    if colleague == request.user:
        messages.error(request, _("Your own second step you change under your account."))
        return redirect("mfa_index")
    if request.method == "POST":
        assert isinstance(request.user, User)  # noqa: S101 - nobody else may
        reset(colleague, by=request.user)
        messages.success(
            request, _("%(name)s sets up a new second step at the next sign-in.") % {"name": colleague}
        )
        return redirect(listing)
    values = {"colleague": colleague, "has_factor": factors(colleague).exists(), "listing": listing}
    return TemplateResponse(request, "mfa/reset.html", values)
