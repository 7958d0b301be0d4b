"""The list of organizations."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.snippets.views.snippets import IndexView

from cicc_site.languages import active
from members.enums import ListingLevel
from members.models import Organization
from members.models.organizations import OrganizationQuerySet
from members.officers import columns, rights, saved_filters
from members.officers.filters import OrganizationFilterSet
from members.officers.finding import named

# What the list shows; texts for the search are long, and read by no one here.
DEFERRED = ("search", "search_vector", "match_keys")
NULLABLE = frozenset({"joined", "last_confirmed"})


def register() -> OrganizationQuerySet:
    """Return every entry as the list reads it."""
    found: OrganizationQuerySet = Organization.objects.select_related("country", "assigned_to").defer(
        *DEFERRED
    )
    return found


class NumbersFirst(WagtailPaginator):
    """Finds the numbers of a page in an index, then reads those rows: the last page costs as much as the first."""

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[bottom : bottom + self.per_page])
        rows = {row.pk: row for row in register().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


class OrganizationIndexView(IndexView):
    paginator_class = NumbersFirst
    filterset_class = OrganizationFilterSet
    paginate_by = 50
    table_classname = "listing org-list"
    is_searchable = True
    show_other_searches = False

    def get_base_queryset(self) -> OrganizationQuerySet:
        return Organization.objects.all()

    def search_queryset(self, queryset: OrganizationQuerySet) -> OrganizationQuerySet:
        return named(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def default_ordering(self) -> str:
        return f"sort_{active()}"

    def order_queryset(self, queryset: OrganizationQuerySet) -> OrganizationQuerySet:
        """What is unknown comes last either way, and equal rows keep their order from page to page."""
        key = self.ordering
        field = key.removeprefix("-")
        if field in NULLABLE:
            expression = F(field).desc(nulls_last=True) if key != field else F(field).asc(nulls_last=True)
            return queryset.order_by(expression, "pk")
        return queryset.order_by(key, "pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        checkbox = super().columns[0]
        title = self._get_title_column_class(TitleColumn)(
            "name",
            label=_("Name"),
            accessor=columns.name,
            sort_key=f"sort_{active()}",
            get_url=lambda row: self.get_edit_url(row) or self.get_inspect_url(row),
            get_title_id=lambda row: f"snippet_{row.pk}_title",
        )
        # Nothing can be done with many at once by whoever only reads.
        first = [checkbox] if rights.may_edit(self.request.user) else []
        return [*first, title, *columns.after_the_name(active())]

    def get_inspect_url(self, instance: Organization) -> str:
        return reverse("organization_sheet", args=[instance.pk])

    def get_list_more_buttons(self, instance: Organization) -> list[Any]:
        pk, buttons = instance.pk, []
        if instance.listing != ListingLevel.UNLISTED and rights.may_hide(self.request.user):
            label = gettext("Hide “%(name)s” now") % {"name": columns.told_name(instance)}
            buttons.append(
                ListingButton(
                    gettext("Hide now"),
                    url=reverse("organization_hide", args=[pk]),
                    classname="hide-now",
                    attrs={"aria-label": label},
                    priority=5,
                )
            )
        edit = self.get_edit_url(instance)
        if edit:
            buttons.append(MenuItem(gettext("Edit"), url=edit, icon_name="edit", priority=10))
        sheet = reverse("organization_sheet", args=[pk])
        history = reverse("wagtailsnippets_members_organization:history", args=[pk])
        buttons.append(MenuItem(gettext("Sheet to print"), url=sheet, icon_name="doc-full", priority=20))
        buttons.append(MenuItem(gettext("All changes"), url=history, icon_name="history", priority=30))
        return buttons

    @cached_property
    def present_query(self) -> str:
        return saved_filters.present_query(self.request, self.filters)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        user, query = self.request.user, self.present_query
        buttons = []
        if rights.may_edit(user):
            address = reverse("organizations_bulk") + (f"?{query}" if query else "")
            buttons.append(Button(gettext("Do something with all of these"), url=address, icon_name="tasks"))
        if query:
            address = f"{reverse('organization_filter_save')}?{query}"
            buttons.append(Button(gettext("Save this filter"), url=address, icon_name="thumbtack"))
        if rights.may_see_contacts(user):
            buttons.append(
                Button(
                    gettext("Find by a contact"), url=reverse("organizations_by_contact"), icon_name="search"
                )
            )
        changes = reverse("organization_changes")
        buttons.append(Button(gettext("All changes"), url=changes, icon_name="history"))
        guide = reverse("editors_guide", args=["organizations"])
        buttons.append(Button(gettext("How does this work?"), url=guide, icon_name="help", priority=900))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["may_edit"] = rights.may_edit(self.request.user)
        if not self.results_only:
            context["saved_filters"] = saved_filters.shown_to(self.request, self.present_query)
        return context
