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


class FilesTab(ObjectList):
    """Goes when its panel has nothing to show."""

    class BoundPanel(ObjectList.BoundPanel):
        def is_shown(self) -> bool:
            return any(child.is_shown() for child in self.children)


class OnlyWithFields(ObjectList):
    """A tab whose fields a translator's form lacks is left out."""

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
            OnlyWithFields(FACTS, heading=_("Facts for all languages")),
            OnlyWithFields([FieldPanel(PREFIX + kind) for kind in KINDS], heading=_("Subjects")),
            OnlyWithFields([RELATIONS], heading=_("Relations")),
            FilesTab([FilesPanel()], heading=_("Files"), classname="files"),
        ],
        base_form_class=WorkForm,
    )
