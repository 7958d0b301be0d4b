"""Registers the app with Django."""

from typing import Any

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members import checks, metrics, periodic_jobs, sessions  # noqa: F401  (the checks register themselves)
        from members.condition import views

        periodic_jobs.register()
        views.register()
        metrics.register()
        self.watch_accounts(sessions)

    def watch_accounts(self, sessions: Any) -> None:
        """Signals, against our habit: rights are changed by Wagtail's forms, bulk actions and Django's commands alike,
        and one way that was forgotten would leave a session with rights that were taken away."""
        from django.contrib.auth import signals
        from django.contrib.auth.models import Group
        from django.db.models.signals import m2m_changed, post_save, pre_delete

        user: Any = self.get_model("User")
        signals.user_logged_in.connect(sessions.begin)
        m2m_changed.connect(sessions.groups_changed, sender=user.groups.through)
        m2m_changed.connect(sessions.permissions_changed, sender=user.user_permissions.through)
        m2m_changed.connect(sessions.permissions_changed, sender=Group.permissions.through)
        post_save.connect(sessions.account_saved, sender=user)
        pre_delete.connect(sessions.account_deleted, sender=user)
        pre_delete.connect(sessions.group_deleted, sender=Group)
