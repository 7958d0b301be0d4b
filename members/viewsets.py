"""The registers in the Wagtail admin."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, HistoryView, SnippetViewSet, SnippetViewSetGroup

from cicc_site.languages import LANGUAGES
from cicc_site.multilingual.panels import language_tabs, tabbed
from members import country_history
from members.duplicate_views import menu_item
from members.enums import TreatyStatus
from members.forms import ActFormSet, CountryForm
from members.models import Country, RegisterDate
from members.models.registers import rome_statute_as_of
from members.officers.viewsets import (
    IssueViewSet,
    NationalCoalitionViewSet,
    OrganizationViewSet,
    SteeringCommitteeTermViewSet,
)


def _status_label(country: Any) -> str:
    return str(TreatyStatus(country.treaty_status).label) if country.has_page else gettext("Territory")


act_panels = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("date"), FieldPanel("precision")]),
    FieldRowPanel([FieldPanel("treaty"), FieldPanel("verified")]),
    FieldPanel("sources"),
    FieldPanel("staff_notes"),
]
fact_panels = [
    FieldRowPanel([FieldPanel("alpha2"), FieldPanel("alpha3"), FieldPanel("numeric")], heading=_("Codes")),
    FieldPanel("un_status"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("un_regional_group"), FieldPanel("cicc_region")]),
            FieldRowPanel([FieldPanel("m49_region"), FieldPanel("m49_subregion")]),
        ],
        heading=_("Regions"),
    ),
    MultiFieldPanel(
        [FieldPanel(f"slug_{language.code}", heading=language.name) for language in LANGUAGES],
        heading=_("Addresses"),
    ),
    FieldPanel("staff_notes"),
]


class ActsPanel(InlinePanel):
    """The acts of a country; whether they are possible together is judged where they stand."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = ActFormSet
        return options


class ChangesColumn(Column):
    """What an edit changed, field by field, and why."""

    cell_template_name = "wagtailadmin/registers/changes_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        data = instance.data or {}
        context["changes"] = country_history.readable(data.get(country_history.CHANGES))
        context["reason"] = data.get(country_history.REASON, "")
        return context


class CountryHistoryView(HistoryView):
    @cached_property
    def columns(self) -> list[Column]:
        action, *others = super().columns
        return [action, ChangesColumn("changes", label=_("What changed, and why"), accessor="pk"), *others]


class CountryEditView(EditView):
    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the comparison with what others saved to the end of the save nobody else changes this country."""
        get_object_or_404(Country.objects.select_for_update(), pk=self.object_pk)
        self.object = self.get_object()
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class CountryViewSet(SnippetViewSet):
    history_view_class = CountryHistoryView
    edit_view_class = CountryEditView
    model = Country
    icon = "globe"
    menu_label = _("Countries")
    list_display = [
        "__str__",
        "alpha3",
        Column("treaty_status", label=_("Rome Statute"), accessor=_status_label),
    ]
    list_filter = ["un_status", "un_regional_group", "cicc_region"]
    list_per_page = 50
    search_fields = ["alpha3", *(f"name_{language.code}" for language in LANGUAGES)]
    ordering = ["name_en"]
    copy_view_enabled = False
    edit_handler = tabbed(
        [
            *language_tabs(Country, content=["name"]),
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "Figures and lists count these acts. Enter an act when the depositary has recorded it, "
                            "with its source, then set the date of the register."
                        )
                    ),
                    ActsPanel("treaty_acts", panels=act_panels, heading=_("Acts"), label=_("Act")),
                    FieldPanel("reason", icon="comment"),
                ],
                heading=_("Treaty acts"),
            ),
        ],
        shared=fact_panels,
        form=CountryForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Country]:
        countries: QuerySet[Country] = Country.objects.with_status(rome_statute_as_of() or date.min)
        return countries


class RegisterDateViewSet(SnippetViewSet):
    model = RegisterDate
    icon = "calendar-check"
    menu_label = _("Dates of the registers")
    list_display = ["__str__", "as_of"]
    panels = [FieldPanel("as_of")]
    copy_view_enabled = False


class RegistersGroup(SnippetViewSetGroup):
    items = (
        OrganizationViewSet,
        CountryViewSet,
        NationalCoalitionViewSet,
        SteeringCommitteeTermViewSet,
        IssueViewSet,
        RegisterDateViewSet,
    )
    menu_label = _("Registers")
    menu_icon = "list-ul"
    menu_order = 300
    submenu_hook = "register_registers_menu_item"

    def get_submenu_items(self) -> list[MenuItem]:
        items = super().get_submenu_items()
        return [*items, menu_item(order=len(items) + 1)]
