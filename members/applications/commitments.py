"""What an applicant agrees to: versioned texts in every language (members/content/commitments.yaml).

A consent says which text in which version and language, and holds the digest of the very words. The words of a version
never change; `text_of` finds those of an old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings
from django.utils.functional import lazy

from cicc_site import languages
from members.models import Application, ApplicationConsent

FILE = Path(__file__).resolve().parent.parent / "content" / "commitments.yaml"
Kind = Literal["principle", "policy", "data", "authority"]


@dataclass(frozen=True)
class Text:
    """One text; version is the day since which it is used."""

    code: str
    kind: Kind
    version: str
    texts: dict[str, str] = field(hash=False)

    def language_for(self, reader: str) -> str:
        """The language a reader gets it in; the site may have learned one that this text has not."""
        return next(code for code in languages.reading_order(reader) if code in self.texts)

    def words(self, language: str) -> str:
        """The words beside the box, with the periods that hold now."""
        return self.texts[self.language_for(language)].format(**periods())


def periods() -> dict[str, int]:
    """How long applications are kept; the texts name these numbers."""
    return {
        "unsent_days": settings.APPLICATION_DRAFTS_KEPT_DAYS,
        "closed_months": settings.APPLICATION_CLOSED_KEPT_MONTHS,
    }


@cache
def every() -> tuple[Text, ...]:
    """Every text in every version, in the order of the file."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(
        Text(
            row["code"],
            row["kind"],
            row["version"],
            {code: row[code] for code in row if code not in {"code", "kind", "version"}},
        )
        for row in rows
    )


@cache
def current() -> tuple[Text, ...]:
    """The latest version of each text, in the order of the file."""
    latest: dict[str, Text] = {}
    for text in every():
        known = latest.get(text.code)
        if known is None or known.version < text.version:
            latest[text.code] = text
    return tuple(latest.values())


def of_kind(kind: Kind) -> tuple[Text, ...]:
    return tuple(text for text in current() if text.kind == kind)


def text_of(code: str, version: str = "") -> Text:
    """A text in one version, the present one for "". Raises LookupError."""
    for text in current() if not version else every():
        if text.code == code and version in ("", text.version):
            return text
    raise LookupError(f"There is no text {code} {version}.")


def words(code: str) -> str:
    """The present words for the reader."""
    return text_of(code).words(languages.active())


lazy_words = lazy(words, str)


def digest(words_shown: str) -> str:
    return hashlib.sha256(words_shown.encode()).hexdigest()


def consents(application: Application, agreed: Iterable[Text], language: str) -> list[ApplicationConsent]:
    """The rows that say what was agreed to, as a reader of `language` saw it; the caller saves them."""
    return [
        ApplicationConsent(
            application=application,
            code=text.code,
            text_version=text.version,
            digest=digest(text.words(language)),
            language=text.language_for(language),
        )
        for text in agreed
    ]
