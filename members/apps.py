"""Registers the app with Django."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members import checks, periodic_jobs  # noqa: F401  (the checks register themselves)

        periodic_jobs.register()
