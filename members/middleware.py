"""Closes, for people who translate, every form of Wagtail's admin that is not on the list below.

Pages, pictures and settings have locks of their own. This one holds for what they do not know: bulk actions, drawers,
uploads, the admin's API, and whatever a later Wagtail adds. Views of our own decide for themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from wagtail.admin.auth import permission_denied
from wagtail.users.models import UserProfile

from members.permissions import is_translator

READING = {"GET", "HEAD", "OPTIONS"}
WAGTAIL = "wagtail"

# Names of addresses to which a translator may send something, each guarded where it is answered.
OPEN = frozenset(
    {
        # texts in the own language
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:revisions_revert",
        "wagtailsettings:edit",
        "wagtailimages:edit",
        "wagtailimages:edit_multiple",
        "wagtaildocs:edit",
        "wagtaildocs:edit_multiple",
        "wagtailsnippets_members_country:edit",
        "wagtailsnippets_members_issue:edit",
        "wagtailsnippets_members_nationalcoalition:edit",
        "wagtailsnippets_documents_work:edit",
        # looking at them
        "wagtailadmin_pages:preview_on_edit",
        "wagtailsettings:preview_on_edit",
        "wagtailadmin_block_preview",
        # links in running text
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        # moderation, as far as the task allows it; giving up one's own lock
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
        "wagtailadmin_pages:unlock",
        # the own account and session
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_dismissibles",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_confirm",
        # what a visitor may send
        "wagtailcore_login",
        "wagtailcore_authenticate_with_password",
        "wagtaildocs_authenticate_with_password",
    }
)


class TranslatorMiddleware:
    """Needs the sign-in, so it stands after AuthenticationMiddleware. Costs nothing while somebody only reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method in READING or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name or ""
        if not name.startswith(WAGTAIL) or name in OPEN or not is_translator(request.user):
            return None
        # Wagtail chooses the language of the menus only later, inside its views.
        profile = UserProfile.objects.filter(user_id=request.user.pk).first()
        with translation.override(profile.get_preferred_language() if profile else None):
            refusal: HttpResponseBase = permission_denied(request)
            return refusal
