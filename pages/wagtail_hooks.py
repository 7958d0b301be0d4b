"""What our pages add to the Wagtail admin: the looks and helpers of the editor."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from pages.rich_text import SitePageLinkHandler


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def page_links(features: FeatureRegistry) -> None:
    features.register_link_type(SitePageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/translation.css"))


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/admin/translation.js"))
