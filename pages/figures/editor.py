"""Figures in the rich text editor: the button, the chip that stands for one, and what its script has to know.

The script is static/js/admin/figures.js. Its words and the figures as they are now come from `choices`, because an
editor's form is described once for all requests while figures and languages differ with each.
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from draftjs_exporter import DOM
from wagtail.admin.rich_text.converters.contentstate_models import ContentState
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    HandlerState,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from cicc_site import languages
from cicc_site.multilingual.passage import text_language
from pages.figures.known import GROUPS, counted_once
from pages.figures.tokens import EMBED_TYPE, FigureHandler, Form, Token

FEATURE = "figure"
ENTITY = "FIGURE"
ADDRESS = "figure_choices"


class FigureFeature(EntityFeature):
    """The button in the tool bar; its script is a module and knows where the figures are told."""

    @property
    def media(self) -> Media:
        attributes = {
            "type": "module",
            "data-figures": reverse_lazy(ADDRESS),
            # Needed just when nothing else could be asked for.
            "data-failed": gettext_lazy("The figures cannot be shown now. Try again later."),
            "data-close": gettext_lazy("Close"),
        }
        script = Script(static("js/admin/figures.js"), **attributes)
        return Media(
            js=[script],  # type: ignore[list-item]  # the stubs know names only
            css={"all": [static("css/admin/figures.css")]},
        )


class FigureElementHandler(InlineEntityElementHandler):
    """From the stored element to the chip, which carries the figure in words of the field's language."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        token = Token.from_attributes(attrs)
        return {"figure": token.key, "form": token.form.value}

    def handle_starttag(
        self, name: str, attrs: list[tuple[str, str]], state: HandlerState, contentstate: ContentState
    ) -> None:
        super().handle_starttag(name, attrs, state, contentstate)
        state.current_block.text += Token.from_attributes(dict(attrs)).text(text_language())
        state.leading_whitespace = KEEP_WHITESPACE


def stored_element(props: dict[str, Any]) -> Any:
    """From the chip to the stored element; bold and italic around its words stay around it."""
    token = Token.from_attributes(props)
    element = DOM.create_element("embed", token.attributes)
    styles, words = [], props["children"]
    while words is not None and getattr(words, "type", None) in ("b", "i", "fragment"):
        if words.type != "fragment":
            styles.append(words.type)
        words = next(iter(words.children), None)
    for style in reversed(styles):
        element = DOM.create_element(style, {}, element)
    return element


def register(features: FeatureRegistry) -> None:
    """Make figures known to Wagtail: reading, editing, and the way between the two."""
    features.register_embed_type(FigureHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        FigureFeature(
            {
                "type": ENTITY,
                "icon": "order",
                "description": gettext_lazy("Figure from the registers"),
                "attributes": ["figure", "form"],
            }
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'embed[embedtype="{EMBED_TYPE}"]': FigureElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: stored_element}},
        },
    )


def choices(request: HttpRequest) -> JsonResponse:
    """All figures as they are now, in words of every language, and the words of the window that offers them."""
    with counted_once():
        groups = [
            {
                "label": str(group.label),
                "figures": [
                    {"key": known.key, "label": known.in_list, "texts": _texts(known.key)}
                    for known in group.figures
                ],
            }
            for group in GROUPS
        ]
    return JsonResponse({"words": _words(), "forms": _forms(), "groups": groups})


def _texts(key: str) -> dict[str, dict[str, str]]:
    return {code: {form: Token(key, form).text(code) for form in Form} for code in languages.codes()}


def _forms() -> list[dict[str, str]]:
    labels = {
        Form.WORDS: _("Number with its noun"),
        Form.NUMBER: _("Number alone"),
        Form.DATED: _("Number with noun and date"),
        Form.DATE: _("Date alone"),
    }
    return [{"form": form.value, "label": labels[form]} for form in Form]


def _words() -> dict[str, str]:
    return {
        "title": _("Figure from the registers"),
        "figure": _("Which figure"),
        "form": _("How it is written"),
        "preview": _("In this text it reads now"),
        "insert": _("Insert"),
        "cancel": _("Cancel"),
        "change": _("A figure from the registers. Click to choose another."),
        "unknown": _("This figure is no longer counted. Choose another or delete it."),
    }
