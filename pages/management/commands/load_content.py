"""Load the starting content: registers, site map, situations and cases, sessions, Court updates, texts, settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cicc_site import languages
from cicc_site.multilingual import changes
from documents.loading import load_archive_bodies, load_collections, load_works
from members.loading import load_issues, load_registers
from members.register_files import RegisterError
from pages.board.projection import refresh_all
from pages.loading import store
from pages.loading.cases import load_cases, load_situations
from pages.loading.court_updates import load_court_updates
from pages.loading.files import ContentError
from pages.loading.glossary import load_glossary
from pages.loading.sessions import load_sessions
from pages.loading.settings import load_settings
from pages.loading.stamps import stamp_unstamped
from pages.loading.tree import load_bodies, load_pages
from pages.search import rebuild
from pages.subjects import refresh_all as refresh_subjects


class Command(BaseCommand):
    help = "Load the starting content from the files of the project. Safe to repeat: what staff edited stays theirs."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self._need_catalogues()
        with changes.together() as collected:
            self._load()
            # The whole board, for registers are loaded in bulk, where no record tells of itself.
            refresh_all()
            collected.clear()
        rebuild()

    def _load(self) -> None:
        try:
            load_registers()
            load_issues()
            load_collections()
            for name, load in (
                ("Pages", load_pages),
                ("Sessions of the Assembly", load_sessions),
                ("Situations", load_situations),
                ("Cases", load_cases),
                ("Court updates", load_court_updates),
                ("Texts", load_bodies),
                ("Site settings", load_settings),
                ("Glossary", load_glossary),
            ):
                self._report(name, load())
            refresh_subjects()
            load_archive_bodies()
            # Works come after what they are about: sessions, situations and cases.
            refresh_subjects()
            self._tell("Works of the archive", load_works())
            stamp_unstamped()
        except (ContentError, RegisterError) as error:
            raise CommandError(str(error)) from error

    def _need_catalogues(self) -> None:
        """Court updates are composed of translated sentences: without catalogues they would be stored in English."""
        for code in languages.translation_codes():
            folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
            if not (folder / "django.mo").exists():
                raise CommandError("First compile the catalogues: python -m cicc_site.catalogues compile")

    def _report(self, name: str, report: store.Report) -> None:
        self._tell(name, {outcome.value: count for outcome, count in report.items()})

    def _tell(self, name: str, report: Mapping[str, int]) -> None:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in report.items())
        self.stdout.write(f"{name}: {counts or 'nothing to load'}")
