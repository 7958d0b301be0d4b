"""The switch of the read-only mode in the admin, for administrators."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from members import operating, read_only
from members.permissions import may_switch_modes

TURNED_ON, TURNED_OFF = "members.read_only_on", "members.read_only_off"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Show how it stands and what it means; on POST turn it on ("on") or off."""
    if not may_switch_modes(request.user):
        raise PermissionDenied
    if request.method == "POST":
        _turn(request, on=request.POST.get("deed") == "on")
        return redirect("read_only")
    return render(request, "wagtailadmin/operating/read_only.html", {"since": read_only.since()})


def _turn(request: HttpRequest, *, on: bool) -> None:
    mark = operating.recall(operating.READ_ONLY)
    if on and read_only.turn_on():
        log(instance=operating.recall(operating.READ_ONLY), action=TURNED_ON, user=request.user)
        messages.warning(request, gettext("The site is read-only now: nobody can send or save anything."))
    elif not on and mark is not None and read_only.turn_off():
        log(instance=mark, action=TURNED_OFF, user=request.user)
        messages.success(request, gettext("The site takes everything in again."))


def addresses() -> list[URLPattern]:
    return [path("read-only/", switch, name="read_only")]
