"""Wagtail's screens of accounts with ours instead of its form: the regions of coordinators are asked for."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    user_viewset = "members.accounts.AccountViewSet"
