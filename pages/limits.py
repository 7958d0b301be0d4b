"""What somebody who may edit some languages only can do with a page, whatever way it is asked for.

Three locks: the tester below, which all of Wagtail's page views, bulk actions and API actions ask; the content of every
revision, put back where it is not theirs; and members.middleware, which closes whatever nobody has thought of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import Revision
from wagtail.models.pages import PagePermissionTester

from cicc_site.multilingual import parts
from cicc_site.multilingual.parts import Content
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.restoring import restore
from members.permissions import editable_languages, editable_parts, is_limited

if TYPE_CHECKING:
    from pages.models.base import SitePage

COMMENTS = "wagtail_admin_comments"


def newest_revision(page: SitePage) -> Revision | None:
    """Return the newest revision as the database has it, not as the object in hand remembers it."""
    found: Revision | None = Revision.objects.for_instance(page).order_by("-created_at", "-pk").first()
    return found


def limited(page: SitePage, user: Any, content: Content) -> Content:
    """Return `content` as far as `user` may change it, over the newest content of the page.

    What belongs to no part (comments) is taken from `content`.
    """
    if not is_limited(user):
        return content
    newest = newest_revision(page)
    stored = type(page)._base_manager.get(pk=page.pk)
    base = newest.content if newest is not None else stored.serializable_data()
    result = parts.overlay(type(page), base, content, editable_parts(user))
    if COMMENTS in content:
        result[COMMENTS] = content[COMMENTS]
    return result


def keep_to_parts(page: SitePage, user: Any) -> None:
    """The same for a page object about to become a revision: take back what `user` may not change. Saves nothing."""
    if not is_limited(user) or page.pk is None:
        return
    newest = newest_revision(page)
    with as_editor():
        stored = newest.as_object() if newest is not None else type(page)._base_manager.get(pk=page.pk)
    restore(page, stored, editable_parts(user), rows=True)
    page.minor_edit = stored.minor_edit  # it speaks of the English
    page.release = [code for code in page.release if code in editable_languages(user)]


class SitePagePermissionTester(PagePermissionTester):
    """Wagtail's answers; who may edit some languages only changes texts and submits them, and nothing else."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.is_limited = is_limited(user)

    def can_edit(self) -> bool:
        if self.is_limited and (self.page.alias_of_id or not editable_languages(self.user)):
            return False
        return bool(super().can_edit())

    def can_add_subpage(self) -> bool:
        return not self.is_limited and bool(super().can_add_subpage())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self.is_limited and bool(super().can_delete(ignore_bulk))

    def can_publish(self) -> bool:
        return not self.is_limited and bool(super().can_publish())

    def can_unpublish(self) -> bool:
        return not self.is_limited and bool(super().can_unpublish())

    def can_publish_subpage(self) -> bool:
        return not self.is_limited and bool(super().can_publish_subpage())

    def can_reorder_children(self) -> bool:
        return not self.is_limited and bool(super().can_reorder_children())

    def can_copy(self) -> bool:
        return not self.is_limited and bool(super().can_copy())

    def can_lock(self) -> bool:
        return not self.is_limited and bool(super().can_lock())

    def can_unlock(self) -> bool:
        """A lock of one's own can always be given up."""
        if self.is_limited:
            return bool(self.user_has_lock())
        return bool(super().can_unlock())

    # Wagtail answers the others from these: can_move and can_move_to from can_delete, can_copy_to from can_copy,
    # can_set_view_restrictions and can_unschedule from can_publish.
