"""The receipt: what was sent and when, under a number that says nothing. Made to be printed or kept as a file."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cicc_site import languages
from members.applications import sending
from members.applications.states import State
from members.models import Application
from pages.application import addresses, lists
from pages.application.answers import Part, parts
from pages.application.doors import opened
from pages.application.framing import go_to, shown

TEMPLATE = "application/receipt.html"


@opened
def receipt(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    language = languages.active()
    if application.sent_at is None:
        return go_to(addresses.check(language, token))
    context = {
        "title": _("Receipt of your application"),
        "application": application,
        "token": token,
        "own_address": addresses.own_page(language, token=token),
        "awaits_confirmation": application.state == State.UNCONFIRMED,
        "parts": _parts(application, token),
        "attachments": application.attachments.kept(),
    }
    return shown(request, TEMPLATE, context)


def _parts(application: Application, token: str) -> list[Part]:
    """The answers; none once they were erased or reduced."""
    if application.reduced_at is not None:
        return []
    try:
        values = sending.values_of(application)
    except ObjectDoesNotExist:
        return []
    return parts(sending.forms_of(values, lists.chosen(values)), token)
