"""Who may do what with the registers and with the accounts of others, as plain rules over Django's permissions."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class KeptRows(ModelPermissionPolicy):
    """Rows that belong to a register are corrected, never deleted: figures of the past are counted from them."""

    refused = frozenset({"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.refused and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(super().user_has_any_permission(user, set(actions) - self.refused))

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission(set(actions) - self.refused)


class FixedRows(KeptRows):
    """Rows the software itself relies on: nobody adds any either."""

    refused = frozenset({"add", "delete"})


def may_reset_second_factor(user: Any) -> bool:
    """Administrators only: whoever takes a factor away opens an account to its password alone, until the next one."""
    return bool(user.is_active and user.is_superuser)
