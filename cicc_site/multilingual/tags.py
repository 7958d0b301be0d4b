"""Which stored tags may go into a rich text: the same that Wagtail lets through for the features of its field."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from wagtail.admin.rich_text.converters.editor_html import BASE_WHITELIST_RULES, WhitelistRule
from wagtail.rich_text import features as registry
from wagtail.whitelist import check_url

# Whatever features a field has, these are never text.
_NEVER = frozenset(
    {
        *(
            "applet",
            "base",
            "frame",
            "frameset",
            "iframe",
            "link",
            "math",
            "meta",
            "object",
            "script",
            "style",
        ),
        *("button", "form", "input", "select", "svg", "template", "textarea"),
    }
)
_ADDRESSES = frozenset(
    {"action", "background", "cite", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
)


def is_safe(native: str, features: tuple[str, ...] | None = None) -> bool:
    """Return whether a tag as stored (`<b>`, `<a linktype="page" id="3">`, `<embed .../>`) may stand in a text."""
    tags = [tag for tag in BeautifulSoup(native, "html.parser").find_all(True) if isinstance(tag, Tag)]
    return all(_is_harmless(tag) and _is_allowed(tag, features) for tag in tags)


def _is_harmless(tag: Tag) -> bool:
    if tag.name in _NEVER:
        return False
    return not any(
        name.startswith("on") or name == "style" or (name in _ADDRESSES and check_url(str(value)) is None)
        for name, value in tag.attrs.items()
    )


def _is_allowed(tag: Tag, features: tuple[str, ...] | None) -> bool:
    """Where Wagtail has a rule for the tag it must be a rule of this field; tags of our own it does not know pass."""
    everywhere = _ruled(tuple(registry.get_default_features()) + tuple(features or ()))
    return tag.name not in everywhere or tag.name in _ruled(
        features or tuple(registry.get_default_features())
    )


def _ruled(features: tuple[str, ...]) -> set[str]:
    names = set(BASE_WHITELIST_RULES)
    for feature in features:
        for rule in registry.get_converter_rule("editorhtml", feature) or ():
            if isinstance(rule, WhitelistRule):
                names.add(rule.element)
    return names
