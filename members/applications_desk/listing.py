"""The queue: applications as a list, with filters, search and boxes to tick."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button

from cicc_site import languages
from cicc_site.languages import active
from members import permissions
from members.applications_desk import columns, filters, reading
from members.models import Application
from members.models.applications import ApplicationQuerySet

NULLABLE = frozenset({"cycle__received_until"})
# What a row shows of the answers; everything else of them is long, or personal, or both.
SHOWN = ("answers__legal_name", "answers__legal_language", "answers__application_id")


class QueueView(BaseListingView):
    model = Application
    template_name = "wagtailadmin/applications/list.html"
    results_template_name = "wagtailadmin/applications/list_results.html"
    index_url_name = filters.LIST
    index_results_url_name = "applications_results"
    page_title = _("Applications")
    header_icon = "clipboard-list"
    filterset_class = filters.ApplicationFilterSet
    paginate_by = 50
    table_classname = "listing org-list apply-list"
    is_searchable = True
    default_ordering = "received_at"
    verbose_name_plural = Application._meta.verbose_name_plural

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = reading.only_for(reading.may_see)(super().dispatch)(request, *args, **kwargs)
        return answer

    def get_base_queryset(self) -> ApplicationQuerySet:
        found = permissions.visible_applications(self.request.user)
        return found.select_related("answers", "country", "cycle", "officer").only(
            *(field.attname for field in Application._meta.concrete_fields if field.attname != "email"),
            *SHOWN,
            *("country__cicc_region", "country__alpha3"),
            *(f"country__name_{code}" for code in languages.codes()),
            *("cycle__name", "cycle__decision_by", "cycle__received_until"),
            *("officer__username", "officer__first_name", "officer__last_name"),
        )

    def search_queryset(self, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        return filters.named(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        """What is unknown comes last either way, and equal rows keep their order from page to page."""
        key = str(self.ordering)
        field = key.removeprefix("-")
        if field in NULLABLE:
            expression = F(field).desc(nulls_last=True) if key != field else F(field).asc(nulls_last=True)
            return queryset.order_by(expression, "pk")
        return queryset.order_by(key, "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        title = TitleColumn(
            "name",
            label=_("Organization"),
            accessor=columns.name,
            get_url=lambda row: reverse("application_page", args=[row.pk]),
        )
        # Nothing can be done with many at once by whoever only reads.
        first = [columns.TickColumn("tick")] if reading.may_work(self.request.user) else []
        return [*first, title, *columns.after_the_name(active())]

    @cached_property
    def present_query(self) -> str:
        return filters.saved.present_query(self.request, self.filters)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = []
        if self.present_query:
            address = f"{reverse('applications_filter_save')}?{self.present_query}"
            buttons.append(Button(gettext("Save this filter"), url=address, icon_name="thumbtack"))
        guide = reverse("editors_guide", args=["applications"])
        buttons.append(Button(gettext("How does this work?"), url=guide, icon_name="help", priority=900))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["may_work"] = reading.may_work(self.request.user)
        if not self.results_only:
            context["saved_filters"] = filters.saved.shown_to(self.request, self.present_query)
        return context
