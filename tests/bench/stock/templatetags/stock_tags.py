"""Menus as the demonstration site of Wagtail makes them, without a query in a loop."""

from typing import Any

from django import template
from wagtail.models import Page, Site

register = template.Library()


@register.simple_tag(takes_context=True)
def home_of(context: dict[str, Any]) -> Any:
    """The home page in the language of the page shown; once for a request."""
    request = context["request"]
    if not hasattr(request, "stock_home"):
        root = Site.find_for_request(request).root_page
        page: Any = context.get("page")
        same = page is None or page.locale_id == root.locale_id
        request.stock_home = root if same else root.get_translation(page.locale)
    return request.stock_home


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any], parent: Page) -> list[Page]:
    """The pages in the menu below a page; the one shown or above it is marked."""
    items = list(parent.get_children().live().in_menu())
    here = getattr(context.get("page"), "path", "")
    for item in items:
        item.active = here.startswith(item.path)
    return items


@register.simple_tag(takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> Any:
    page = context.get("page")
    if page is None or page.depth <= 2:
        return []
    return Page.objects.ancestor_of(page, inclusive=True).filter(depth__gt=1)


@register.simple_tag(takes_context=True)
def section(context: dict[str, Any]) -> dict[str, Any]:
    """The pages beside the one shown."""
    page = context["page"]
    parent = page if page.depth == 3 else page.get_parent()
    return {"parent": parent, "items": menu(context, parent)}


@register.simple_tag(takes_context=True)
def translations(context: dict[str, Any]) -> Any:
    """The page in the other languages."""
    page = context.get("page")
    return page.get_translations().live().select_related("locale") if page is not None else []
