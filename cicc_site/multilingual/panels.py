"""The editing tabs: one per language, built in one place from what the model declares as translated.

A model lists what it wants in each language tab (`translated`, in this order) and what all languages share
(`shared_panels`); nobody writes a `_fr` panel by hand. How the English text reads: `readable`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db import models
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PanelGroup,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput, SlugInput
from wagtail.blocks import BlockField

from cicc_site import languages
from cicc_site.languages import Language
from cicc_site.multilingual import glossary
from cicc_site.multilingual.freshness import Stamped, State, freshness
from cicc_site.multilingual.passage import text_in
from cicc_site.multilingual.readable import readable
from cicc_site.multilingual.values import has_meaning


class LocalizedFieldPanel(FieldPanel):
    """A translated field in one language, in the direction of its script; a translation has the English beside it."""

    def __init__(self, field: str, language: str, **kwargs: Any) -> None:
        self.field = field
        self.language = language
        super().__init__(build_localized_fieldname(field, language), **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["field_name"]
        return {**kwargs, "field": self.field, "language": self.language}

    def on_model_bound(self) -> None:
        super().on_model_bound()
        original = self.model._meta.get_field(self.field)
        # The tab says which language it is: "Title", not "title [es]".
        self.heading: Any = self.heading or capfirst(original.verbose_name)
        if type(original) is models.TextField:
            # Wagtail knows its own text areas by the exact class of the field, which a translated one has lost.
            self.widget: Any = self.widget or AdminAutoHeightTextInput

    def get_comparison_class(self) -> Any:
        """As Wagtail compares two versions of the field, with what is computed in its language."""
        usual: Any = super().get_comparison_class()
        language = self.language

        class InItsLanguage(usual):
            def htmldiff(self) -> Any:
                with text_in(language):
                    return super().htmldiff()

        return InItsLanguage

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "wagtailadmin/panels/localized_field_panel.html"

        def render_html(self, parent_context: Any = None) -> Any:
            with text_in(self.panel.language):
                return super().render_html(parent_context)

        @cached_property
        def source(self) -> SafeString | None:
            """The English text, as stored or as last saved in the draft; None for the English field itself."""
            if self.panel.language == languages.DEFAULT_LANGUAGE:
                return None
            column = build_localized_fieldname(self.panel.field, languages.DEFAULT_LANGUAGE)
            with text_in(languages.DEFAULT_LANGUAGE):
                return readable(getattr(self.instance, column))

        def marked_source(self) -> glossary.Marked | None:
            """The English text with the terms of the glossary marked, and their translations."""
            if not self.source:
                return None
            return glossary.marked(self.source, glossary.terms(self.request), self.panel.language)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(
                source=self.source,
                marked=self.marked_source(),
                source_column=build_localized_fieldname(self.panel.field, languages.DEFAULT_LANGUAGE),
                source_language=languages.by_code(languages.DEFAULT_LANGUAGE),
                language=languages.by_code(self.panel.language),
                has_blocks=self.bound_field is not None and isinstance(self.bound_field.field, BlockField),
            )
            return context


class LocalizedTitlePanel(LocalizedFieldPanel, TitleFieldPanel):
    """The title in one language. It proposes the address of its language until the page has one there."""

    def __init__(self, field: str, language: str, **kwargs: Any) -> None:
        kwargs["targets"] = [slug_field(language)]
        super().__init__(field, language, **kwargs)

    class BoundPanel(LocalizedFieldPanel.BoundPanel, TitleFieldPanel.BoundPanel):
        def get_should_apply(self) -> bool:
            if super().get_should_apply():
                return True
            # A page that is public may still be without an address in a language it is only now translated into.
            slug = getattr(self.instance, slug_field(self.panel.language), None)
            return self.panel.language != languages.DEFAULT_LANGUAGE and not slug

        def get_placeholder(self) -> Any:
            # Wagtail's ends in the star of a required field, which only the English one is.
            required = self.panel.language == languages.DEFAULT_LANGUAGE
            return super().get_placeholder() if required else self.panel.heading


class LanguageTab(ObjectList):
    """The tab of one language: its own name, its direction, and a mark when texts are missing."""

    def __init__(
        self, children: Sequence[Panel], language: str, content: Sequence[str] = (), **kwargs: Any
    ) -> None:
        self.language = language
        self.content = list(content)
        entry = languages.by_code(language)
        # The direction alone: the words of the menus and labels in this tab are in the editor's own language.
        super().__init__(children, **{"heading": entry.name, "attrs": {"dir": entry.direction}, **kwargs})

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return {**kwargs, "language": self.language, "content": self.content}

    @property
    def clean_name(self) -> str:
        # Part of the tab's address; a name in Arabic letters would leave nothing.
        return f"language_{self.language}"

    class BoundPanel(ObjectList.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            entry = languages.by_code(self.panel.language)
            self.heading = format_html(
                '<bdi lang="{}" data-language-tab="{}">{}</bdi>{}',
                entry.code,
                entry.code,
                entry.name,
                self.state(),
            )

        def state(self) -> SafeString:
            """What a translator looks for: nothing here yet, or how many texts are missing."""
            if self.panel.language == languages.DEFAULT_LANGUAGE or self.instance is None:
                return SafeString("")
            missing = missing_texts(self.instance, self.panel.content, self.panel.language)
            if not missing:
                return self.standing()
            if len(missing) == len(missing_texts(self.instance, self.panel.content, None)):
                words = gettext("not translated")
            else:
                words = ngettext("%(count)s text missing", "%(count)s texts missing", len(missing)) % {
                    "count": len(missing)
                }
            return format_html(' <span class="language-state">{}</span>{}', words, self.standing())

        def standing(self) -> SafeString:
            """Whether the translation is behind the English of the same version, or waits for a reader."""
            if not isinstance(self.instance, Stamped):
                return SafeString("")
            found = freshness(self.instance, self.panel.language)
            if found.is_outdated:
                words = str(State.OUTDATED.label)
            elif found.review_owed:
                words = gettext("review owed")
            else:
                return SafeString("")
            return format_html(' <span class="language-state language-state--due">{}</span>', words)


def missing_texts(instance: models.Model, fields: Iterable[str], language: str | None) -> list[str]:
    """Return those of `fields` that say something in English and nothing in `language` (None: in no language)."""
    missing = []
    for field in fields:
        if not has_meaning(getattr(instance, build_localized_fieldname(field, languages.DEFAULT_LANGUAGE))):
            continue
        if language is None or not has_meaning(getattr(instance, build_localized_fieldname(field, language))):
            missing.append(field)
    return missing


def field_panel(field: str, language: str, *, slugs: bool = False) -> Panel:
    """Return the panel for one field in one language; slugs: whether a title proposes an address."""
    kind = LocalizedTitlePanel if slugs and field == "title" else LocalizedFieldPanel
    return kind(field, language)


def language_tabs(
    model: type[models.Model],
    *,
    content: Sequence[str],
    search_engines: Sequence[str] = (),
    slugs: bool = False,
    head: Callable[[str], list[Panel]] = lambda language: [],
) -> list[ObjectList]:
    """Return one tab per language, in the direction of its script, whatever language the menus are in.

    content, search_engines: names of translated fields, in order. slugs: whether the address is translated too.
    head: the panels that open the tab of a language.
    """
    tabs: list[ObjectList] = []
    for language in languages.LANGUAGES:
        panels = head(language.code)
        panels += [field_panel(field, language.code, slugs=slugs) for field in content]
        promote = [field_panel(field, language.code) for field in search_engines]
        if slugs:
            promote.insert(0, slug_panel(language))
        if promote:
            panels.append(MultiFieldPanel(promote, heading=_("Address and search engines")))
        tabs.append(LanguageTab(panels, language.code, content))
    return tabs


def slug_field(language: str) -> str:
    """Return the column of the slug in a language: Wagtail's own column is the English one."""
    return "slug" if language == languages.DEFAULT_LANGUAGE else f"slug_{language}"


