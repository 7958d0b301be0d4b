"""Organizations, national coalitions, terms in the Steering Committee and issues in the menu of the registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet

from cicc_site.dates import PartialDate, Precision
from cicc_site.languages import LANGUAGES, active
from cicc_site.multilingual.panels import language_tabs, tabbed
from members.limited_forms import LimitedForm
from members.models import Issue, NationalCoalition, Organization, SteeringCommitteeTerm
from members.models.organizations import OrganizationQuerySet
from members.officers import columns, rights
from members.officers.changes import OrganizationHistoryView
from members.officers.editing import OrganizationCreateView, OrganizationEditView
from members.officers.finding import named
from members.officers.forms import country_choices
from members.officers.listing import OrganizationIndexView
from members.officers.panels import edit_handler

# Views of Wagtail's have no types.
Mixed: Any = object


class ForOfficers(Mixed):
    """Wagtail lets everybody of the staff look into a chooser; this register holds names that are to be seen by few."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_see(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class ByAnyName(SearchFilterMixin, BaseFilterForm):
    def filter(self, objects: OrganizationQuerySet) -> OrganizationQuerySet:
        text = self.cleaned_data.get("q")
        if text:
            self.is_searching, self.search_query = True, text
            return named(objects, text)
        return objects


class ChosenView(ForOfficers, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(ForOfficers, chooser.SnippetChosenMultipleView):
    pass


class TermChooseView(ForOfficers, chooser.ChooseView):
    pass


class TermChooseResultsView(ForOfficers, chooser.ChooseResultsView):
    pass


class TermChooserViewSet(chooser.SnippetChooserViewSet):
    """Nothing chooses a term, but Wagtail makes the addresses, and a term bears the name of its organization."""

    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class _Choosing(ForOfficers):
    filter_form_class = ByAnyName

    def get_object_list(self) -> OrganizationQuerySet:
        found: OrganizationQuerySet = Organization.objects.select_related("country")
        return found

    @property
    def columns(self) -> list[Column]:
        shown: list[Column] = [
            *super().columns,
            Column("country", label=_("Country"), accessor="country"),
            Column("listing", label=_("Listing level"), accessor=columns.listing_label),
        ]
        return shown


class ChooseView(_Choosing, chooser.ChooseView):
    pass


class ChooseResultsView(_Choosing, chooser.ChooseResultsView):
    pass


class OrganizationChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class OrganizationViewSet(SnippetViewSet):
    model = Organization
    icon = "group"
    menu_label = _("Organizations")
    index_view_class = OrganizationIndexView
    add_view_class = OrganizationCreateView
    edit_view_class = OrganizationEditView
    history_view_class = OrganizationHistoryView
    chooser_viewset_class = OrganizationChooserViewSet
    copy_view_enabled = False
    list_per_page = 50
    edit_handler = edit_handler()


def _country(row: Any) -> str:
    return row.country.name_in(active()) or str(row.country)


def _founded(row: NationalCoalition) -> str:
    return row.founded_when.text(active()) if row.founded_when else ""


class CoalitionForm(LimitedForm):
    """A translator has the name in one language, and no coordinator: that may be a hidden member."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            self.fields["country"].widget.choices = [("", "—"), *country_choices()]
        if "coordinator" in self.fields and not rights.may_see(self.for_user):
            del self.fields["coordinator"]


class NationalCoalitionViewSet(SnippetViewSet):
    model = NationalCoalition
    icon = "site"
    menu_label = _("National coalitions")
    list_display = [
        "__str__",
        Column("country", label=_("Country"), accessor=_country),
        Column("founded", label=_("Founded"), accessor=_founded, sort_key="founded"),
        "ended",
    ]
    list_per_page = 50
    search_backend_name = None
    search_fields = [f"name_{language.code}" for language in LANGUAGES]
    ordering = ["name_en"]
    copy_view_enabled = False
    edit_handler = tabbed(
        language_tabs(NationalCoalition, content=["name"]),
        shared=[
            FieldPanel("country", widget=forms.Select),
            FieldRowPanel([FieldPanel("founded"), FieldPanel("founded_precision")]),
            FieldPanel("ended"),
            FieldPanel("website"),
            FieldPanel("coordinator"),
        ],
        form=CoalitionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[NationalCoalition]:
        return NationalCoalition.objects.select_related("country")


def _begins(term: SteeringCommitteeTerm) -> str:
    return PartialDate(term.starts, Precision(term.starts_precision)).text(active())


def _ends(term: SteeringCommitteeTerm) -> str:
    return PartialDate(term.ends, Precision(term.ends_precision)).text(active()) if term.ends else ""


def _member(term: SteeringCommitteeTerm) -> Any:
    return columns.name(term.organization)


class SteeringCommitteeTermViewSet(SnippetViewSet):
    model = SteeringCommitteeTerm
    icon = "calendar-alt"
    menu_label = _("Steering Committee")
    chooser_viewset_class = TermChooserViewSet
    list_display = [
        Column("organization", label=_("Organization"), accessor=_member, sort_key="organization__sort_en"),
        Column("starts", label=_("Begins"), accessor=_begins, sort_key="starts"),
        Column("ends", label=_("Ends"), accessor=_ends, sort_key="ends"),
    ]
    list_per_page = 50
    ordering = ["-starts"]
    copy_view_enabled = False
    panels = [
        FieldPanel("organization"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("starts_precision")]),
        FieldRowPanel([FieldPanel("ends"), FieldPanel("ends_precision")]),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SteeringCommitteeTerm]:
        return SteeringCommitteeTerm.objects.select_related("organization")


class IssueViewSet(SnippetViewSet):
    model = Issue
    icon = "tag"
    menu_label = _("Issues")
    list_display = ["__str__", "code"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["code", *(f"name_{language.code}" for language in LANGUAGES)]
    copy_view_enabled = False
    edit_handler = tabbed(
        language_tabs(Issue, content=["name"]), shared=[FieldPanel("code")], form=LimitedForm
    )
