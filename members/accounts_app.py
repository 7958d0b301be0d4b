"""Wagtail's screens of accounts and groups with ours instead: regions of coordinators are asked for, rights noted."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    user_viewset = "members.accounts.AccountViewSet"
    group_viewset = "members.groups.NotedGroupViewSet"
