"""What our pages add to the Wagtail admin: looks and helpers of the editor, the first screen, the guide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.rich_text.feature_registry import FeatureRegistry

from pages.board import views as board
from pages.dashboard import NextStepsPanel, TranslationWorkPanel
from pages.declarations import share_with_the_public_text
from pages.guide import editors_guide
from pages.models import SitePage
from pages.publish_menu import by_language
from pages.rich_text import SitePageLinkHandler

# Wagtail's own pages of help lie on other sites and speak of another set-up than ours.
FOREIGN_HELP = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def page_links(features: FeatureRegistry) -> None:
    features.register_link_type(SitePageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    names = (
        "css/admin/translation.css",
        "css/admin/freshness.css",
        "css/admin/board.css",
        "css/admin/dashboard.css",
    )
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/translation.js"))


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, NextStepsPanel())
    panels.append(TranslationWorkPanel())


hooks.register("construct_page_action_menu", by_language)


@hooks.register("after_edit_page")
def after_saving(request: HttpRequest, page: SitePage) -> None:
    share_with_the_public_text(page)
    say_who_else_saved(request, page)


@hooks.register("before_publish_page")
def say_who_else_saved(request: HttpRequest, page: SitePage) -> None:
    """A word to whoever was not alone at the page."""
    joined = page.__dict__.pop("joined_with", None)
    if joined is not None:
        messages.warning(request, joined.notice())


@hooks.register("register_admin_urls")
def guide_addresses() -> list[URLPattern]:
    return [path("guide/<slug:chapter>/", editors_guide, name="editors_guide")]


@hooks.register("register_help_menu_item")
def guide_in_the_menu() -> MenuItem:
    return MenuItem(
        _("Guide for editors"), reverse("editors_guide", args=["index"]), icon_name="help", order=100
    )


@hooks.register("construct_help_menu")
def no_foreign_help(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not item.name.startswith(FOREIGN_HELP)]


# Everything about translations in one menu; other screens join it by the same hook.
translations_menu = Menu(register_hook_name="register_translations_menu_item")


@hooks.register("register_admin_menu_item")
def translations_in_the_menu() -> MenuItem:
    return SubmenuMenuItem(
        _("Translations"), translations_menu, name="translations", icon_name="globe", order=250
    )


@hooks.register("register_admin_urls")
def board_addresses() -> list[URLPattern]:
    return board.addresses


@hooks.register("register_translations_menu_item")
def board_in_the_menu() -> MenuItem:
    return MenuItem(
        _("Board of translations"),
        reverse("translation_board"),
        name="translation-board",
        icon_name="table",
        order=100,
    )
