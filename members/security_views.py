"""The list of security events, and the button that signs everybody out: for administrators.

The list offers no search by name and no file: it is there to be read when something is wrong, not to watch colleagues.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.reports import ReportView

from members.models import SecurityEvent, SecurityEventKind
from members.officers.rights import signed_in
from members.permissions import may_see_security, may_sign_everyone_out
from members.security_log import sign_out_everyone
from members.security_words import details
from members.templatetags.org_tags import utc_moment


class SecurityFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("What happened"), choices=SecurityEventKind.choices, empty_label=_("All")
    )

    class Meta:
        model = SecurityEvent
        fields: list[str] = []


class SecurityEventsView(ReportView):
    page_title = _("Security events")
    header_icon = "lock"
    model = SecurityEvent
    filterset_class = SecurityFilterSet
    template_name = "wagtailadmin/security/list.html"
    index_url_name = "security_events"
    index_results_url_name = "security_events_results"
    default_ordering = ("-at", "-pk")
    list_export: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_security(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_base_queryset(self) -> QuerySet[SecurityEvent]:
        return SecurityEvent.objects.select_related("user", "by")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            Column("at", label=_("Moment"), accessor=lambda event: utc_moment(event.at)),
            Column("kind", label=_("What happened"), accessor="get_kind_display"),
            Column("user", label=_("Account"), accessor=lambda event: event.user or "–"),
            Column("by", label=_("By"), accessor=lambda event: event.by or "–"),
            Column("place", label=_("Place"), accessor=_place),
            Column("detail", label=_("Details"), accessor=lambda event: details(event.detail)),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "may_sign_everyone_out": may_sign_everyone_out(self.request.user)}


def _place(event: SecurityEvent) -> str:
    return format_html('<code dir="ltr">{}</code>', event.place) if event.place else "–"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def everyone_out(request: HttpRequest) -> HttpResponse:
    """Ask, then end every session, this one too."""
    if not may_sign_everyone_out(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return TemplateResponse(request, "wagtailadmin/security/everyone_out.html")
    by = signed_in(request)
    count = sign_out_everyone(by, request)
    request.session.flush()
    messages.success(
        request,
        ngettext("%(count)d account was signed out.", "%(count)d accounts were signed out.", count)
        % {"count": count},
    )
    return redirect("wagtailadmin_login")


def addresses() -> list[URLPattern]:
    return [
        path("reports/security/", SecurityEventsView.as_view(), name="security_events"),
        path(
            "reports/security/results/",
            SecurityEventsView.as_view(results_only=True),
            name="security_events_results",
        ),
        path("reports/security/everyone-out/", everyone_out, name="everyone_out"),
    ]
