"""What our pages add to the Wagtail admin: looks and helpers of the editor, the first screen, the guide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from members.audit import LoggedEditAction
from members.menu import ItemFor
from members.permissions import editable_languages
from pages import doors, exchange, joint_editing
from pages.audit import name_languages
from pages.board import views as board
from pages.board.rights import may_look
from pages.dashboard import NextStepsPanel, TranslationWorkPanel
from pages.declarations import share_with_the_public_text
from pages.figures import editor as figures
from pages.figures.report import ADDRESS as REPORT_ADDRESS
from pages.figures.report import figures_report
from pages.glossary_views import GlossaryViewSet
from pages.guide import editors_guide, guide_picture
from pages.history import SitePageViewSet
from pages.models import SitePage, SiteSettings, reviews
from pages.old_addresses import report
from pages.old_addresses.viewsets import RedirectViewSet, import_redirects, may
from pages.operators_guide import operators_guide
from pages.publish_menu import ADD_TO_REVIEW, by_language
from pages.rich_text import SitePageLinkHandler
from pages.search_page.report import ADDRESS as UNANSWERED
from pages.search_page.report import UnansweredQueriesView, may_read

# Wagtail's own pages of help lie on other sites and speak of another set-up than ours.
FOREIGN_HELP = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("before_serve_page", order=100)  # after the question who may see it
def made_by_another(page: SitePage, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    build = getattr(request, "page_build", None)
    if build is None or args or kwargs:
        return None
    answer: HttpResponse | None = build.begin(page, request)
    return answer


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def rich_text(features: FeatureRegistry) -> None:
    features.register_link_type(SitePageLinkHandler)
    figures.register(features)


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    files = [
        static(f"css/admin/{name}.css")
        for name in (
            "translation",
            "freshness",
            "board",
            "exchange",
            "dashboard",
            "guide",
            "registers",
            "duplicates",
        )
    ]
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((file,) for file in files))


@hooks.register("insert_global_admin_js")
def scripts_in_place_of_inline_ones() -> SafeString:
    files = [static(f"js/admin/{name}.js") for name in ("starter", "styles_of_scripts")]
    return format_html_join("", '<script type="module" src="{}"></script>', ((file,) for file in files))


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    files = [static(f"js/admin/{name}.js") for name in ("translation", "joint_editing")]
    return format_html_join("", '<script type="module" src="{}"></script>', ((file,) for file in files))


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, NextStepsPanel())
    if may_look(request.user):
        panels.append(TranslationWorkPanel())


hooks.register("construct_page_action_menu", by_language)
doors.register()


hooks.register("before_edit_page", joint_editing.refuse_nonsense)
hooks.register("before_edit_page", joint_editing.refuse_background_save)


@hooks.register("after_edit_page")
def after_saving(request: HttpRequest, page: SitePage) -> None:
    share_with_the_public_text(page)
    say_who_else_saved(request, page)
    code = request.POST.get(ADD_TO_REVIEW, "")
    if code in editable_languages(request.user) and reviews.add(page, code, request.user):
        messages.success(request, gettext("The language was added to the review."))


@hooks.register("before_publish_page")
def say_who_else_saved(request: HttpRequest, page: SitePage) -> None:
    """A word to whoever was not alone at the page."""
    joined = page.__dict__.pop("joined_with", None)
    if joined is not None:
        messages.warning(request, joined.notice())


@hooks.register("register_log_actions")
def review_actions(actions: Any) -> None:
    actions.register_action("pages.approve_languages", _("Approve"), _("Approved"))


@hooks.register("register_admin_urls")
def guide_addresses() -> list[URLPattern]:
    return [
        path("guide/<slug:chapter>/", editors_guide, name="editors_guide"),
        path("manual/<slug:chapter>/", operators_guide, name="operators_guide"),
        path("guide/pictures/<slug:name>.png", guide_picture, name="editors_guide_picture"),
    ]


@hooks.register("register_admin_urls")
def figure_addresses() -> list[URLPattern]:
    return [
        path("figures/", figures.choices, name=figures.ADDRESS),
        path("reports/figures/", figures_report, name=REPORT_ADDRESS),
    ]


@hooks.register("register_reports_menu_item")
def figures_in_the_menu() -> MenuItem:
    return MenuItem(_("Figures in texts"), reverse(REPORT_ADDRESS), icon_name="order", order=800)


register_snippet(RedirectViewSet)


@hooks.register("register_admin_urls")
def addresses_of_old_addresses() -> list[URLPattern]:
    results = report.MissesReportView.as_view(results_only=True)
    return [
        path("redirects/import/", import_redirects, name="import_redirects"),
        path("reports/misses/", report.MissesReportView.as_view(), name="misses_report"),
        path("reports/misses/results/", results, name="misses_report_results"),
        path("reports/misses/<int:pk>/", report.misses_of_address, name="misses_of_address"),
        path("reports/misses/<int:pk>/ignore/", report.ignore_address, name="ignore_address"),
    ]


@hooks.register("register_reports_menu_item")
def misses_in_the_menu() -> MenuItem:
    return ItemFor(
        lambda user: may(user, "add", "change"),
        _("Addresses that lead nowhere"),
        reverse("misses_report"),
        name="misses",
        icon_name="redirect",
        order=1000,
    )


@hooks.register("register_help_menu_item")
def guide_in_the_menu() -> MenuItem:
    return MenuItem(
        _("Guide for editors"), reverse("editors_guide", args=["index"]), icon_name="help", order=100
    )


@hooks.register("construct_help_menu")
def no_foreign_help(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not item.name.startswith(FOREIGN_HELP)]


@hooks.register("register_log_actions", order=100)  # after Wagtail's own, whose words it completes
def languages_in_the_log(actions: LogActionRegistry) -> None:
    name_languages(actions)


@hooks.register("register_actions")
def edits_that_name_their_languages(actions: ActionRegistry) -> None:
    actions.register(SiteSettings, LoggedEditAction)


@hooks.register("register_admin_viewset", order=100)  # in the place of Wagtail's own
def page_views() -> SitePageViewSet:
    return SitePageViewSet()


# Everything about translations in one menu; other screens join it by the same hook.
translations_menu = Menu(register_hook_name="register_translations_menu_item")
register_snippet(GlossaryViewSet)


@hooks.register("register_admin_urls")
def exchange_addresses() -> list[URLPattern]:
    return exchange.addresses


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
    return ItemFor(
        may_look,
        _("Board of translations"),
        reverse("translation_board"),
        name="translation-board",
        icon_name="table",
        order=100,
    )


@hooks.register("register_translations_menu_item")
def sending_out_in_the_menu() -> MenuItem:
    return ItemFor(
        may_look,
        _("Send to translators"),
        reverse("translations_export"),
        name="translations-export",
        icon_name="download",
        order=200,
    )


@hooks.register("register_translations_menu_item")
def bringing_back_in_the_menu() -> MenuItem:
    return ItemFor(
        may_look,
        _("Take in translations"),
        reverse("translations_import"),
        name="translations-import",
        icon_name="upload",
        order=300,
    )


@hooks.register("register_admin_urls")
def addresses_of_searches_without_result() -> list[URLPattern]:
    results = UnansweredQueriesView.as_view(results_only=True)
    return [
        path("reports/searches/", UnansweredQueriesView.as_view(), name=UNANSWERED),
        path("reports/searches/results/", results, name=f"{UNANSWERED}_results"),
    ]


@hooks.register("register_reports_menu_item")
def searches_in_the_menu() -> MenuItem:
    return ItemFor(
        may_read,
        _("Searches without result"),
        reverse(UNANSWERED),
        name="searches",
        icon_name="search",
        order=1100,
    )
