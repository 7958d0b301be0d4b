"""Confirming the e-mail: the link in the mail opens the own page, a button there confirms.

Programs that look at the links of a mail open them; none of them presses a button. The button is there only for who
came by a link that went to the post box: the page the application was sent from proves nothing.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cicc_site import public_forms
from members.applications import links, own_settings, receiving, typed
from members.applications.abuse import Kind, Problem, Purpose, check, check_recipient
from members.applications.fields import email_address
from members.applications.states import State
from members.models import Application
from pages.application import own_showing
from pages.application.doors import opened
from pages.application.framing import is_too_much


@opened
@require_POST
def confirm(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Pressed twice, it is done once, and says so both times."""
    if application.received_at is not None:
        return own_showing.to_own_page(token, "confirmed")
    if not public_forms.is_fresh(request, Purpose.MESSAGE):
        return own_showing.own_page(request, application, token, about="confirm", problem=Problem(Kind.STALE))
    if application.state != State.UNCONFIRMED or not links.came_by_mail(token):
        return own_showing.to_own_page(token)
    done = receiving.receive(application.pk)
    return own_showing.to_own_page(token, "confirmed" if done else "")


@opened
@require_POST
def send_again(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Mail the link once more, to another address if one is entered: possible until the e-mail is confirmed.

    Not for who came by a mail of ours: it arrives, and the link would close behind them.
    """
    if application.state not in own_settings.UNPROVEN or links.came_by_mail(token):
        return own_showing.to_own_page(token)
    if is_too_much(request):
        too_long = _("That was too long to be read. Nothing was kept.")
        return own_showing.own_page(request, application, token, about="address", error=too_long)
    wanted = typed.clean(request.POST.get("email", "")).strip() or application.email
    try:
        email = email_address(wanted)
    except ValidationError as error:
        return own_showing.own_page(
            request, application, token, about="address", error=" ".join(error.messages), text=wanted
        )
    # By the application, whose address changes here, and by who would get the mail.
    problem = check(request, Purpose.LINK, email=f"application:{application.pk}") or check_recipient(email)
    if problem is not None:
        return own_showing.own_page(
            request, application, token, about="address", problem=problem, text=wanted
        )
    changed = own_settings.send_link_again(application.pk, email)
    return own_showing.to_own_page(token, "address" if changed else "sent-again")
