"""Registers the app with Django."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.contenttypes.fields import GenericRelation

        from cicc_site import addresses, periodic
        from cicc_site.multilingual import changes, glossary
        from pages import (
            checks,  # noqa: F401  (registers itself)
            condition,
            generations,
            subjects,
        )
        from pages.application.addresses import consultation, own_page
        from pages.archive.addresses import lasting_address_of, wish
        from pages.board import projection
        from pages.link_check import checking
        from pages.models.glossary import all_terms
        from pages.page_cache import watching
        from pages.search import listen, vocabulary
        from pages.search_page import unanswered

        subjects.listen()
        subjects.provide_addresses()
        addresses.provide("application", own_page)
        addresses.provide("consultation", consultation)
        addresses.provide("work", lasting_address_of)
        addresses.provide("language_wish", wish)
        glossary.set_source(all_terms)
        changes.subscribe(projection.refresh)
        listen()
        periodic.register(
            "words of the search",
            dt.timedelta(hours=24),
            vocabulary.remember,
            title=_("Words that the search suggests"),
        )
        periodic.register(
            "notes of changes",
            dt.timedelta(hours=24),
            generations.prune,
            title=_("Clearing the notes of changes"),
        )
        periodic.register(
            "searches without result",
            dt.timedelta(hours=24),
            unanswered.forget,
            title=_("Deleting old searches without result"),
        )
        periodic.register(
            "broken links",
            dt.timedelta(hours=1),
            checking.run,
            title=_("Looking for links that lead nowhere"),
        )
        periodic.beside(watching.accompany)
        condition.register()
        for model in projection.kept_models():
            # However a record is deleted, one by one or by a queryset, Django takes its rows of the board along.
            GenericRelation("pages.TranslationTask").contribute_to_class(model, "translation_tasks")