def slug_panel(language: Language) -> Panel:
    """Return the panel of a slug; Wagtail's help on the English one shows an address of nobody's site."""
    is_source = language.code == languages.DEFAULT_LANGUAGE
    help_text = _("The last part of the address in this language.") if is_source else ""
    return FieldPanel(slug_field(language.code), widget=slug_input(language), help_text=help_text)


def slug_input(language: Language) -> SlugInput:
    """Return the input of a slug: accents are dropped where the script is Latin, other scripts stay as they are."""
    latin = all(
        unicodedata.name(letter, "").startswith("LATIN") for letter in language.name if letter.isalpha()
    )
    attrs = {"dir": "ltr" if latin else language.direction, "data-w-slug-allow-unicode-value": not latin}
    return SlugInput(locale=language.code, attrs=attrs)


class AbsentPanel(Panel):
    """In the place of a panel that is not for whoever opened the form."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return False


class EditingTabs(TabbedInterface):
    """The tabs of an editing form. One whose rows the form does not offer to this person is left out."""

    def get_form_class(self) -> Any:
        form_class = super().get_form_class()
        if hasattr(form_class, "show_schedule_publishing_toggle"):
            # Wagtail asks the class; the form of somebody who may not schedule lacks the field.
            form_class.show_schedule_publishing_toggle = property(lambda form: "go_live_at" in form.fields)
        return form_class

    class BoundPanel(TabbedInterface.BoundPanel):
        @cached_property
        def children(self) -> list[Any]:
            absent = AbsentPanel().bind_to_model(self.panel.model)
            return [
                (tab if _offers(self.form, tab) else absent).get_bound_panel(
                    instance=self.instance,
                    request=self.request,
                    form=self.form,
                    prefix=f"{self.prefix}-child-{identifier}",
                )
                for tab, identifier in zip(self.panel.children, self.panel.child_identifiers, strict=True)
            ]

        def render_missing_fields(self) -> SafeString:
            """Of the fields that are no columns, only hidden ones: the others stand in a panel that draws them itself.

            Wagtail would draw them a second time below the form, and of two answers the browser's last one counts.
            """
            drawn = self.panel.get_form_options().get("fields", [])
            fields = (self.form[name] for name in self.form.fields if name not in drawn)
            return format_html_join("", "{}", ((field,) for field in fields if field.is_hidden))


def _offers(form: Any, panel: Panel) -> bool:
    """Whether a form has the rows of every list in a panel; fields that a form lacks hide themselves."""
    if isinstance(panel, InlinePanel):
        return form is None or panel.relation_name in form.formsets
    return not isinstance(panel, PanelGroup) or all(_offers(form, child) for child in panel.children)


def tabbed(
    tabs: Sequence[ObjectList], *, shared: Sequence[Panel], settings: Sequence[Panel] = (), form: Any = None
) -> TabbedInterface:
    """Return the whole editing form: language tabs, then what all languages share, then settings."""
    children = list(tabs)
    if shared:
        children.append(ObjectList(list(shared), heading=_("Facts for all languages")))
    if settings:
        children.append(ObjectList(list(settings), heading=_("Settings")))
    return EditingTabs(children, base_form_class=form) if form else EditingTabs(children)


def language_panels(model: type[models.Model], fields: Sequence[str]) -> list[Panel]:
    """Return the fields of all languages one below the other, for rows too small to have tabs of their own."""
    return [
        FieldPanel(
            build_localized_fieldname(field, language.code),
            heading=format_lazy(
                "{field} ({language})",
                field=capfirst(cast("models.Field[Any, Any]", model._meta.get_field(field)).verbose_name),
                language=language.name,
            ),
            attrs={"dir": language.direction},
        )
        for field in fields
        for language in languages.LANGUAGES
    ]
