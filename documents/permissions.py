"""Who may do what with pictures and files: Wagtail's rules, and nobody deletes one because they may translate it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from members.permissions import is_limited


class LibraryPolicy(CollectionOwnershipPermissionPolicy):
    """For Wagtail, who may change a picture may delete it. A translator changes its texts only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return not _refused(user, [action]) and bool(super().user_has_permission(user, action))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        allowed = [action for action in actions if not _refused(user, [action])]
        return bool(allowed) and bool(super().user_has_any_permission_for_instance(user, allowed, instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        allowed = [action for action in actions if not _refused(user, [action])]
        if not allowed:
            return self.model._default_manager.none()
        return super().instances_user_has_any_permission_for(user, allowed)


def _refused(user: Any, actions: Iterable[str]) -> bool:
    return bool({"add", "delete"} & set(actions)) and is_limited(user)
