"""Redirects in the Wagtail admin: list, form, and the import of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from cicc_site.languages import LANGUAGES
from cicc_site.multilingual.values import localized
from pages.models.old_addresses import Redirect
from pages.old_addresses.asked import LONGEST
from pages.old_addresses.importing import KINDS, UnreadableFile, import_file


def may(user: Any, *actions: str) -> bool:
    """Return whether somebody may do one of the actions with redirects: the report of misses asks the same."""
    return bool(policy_registry.get_by_type(Redirect).user_has_any_permission(user, set(actions)))


class RedirectIndexView(IndexView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        guide = reverse("editors_guide", args=["old-addresses"])
        buttons = [
            *super().header_more_buttons,
            Button(_now("How does this work?"), url=guide, icon_name="help", priority=90),
        ]
        if may(self.request.user, "add"):
            buttons.append(
                Button(
                    _now("Import redirects"),
                    url=reverse("import_redirects"),
                    icon_name="doc-full-inverse",
                    priority=50,
                )
            )
        return buttons


class RedirectCreateView(CreateView):
    def get_initial(self) -> dict[str, Any]:
        """`?old_address=` fills in the form: the report of addresses that lead nowhere links here."""
        initial: dict[str, Any] = super().get_initial()
        given = self.request.GET.get("old_address", "")
        return {**initial, "old_address": given[:LONGEST]} if given else initial


def _leads_to(redirect: Redirect) -> str:
    return redirect.page.title if redirect.page is not None else str(localized(redirect, "link", "en"))


class RedirectViewSet(SnippetViewSet):
    model = Redirect
    icon = "redirect"
    menu_label = _("Redirects")
    menu_name = "redirects"
    add_to_settings_menu = True
    index_view_class = RedirectIndexView
    add_view_class = RedirectCreateView
    copy_view_enabled = False
    list_display = ["old_address", Column("leads_to", label=_("Leads to"), accessor=_leads_to)]
    list_per_page = 50
    search_fields = ["old_address", *(f"link_{language.code}" for language in LANGUAGES)]
    edit_handler = ObjectList(
        [
            FieldPanel("old_address"),
            FieldPanel("page"),
            MultiFieldPanel(
                # An address reads from left to right in every language.
                [FieldPanel(f"link_{language.code}", heading=language.name) for language in LANGUAGES],
                heading=_("Or an address"),
                help_text=_(
                    "If it is no page of the tree: /files/... on this site, or https://... elsewhere. A language "
                    "that is empty gets the English one."
                ),
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Redirect.objects.select_related("page")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV (UTF-8), TSV or XLSX. First column: the old address. Second: the new one. With a first row that "
            "says old, new, new_es, new_fr, new_ar each language can have its own."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    replace = forms.BooleanField(label=_("Change redirects that are there already"), required=False)
    only_check = forms.BooleanField(label=_("Only check, change nothing"), required=False)


def import_redirects(request: HttpRequest) -> HttpResponse:
    """Take a file of redirects and say, row by row, what could not be taken."""
    if not may(request.user, "add"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if values["replace"] and not may(request.user, "change"):
            raise PermissionDenied
        try:
            context["report"] = import_file(
                values["file"], user=request.user, replace=values["replace"], only_check=values["only_check"]
            )
            context["only_check"] = values["only_check"]
        except UnreadableFile as error:
            form.add_error("file", str(error))
    return render(request, "wagtailadmin/old_addresses/import.html", context)
