"""The editing form of a work: one tab per language, facts, subjects, relations, and a tab that shows its files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from cicc_site.multilingual.panels import EditingTabs, language_tabs
from documents.desk import files, rights
from documents.desk.forms import PREFIX, WorkForm
from documents.enums import SubjectKind
from documents.models import Work


class FilesPanel(Panel):
    """The language versions of a work. It has no fields; a work that is not saved yet has no files."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/archive/files_tab.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            user = self.request.user
            return {
                **context,
                "work": self.instance,
                "versions": files.versions(self.instance),
                "may_keep": rights.may_keep_files(user),
                "may_read": rights.may_read_files(user),
                "may_remove": rights.may_remove_files(user),
            }


class Tab(ObjectList):
    """A tab that goes when nothing in it is shown: a translator's form lacks some, a new work has no files.

    name: part of its address. Wagtail's own is made of the heading, and so another one in each language of the menus.
    """

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return {**kwargs, "name": self.name}

    @property
    def clean_name(self) -> str:
        return self.name

    class BoundPanel(ObjectList.BoundPanel):
        def is_shown(self) -> bool:
            return any(child.is_shown() for child in self.children)


FACTS = [
    FieldRowPanel([FieldPanel("symbol"), FieldPanel("kind")]),
    FieldRowPanel([FieldPanel("date"), FieldPanel("precision")]),
    FieldPanel("authors"),
    FieldPanel("held_elsewhere"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("access"), FieldPanel("public_from")])], heading=_("Who may know of it")
    ),
    MultiFieldPanel([FieldPanel("key"), FieldPanel("staff_notes"), FieldPanel("is_demo")], heading=_("For staff")),
]  # fmt: skip
KINDS = (
    SubjectKind.BODY, SubjectKind.SESSION, SubjectKind.SITUATION, SubjectKind.CASE, SubjectKind.COUNTRY,
    SubjectKind.ISSUE,
)  # fmt: skip
RELATIONS = InlinePanel(
    "relations",
    panels=[FieldRowPanel([FieldPanel("kind", widget=forms.Select), FieldPanel("other")])],
    heading=_("What it is to older works"),
    label=_("Relation"),
    help_text=_("Written at the later work: “is a corrigendum to”, “supersedes”. The older one shows it by itself."),
)  # fmt: skip


def edit_handler() -> Panel:
    return EditingTabs(
        [
            *language_tabs(Work, content=["title", "summary"]),
            Tab(FACTS, heading=_("Facts for all languages"), name="facts"),
            Tab([FieldPanel(PREFIX + kind) for kind in KINDS], heading=_("Subjects"), name="subjects"),
            Tab([RELATIONS], heading=_("Relations"), name="relations"),
            Tab([FilesPanel()], heading=_("Files"), classname="files", name="files"),
        ],
        base_form_class=WorkForm,
    )
