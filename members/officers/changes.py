"""What happened: the history of one organization, and the latest changes of the whole register."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.reports import ReportView
from wagtail.snippets.views.snippets import HistoryView

from members.enums import ChangeKind
from members.history import PLAIN, PRIVATE
from members.models import Organization, RegisterChange, User
from members.officers import rights
from members.officers.columns import name
from members.officers.words import Words, field_label
from members.templatetags.org_tags import moment

BESIDE = ("country", "countries_of_work", "issues", "national_coalition", "assigned_to", "other_names")


def _fields() -> list[tuple[str, str]]:
    every = ((fact, field_label(fact)) for fact in (*PLAIN, *BESIDE, "merged_into", *sorted(PRIVATE)))
    return sorted(every, key=lambda choice: choice[1])


def _actors() -> list[tuple[str, str]]:
    known = RegisterChange.objects.exclude(actor=None).order_by().values("actor").distinct()
    return [(str(user.pk), str(user)) for user in User.objects.filter(pk__in=known)]


def source(change: RegisterChange) -> str:
    """Where a change came from, in words; "admin" says itself."""
    kind, _colon, number = change.source.partition(":")
    if kind == "command":
        return gettext("command of the operator")
    if kind == "import":
        return gettext("import %(number)s") % {"number": number}
    return ""


class ChangeFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind of change"), choices=ChangeKind.choices, empty_label=_("All")
    )
    field = django_filters.ChoiceFilter(
        label=_("Field"), choices=_fields, method="of_field", empty_label=_("All")
    )
    actor = django_filters.ChoiceFilter(label=_("By"), choices=_actors, empty_label=_("All"))
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = RegisterChange
        fields: list[str] = []

    def of_field(self, found: QuerySet[RegisterChange], key: str, value: str) -> QuerySet[RegisterChange]:
        return found.filter(changes__has_key=value)


class ChangesColumn(Column):
    """Every field with what stood there before and after."""

    cell_template_name = "wagtailadmin/organizations/changes_cell.html"

    def __init__(self, words: Words, **kwargs: Any) -> None:
        super().__init__("changes", label=_("Fields"), **kwargs)
        self.words = words

    def get_cell_context_data(self, instance: RegisterChange, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "told": self.words.of(instance), "change": instance}


def columns_of_changes() -> list[BaseColumn]:
    return [
        Column("at", label=_("Time"), accessor=moment),
        Column("kind", label=_("Kind of change"), accessor="get_kind_display"),
        ChangesColumn(Words()),
        Column("by", label=_("By"), accessor=_by),
        Column("reason", label=_("Reason"), accessor="reason"),
    ]


def _by(change: RegisterChange) -> SafeString:
    whence = source(change)
    if not whence:
        return format_html("<bdi>{}</bdi>", change.actor_name or gettext("the site itself"))
    return format_html('<bdi>{}</bdi> <span class="org-aside">{}</span>', change.actor_name, whence)


class OrganizationHistoryView(HistoryView):
    any_permission_required = ["add", "change", "view"]
    filterset_class = ChangeFilterSet
    paginate_by = 50

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return columns_of_changes()

    def get_base_queryset(self) -> QuerySet[RegisterChange]:
        return RegisterChange.objects.filter(organization=self.object)

    def get_edit_url(self, instance: Organization) -> str:
        """Whoever may not edit it goes back to its sheet."""
        if rights.may_edit(self.request.user):
            return reverse("wagtailsnippets_members_organization:edit", args=[instance.pk])
        return reverse("organization_sheet", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        return super().header_buttons if rights.may_edit(self.request.user) else []

    @cached_property
    def verbose_name_plural(self) -> str:
        return str(RegisterChange._meta.verbose_name_plural)


def _whose(change: RegisterChange) -> SafeString:
    address = reverse("wagtailsnippets_members_organization:history", args=[change.organization_id])
    return format_html('<a href="{}">{}</a>', address, name(change.organization))


class ChangesReportView(ReportView):
    page_title = _("Changes of organizations")
    header_icon = "history"
    model = RegisterChange
    filterset_class = ChangeFilterSet
    index_url_name = "organization_changes"
    index_results_url_name = "organization_changes_results"
    default_ordering = ("-at", "-pk")
    list_export: list[str] = []  # the file of a history would carry reasons away

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = rights.only_for(rights.may_see)(super().dispatch)(request, *args, **kwargs)
        return answer

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [Column("organization", label=_("Organization"), accessor=_whose), *columns_of_changes()]

    def get_base_queryset(self) -> QuerySet[RegisterChange]:
        hidden = ("organization__search", "organization__search_vector", "organization__match_keys")
        return RegisterChange.objects.select_related("organization").defer(*hidden)
