"""Sent mail in the admin: the list, one message as its reader sees it, and sending again what has failed.

What may be seen is decided by one queryset (OutboxQuerySet.visible_to). Addresses are never searched for: what is typed
into a search stands in the address of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from cicc_site import languages, security_headers
from cicc_site.mail import Rendered
from members import heartbeats, mail_errors, outbox
from members.models import MailState, OutboxMessage, User
from members.permissions import may_see_mail, may_send_again
from members.templatetags.org_tags import utc_moment

LOG_AGAIN = "members.mail_sent_again"
NEITHER_SHOWN_NOR_LISTED = ("text", "html", "secrets")


def _occasions() -> list[tuple[str, str]]:
    known = OutboxMessage.objects.order_by("occasion").values_list("occasion", flat=True).distinct()
    return [(occasion, occasion) for occasion in known]


class MailFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=MailState.choices, empty_label=_("All"))
    occasion = django_filters.ChoiceFilter(label=_("Occasion"), choices=_occasions, empty_label=_("All"))
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=languages.choices, empty_label=_("All")
    )

    class Meta:
        model = OutboxMessage
        fields: list[str] = []


class SentMailView(ReportView):
    """The list. Whoever sees the mail of applications only is shown no other."""

    page_title = _("Sent mail")
    header_icon = "mail"
    model = OutboxMessage
    filterset_class = MailFilterSet
    template_name = "wagtailadmin/mail/list.html"
    index_url_name = "sent_mail"
    index_results_url_name = "sent_mail_results"
    default_ordering = ("-created", "-pk")
    list_export: list[str] = []  # addresses are not carried away

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_mail(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.visible_to(self.request.user).defer(*NEITHER_SHOWN_NOR_LISTED)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            Column("created", label=_("Written"), accessor=_written),
            Column("subject", label=_("Subject"), accessor=_subject),
            Column("to", label=_("To"), accessor=_to),
            Column("language", label=_("Language"), accessor="get_language_display"),
            Column("occasion", label=_("Occasion"), accessor="occasion"),
            Column("state", label=_("State"), accessor=_state),
            Column("attempts", label=_("Attempts"), accessor="attempts"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, **standing(self.request.user)}


def _written(message: OutboxMessage) -> SafeString:
    return utc_moment(message.created)


def _subject(message: OutboxMessage) -> SafeString:
    words = message.subject or gettext("(text deleted)")
    told = (
        f'<a href="{{}}" lang="{message.language}" dir="auto">{{}}</a>'
        if message.subject
        else '<a href="{}">{}</a>'
    )
    return format_html(told, reverse("sent_message", args=[message.pk]), words)


def _to(message: OutboxMessage) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', message.to)


def _state(message: OutboxMessage) -> SafeString:
    error = format_html('<br><code dir="ltr">{}</code>', message.last_error) if message.last_error else ""
    return format_html(
        '<span class="mail-state mail-state--{}">{}</span>{}',
        message.state,
        message.get_state_display(),
        error,
    )


def standing(user: Any) -> dict[str, Any]:
    """What is not as it should be: parts of the worker that are silent, messages that have failed."""
    return {
        "silent": heartbeats.silent() if heartbeats.has_settled() else [],
        "failed": OutboxMessage.objects.visible_to(user).failed().count(),
        "may_send_again": may_send_again(user),
    }


class MailPanel(Component):
    """On the first screen, when something is not as it should be."""

    name = "mail"
    template_name = "wagtailadmin/mail/panel.html"
    order = 40

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    @classmethod
    def if_needed(cls, user: Any) -> MailPanel | None:
        """The panel, or None when all is well."""
        told = standing(user)
        return cls(told) if told["silent"] or told["failed"] else None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {**self.told, "csrf_token": (parent_context or {}).get("csrf_token")}


@never_cache
@require_safe
def sent_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message. Its secrets are shown on the machine of a developer only, where no mail goes out."""
    message = _visible(request, pk)
    secrets = _shown_secrets(message)
    context = {
        "message": message,
        "told": _told(message, secrets),
        "language": languages.by_code(message.language),
        "links": secrets,
        "error_meaning": mail_errors.meaning(message.last_error),
        "may_send_again": may_send_again(request.user) and outbox.can_go_again(message),
    }
    return render(request, "wagtailadmin/mail/message.html", context)


@never_cache
@require_safe
@xframe_options_sameorigin
def sent_message_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a message, for the frame on its page: with the looks that stand in it, and nothing that could act."""
    message = _visible(request, pk)
    answer = HttpResponse(_told(message, _shown_secrets(message)).html)
    answer.headers[security_headers.CSP] = security_headers.MAIL
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _shown_secrets(message: OutboxMessage) -> Mapping[str, str]:
    return outbox.revealed(message) if settings.FOR_THIS_MACHINE_ONLY else {}


def _told(message: OutboxMessage, secrets: Mapping[str, str]) -> Rendered:
    values = {message.mark(name): value for name, value in secrets.items()}
    return outbox.without_marks(message.as_rendered().with_secrets(values), message)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one failed message on its way once more."""
    if _put_again(request, [_visible(request, pk, to_send=True)]):
        messages.success(request, gettext("The message is on its way again."))
    else:
        told = gettext("This message has not failed, or its text was deleted: nothing was sent.")
        messages.warning(request, told)
    return redirect("sent_message", pk)


@require_POST
def send_all_again(request: HttpRequest) -> HttpResponse:
    """Put all failed messages on their way: after a fault of the mail server."""
    if not may_send_again(request.user):
        raise PermissionDenied
    count = _put_again(request, list(OutboxMessage.objects.visible_to(request.user).failed()))
    told = ngettext(
        "%(count)d message is on its way again.", "%(count)d messages are on their way again.", count
    )
    messages.success(request, told % {"count": count})
    return redirect("sent_mail")


@transaction.atomic
def _put_again(request: HttpRequest, found: list[OutboxMessage]) -> int:
    """Send again what can go, and keep who asked for it."""
    going = [message for message in found if outbox.can_go_again(message)]
    for message in going:
        log(instance=message, action=LOG_AGAIN, user=_user(request))
    return outbox.send_again(OutboxMessage.objects.filter(pk__in=[message.pk for message in going]))


def _visible(request: HttpRequest, pk: int, *, to_send: bool = False) -> OutboxMessage:
    if not may_see_mail(request.user) or (to_send and not may_send_again(request.user)):
        raise PermissionDenied
    return get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def addresses() -> list[URLPattern]:
    return [
        path("mail/", SentMailView.as_view(), name="sent_mail"),
        path("mail/results/", SentMailView.as_view(results_only=True), name="sent_mail_results"),
        path("mail/again/", send_all_again, name="send_mail_again"),
        path("mail/<int:pk>/", sent_message, name="sent_message"),
        path("mail/<int:pk>/html/", sent_message_html, name="sent_message_html"),
        path("mail/<int:pk>/again/", send_again, name="send_message_again"),
    ]
