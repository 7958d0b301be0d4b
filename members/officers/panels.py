"""The editing form of an organization: its tabs, and the two that show instead of asking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from cicc_site.languages import LANGUAGES
from cicc_site.multilingual.panels import EditingTabs
from members.officers import rights
from members.officers.forms import OrganizationForm
from members.officers.words import Words

LAST_CHANGES, LAST_NOTES = 10, 20


class TellingPanel(Panel):
    """Shows what stands about the entry elsewhere. It has no fields, and nothing on a form for a new entry."""

    def __init__(self, template: str, **kwargs: Any) -> None:
        self.template = template
        super().__init__(**kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self) -> str:
            return f"wagtailadmin/organizations/{self.panel.template}.html"

        def is_shown(self) -> bool:
            if not self.instance.pk:
                return False
            return self.panel.template != "notes_tab" or rights.may_see_notes(self.request.user)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["organization"] = self.instance
            if self.panel.template == "notes_tab":
                context["notes"] = self.instance.notes.all()[:LAST_NOTES]
                context["may_write"] = rights.may_write_notes(self.request.user)
            else:
                words = Words()
                changes = self.instance.changes.all()[:LAST_CHANGES]
                context["changes"] = [(change, words.of(change)) for change in changes]
            return context


class TellingTab(ObjectList):
    """A tab with one such panel; it goes when the panel has nothing for this person."""

    class BoundPanel(ObjectList.BoundPanel):
        def is_shown(self) -> bool:
            return any(child.is_shown() for child in self.children)


names = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("legal_name", attrs={"dir": "auto"}), FieldPanel("legal_language")],
            heading=_("Legal name"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(f"name_{language.code}", heading=language.name, attrs={"dir": language.direction})
                for language in LANGUAGES
            ],
            heading=_("Name in the languages of the site"),
            help_text=_("As the organization itself writes it there. Leave out what it does not use."),
        ),
        InlinePanel(
            "other_names",
            panels=[FieldRowPanel([FieldPanel("kind"), FieldPanel("text"), FieldPanel("language")])],
            heading=_("Acronyms, former names, other spellings"),
            label=_("Name"),
        ),
    ],
    heading=_("Names"),
)
facts = ObjectList(
    [
        FieldPanel("country", widget=forms.Select),
        FieldRowPanel([FieldPanel("type"), FieldPanel("scope")]),
        FieldRowPanel([FieldPanel("year_founded"), FieldPanel("website")]),
        FieldPanel("issues", widget=forms.CheckboxSelectMultiple, classname="many-boxes"),
        FieldPanel("working_languages"),
        FieldPanel("countries_of_work", widget=forms.CheckboxSelectMultiple, classname="many-boxes"),
        FieldPanel("external_id"),
    ],
    heading=_("Facts"),
)
listing = ObjectList(
    [
        HelpPanel(template="wagtailadmin/organizations/listing_help.html"),
        FieldRowPanel([FieldPanel("status"), FieldPanel("listing")]),
        FieldRowPanel([FieldPanel("joined"), FieldPanel("joined_precision")]),
        FieldRowPanel([FieldPanel("last_confirmed"), FieldPanel("national_coalition", widget=forms.Select)]),
        FieldRowPanel([FieldPanel("assigned_to", widget=forms.Select), FieldPanel("tags")]),
    ],
    heading=_("Listing and status"),
)
private = ObjectList(
    [
        HelpPanel(
            content=_(
                "Personal data: for officers only, on no page, in no list, and kept out of the history, which says "
                "only that they changed."
            )
        ),
        InlinePanel(
            "contacts",
            panels=[
                FieldRowPanel([FieldPanel("role"), FieldPanel("name")]),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("language")]),
            ],
            heading=_("Contacts"),
            label=_("Contact"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("registered"), FieldPanel("authority"), FieldPanel("number")]),
                FieldPanel("postal_address"),
            ],
            heading=_("Registration and postal address"),
        ),
    ],
    heading=_("Private"),
)


def edit_handler() -> Panel:
    """Return the whole form. The reason stands below the tabs, whichever is open: see edit.html."""
    return EditingTabs(
        [
            names,
            facts,
            listing,
            private,
            TellingTab([TellingPanel("history_tab")], heading=_("History")),
            TellingTab([TellingPanel("notes_tab")], heading=_("Notes")),
        ],
        base_form_class=OrganizationForm,
    )
