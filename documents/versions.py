"""The language versions of a work in the order of a reader: his own language, what he is served instead, the others."""

from __future__ import annotations

from collections.abc import Iterable

from cicc_site import languages, world_languages
from cicc_site.countries import sort_key
from documents.models import WorkFile


def in_reading_order(files: Iterable[WorkFile], language: str) -> list[WorkFile]:
    """Sort current files for a reader of `language`: the languages he is served, then by their names in his own."""
    served = {code: place for place, code in enumerate(languages.reading_order(language))}

    def place(file: WorkFile) -> tuple[int, object, str]:
        name = sort_key(world_languages.name(file.language, language), language)
        return served.get(file.language, len(served)), name, file.language

    return sorted(files, key=place)


def best(files: Iterable[WorkFile], language: str) -> WorkFile | None:
    """The version a reader of `language` is offered first; None where there is none."""
    return next(iter(in_reading_order(files, language)), None)
