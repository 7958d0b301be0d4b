"""The words of the interface on the board: one row per catalogue and language, counted in locale/*.po.

They are part of the code, so the board shows what is missing and somebody who contributes code fills it in.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from cicc_site import catalogues, languages
from cicc_site.multilingual.freshness import State
from cicc_site.multilingual.units import words
from pages.models.translation_tasks import Kind, TranslationTask

SITE = "site"
FOLDER = "LC_MESSAGES"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What stands in the catalogue of one language. group: "site", or whose words ours complete ("wagtail")."""

    group: str
    language: str
    total: int
    missing: int
    doubtful: int
    words: int
    total_words: int

    @property
    def key(self) -> int:
        """A number that stands for the group, the same on every machine."""
        return zlib.crc32(self.group.encode())

    @property
    def state(self) -> State:
        if self.total and self.missing == self.total:
            return State.MISSING
        return State.OUTDATED if self.missing else State.CURRENT


def all_catalogues() -> list[Catalogue]:
    """Return the state of every catalogue; the files are read again only when they changed."""
    return [_read(path, path.stat().st_mtime_ns, *place) for path, place in _files()]


def _files() -> Iterator[tuple[Path, tuple[str, str]]]:
    for path in sorted(catalogues.LOCALE.rglob(f"{FOLDER}/django.po")):
        *group, language = path.relative_to(catalogues.LOCALE).parts[:-2]
        if language in languages.translation_codes():
            yield path, ("/".join(group) or SITE, language)


@lru_cache(maxsize=32)
def _read(path: Path, _mtime: int, group: str, language: str) -> Catalogue:
    catalogue = catalogues.load(path)
    total = missing = doubtful = to_do = all_words = 0
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        length = words(catalogues.key(message)[0])
        total, all_words = total + 1, all_words + length
        is_missing = not all(text and text.strip() for text in texts)
        missing += is_missing
        doubtful += not is_missing and message.fuzzy
        to_do += length if is_missing or message.fuzzy else 0
    return Catalogue(group, language, total, missing, doubtful, to_do, all_words)


def keep_true() -> None:
    """Refresh the rows when the files are others than at the last look of this process; else it costs no query."""
    found = tuple(all_catalogues())
    if _seen != [found]:
        refresh()
        _seen[:] = [found]


_seen: list[tuple[Catalogue, ...]] = []


def refresh() -> None:
    """Bring the rows up to date; those of a catalogue that is gone go."""
    now = timezone.now()
    former = {
        (task.object_id, task.language): task for task in TranslationTask.objects.filter(kind=Kind.INTERFACE)
    }
    for found in all_catalogues():
        task = former.pop((found.key, found.language), None) or TranslationTask(
            kind=Kind.INTERFACE, object_id=found.key, language=found.language
        )
        task.title_en, task.state = found.group, found.state
        task.review_owed = found.doubtful > 0 and found.state == State.CURRENT
        task.words, task.total_words = found.words, found.total_words
        task.wait_or_rest(now, task.waiting_since)
        task.save()
    TranslationTask.objects.filter(pk__in=[task.pk for task in former.values()]).delete()
