"""Registers the app with Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cicc_site.multilingual import glossary
        from pages import checks  # noqa: F401  (registers itself)
        from pages.models.glossary import all_terms

        glossary.set_source(all_terms)
