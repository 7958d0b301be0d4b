"""The archive in the menu of the admin: works, and the bodies that documents come from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cicc_site.languages import LANGUAGES
from cicc_site.multilingual.panels import language_tabs, tabbed
from documents.choosers import WorkChooserViewSet, work_chooser
from documents.desk import listing, rights
from documents.desk.editing import WorkCreateView, WorkDeleteView, WorkEditView
from documents.desk.panels import edit_handler
from documents.enums import SubjectKind
from documents.models import Subject, Work
from members.limited_forms import LimitedForm
from members.menu import ItemFor

# Views of Wagtail's have no types.
Mixed: Any = object


class ForArchivists(Mixed):
    """Wagtail lets everybody of the staff look into a chooser; among the subjects are some that few may know of."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_see(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class ChosenView(ForArchivists, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(ForArchivists, chooser.SnippetChosenMultipleView):
    pass


class SubjectChooseView(ForArchivists, chooser.ChooseView):
    pass


class SubjectChooseResultsView(ForArchivists, chooser.ChooseResultsView):
    pass


class SubjectChooserViewSet(chooser.SnippetChooserViewSet):
    """Nothing chooses a subject by it, but Wagtail makes the addresses."""

    choose_view_class = SubjectChooseView
    choose_results_view_class = SubjectChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class WorkViewSet(SnippetViewSet):
    model = Work
    icon = "doc-full"
    menu_label = _("Works")
    index_view_class = listing.WorkIndexView
    add_view_class = WorkCreateView
    edit_view_class = WorkEditView
    delete_view_class = WorkDeleteView
    copy_view_enabled = False
    edit_handler = edit_handler()

    @property
    def chooser_viewset(self) -> WorkChooserViewSet:
        """Not one more of Wagtail's: fields of pages have this one already when the screens are made."""
        return work_chooser


class BodyForm(LimitedForm):
    """A body of the archive's own. Its code is given once: addresses and files bear it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = SubjectKind.BODY
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True

    def _get_validation_exclusions(self) -> set[str]:
        """The kind is no field of the form, and the rule of one code per kind needs it."""
        excluded: set[str] = super()._get_validation_exclusions()
        return excluded - {"kind"}


class BodyViewSet(SnippetViewSet):
    """The other kinds follow pages and registers by themselves (documents/subjects.py)."""

    model = Subject
    icon = "site"
    menu_label = _("Bodies")
    menu_name = "bodies"
    chooser_viewset_class = SubjectChooserViewSet
    list_display = ["__str__", "code", "is_public"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["code", *(f"name_{language.code}" for language in LANGUAGES)]
    ordering = ["name_en"]
    copy_view_enabled = False
    edit_handler = tabbed(
        language_tabs(Subject, content=["name"]),
        shared=[FieldPanel("code"), FieldPanel("is_public")],
        form=BodyForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        bodies: QuerySet[Subject] = Subject.objects.of_kind(SubjectKind.BODY)
        return bodies


class ArchiveGroup(SnippetViewSetGroup):
    items = (WorkViewSet, BodyViewSet)
    menu_label = _("Archive")
    menu_icon = "folder-open-inverse"
    menu_order = 320
    menu_name = "archive"

    def get_submenu_items(self) -> list[MenuItem]:
        upload = ItemFor(
            rights.may_upload, _("Upload files"), reverse("archive_upload"), name="archive-upload",
            icon_name="upload", order=15,
        )  # fmt: skip
        imports = ItemFor(
            rights.may_see_imports, _("Imports"), reverse("archive_imports"), name="archive-imports",
            icon_name="download", order=400,
        )  # fmt: skip
        return [*super().get_submenu_items(), upload, imports]
