"""The editing tabs: one per language, built in one place from what the model declares as translated.

A model lists what it wants in each language tab (`translated`, in this order) and what all languages share
(`shared_panels`); nobody writes a `_fr` panel by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.blocks import StreamValue

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader
from cicc_site.multilingual.values import has_meaning


class TranslationPanel(FieldPanel):
    """The field of one language with the English text it translates beside it."""

    def __init__(self, field: str, language: str, **kwargs: Any) -> None:
        self.source_field = field
        self.language = language
        super().__init__(build_localized_fieldname(field, language), **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["field_name"]
        return {**kwargs, "field": self.source_field, "language": self.language}

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "wagtailadmin/panels/translation_panel.html"

        @cached_property
        def source(self) -> Any:
            """The English text as stored or as last saved in the draft: what the translator works from."""
            value = getattr(
                self.instance, build_localized_fieldname(self.panel.source_field, languages.DEFAULT_LANGUAGE)
            )
            if not has_meaning(value):
                return ""
            if isinstance(value, StreamValue):
                # Blocks show themselves in English, whatever language the editor's menus are in.
                with override(languages.DEFAULT_LANGUAGE), as_reader():
                    return value.render_as_block()
            return value

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(
                source=self.source,
                source_language=languages.by_code(languages.DEFAULT_LANGUAGE),
            )
            return context


def field_panel(model: type[models.Model], field: str, language: str) -> Panel:
    """Return the panel for one field in one language; English fields are the source and stand alone."""
    if language != languages.DEFAULT_LANGUAGE:
        return TranslationPanel(field, language)
    name = build_localized_fieldname(field, language)
    return TitleFieldPanel(name, targets=["slug"]) if field == "title" else FieldPanel(name)


def language_tabs(
    model: type[models.Model],
    *,
    content: Sequence[str],
    search_engines: Sequence[str] = (),
    slugs: bool = False,
) -> list[ObjectList]:
    """Return one tab per language, in the direction of its script, whatever language the menus are in.

    content, search_engines: names of translated fields, in order. slugs: whether the address is translated too.
    """
    tabs = []
    for language in languages.LANGUAGES:
        panels = [field_panel(model, field, language.code) for field in content]
        promote = [field_panel(model, field, language.code) for field in search_engines]
        if slugs:
            promote.insert(0, FieldPanel(slug_field(language.code)))
        if promote:
            panels.append(MultiFieldPanel(promote, heading=_("Address and search engines")))
        tabs.append(
            ObjectList(
                panels, heading=language.name, attrs={"lang": language.code, "dir": language.direction}
            )
        )
    return tabs


def slug_field(language: str) -> str:
    """Return the column of the slug in a language: Wagtail's own column is the English one."""
    return "slug" if language == languages.DEFAULT_LANGUAGE else f"slug_{language}"


def tabbed(
    tabs: Sequence[ObjectList], *, shared: Sequence[Panel], settings: Sequence[Panel] = (), form: Any = None
) -> TabbedInterface:
    """Return the whole editing form: language tabs, then what all languages share, then settings."""
    children = list(tabs)
    if shared:
        children.append(ObjectList(list(shared), heading=_("Facts for all languages")))
    if settings:
        children.append(ObjectList(list(settings), heading=_("Settings")))
    return TabbedInterface(children, base_form_class=form) if form else TabbedInterface(children)


def language_panels(model: type[models.Model], fields: Sequence[str]) -> list[Panel]:
    """Return the fields of all languages one below the other, for rows too small to have tabs of their own."""
    return [
        FieldPanel(build_localized_fieldname(field, language.code), attrs={"dir": language.direction})
        for field in fields
        for language in languages.LANGUAGES
    ]
