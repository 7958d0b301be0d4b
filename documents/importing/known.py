"""What the cells of a manifest can name: subjects by code or any of their names, and the coded values.

Loaded once for an import. A name that two subjects of a kind share names neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import override

from cicc_site import languages
from cicc_site.text import match_key
from documents.enums import Access, Origin, SubjectKind, WorkKind
from documents.models import Subject
from documents.models.work_columns import symbol_key
from members.importing.lookups import Lookups
from members.importing.problems import BadValue

CHOICES: dict[str, Any] = {"kind": WorkKind, "origin": Origin, "access": Access, "file_access": Access}


@dataclass
class Known:
    """by_code, by_name: {kind: {word: code, "" where several bear it}}. keys: {(kind, code): primary key}."""

    by_code: dict[str, dict[str, str]] = field(default_factory=dict)
    by_name: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    registers: Lookups = field(default_factory=Lookups)

    @classmethod
    def load(cls) -> Known:
        found = cls(registers=Lookups.load())
        names = [f"name_{code}" for code in languages.codes()]
        for pk, kind, code, *texts in Subject.objects.order_by("pk").values_list(
            "pk", "kind", "code", *names
        ):
            found.keys[kind, code] = pk
            _note(found.by_code.setdefault(kind, {}), {code, code.casefold(), symbol_key(code)}, code)
            _note(found.by_name.setdefault(kind, {}), {match_key(text or "") for text in texts}, code)
        return found

    def subject(self, kind: SubjectKind, text: str) -> str | None:
        """Return the code of a subject; None for what nothing is called. Raises BadValue where several are."""
        codes, names = self.by_code.get(kind, {}), self.by_name.get(kind, {})
        for words, word in (
            (codes, text),
            (codes, text.casefold()),
            (codes, symbol_key(text)),
            (names, match_key(text)),
        ):
            if word and (found := words.get(word)) is not None:
                if not found:
                    raise BadValue("ambiguous-subject", text)
                return found
        # Countries have names that CLDR knows and our register does not.
        alpha3 = self.registers.country(text) if kind == SubjectKind.COUNTRY else None
        return alpha3 if alpha3 and (kind, alpha3) in self.keys else None


def _note(words: dict[str, str], added: set[str], code: str) -> None:
    for word in added - {""}:
        words[word] = code if words.get(word, code) == code else ""


def choice(column: str, text: str) -> str | None:
    """Return a coded value by its code or its name in any language of the site."""
    return _choices(column).get(match_key(text)) or _choices(column).get(text.casefold())


@cache
def _choices(column: str) -> dict[str, str]:
    values = {str(value): str(value) for value in CHOICES[column].values}
    found = {match_key(value): value for value in values} | values
    for code in languages.codes():
        with override(code):
            for each in CHOICES[column]:
                found.setdefault(match_key(str(each.label)), str(each.value))
    return found
