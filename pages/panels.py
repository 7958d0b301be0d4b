"""Panels of the page editor that know how a translation stands towards its English."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from wagtail.admin.panels import Panel

from cicc_site import languages
from cicc_site.multilingual.freshness import SOURCE, State, changed_since, freshness
from pages import declarations


class DeclarationPanel(Panel):
    """At the head of a language tab: the state, what changed in English since, and what the editor declares."""

    def __init__(self, language: str, **kwargs: Any) -> None:
        self.language = language
        super().__init__(**kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return {**kwargs, "language": self.language}

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/declaration_panel.html"

        def is_shown(self) -> bool:
            # A new page has no translations yet that a minor edit could keep valid.
            is_void = self.panel.language == SOURCE and self.instance.pk is None
            return bool(self.form is not None and self.declared and not is_void)

        @property
        def declared(self) -> list[str]:
            """The names of the declarations this form offers for the language: none to who may not edit it."""
            code = self.panel.language
            names = (
                ["minor_edit"]
                if code == SOURCE
                else [declarations.declaration_field(code), declarations.review_field(code)]
            )
            return [name for name in names if name in self.form.fields]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page, code = self.instance, self.panel.language
            found = freshness(page, code)
            context.update(
                language=languages.by_code(code),
                is_source=code == SOURCE,
                fields=[self.form[name] for name in self.declared],
                freshness=found,
                can_confirm=found.state == State.OUTDATED or found.review_owed,
                waits=code in (page.pending or []) and page.live,
                changes=[
                    (capfirst(_label(page, name)), difference)
                    for name, difference in (changed_since(page, code) if found.is_outdated else [])
                ],
            )
            return context


def _label(page: Any, field: str) -> str:
    return str(page._meta.get_field(field).verbose_name)
