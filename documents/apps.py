"""Registers the app with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from documents import (
            checks,  # noqa: F401  (registers itself)
            periodic_jobs,
            stored_files,
        )
        from documents.models import SiteDocument, SiteImage
        from documents.permissions import LibraryPolicy
        from documents.subjects import listen
        from members.condition import sizes

        for model, counterpart in (
            (SiteImage, "wagtailimages.Image"),
            (SiteDocument, "wagtaildocs.Document"),
        ):
            policy = LibraryPolicy(model, auth_model=counterpart, owner_field_name="uploaded_by_user")
            # Exact: Wagtail's own apps are ready later and register theirs for the same models.
            register_permission_policy(model, policy, exact_class=True)
        listen()
        periodic_jobs.register()
        sizes.provide("archive", stored_files.bytes_kept)
