"""What words in a file stand for: countries, issues, languages, choices and coalitions, by code or any name.

Loaded once for an import; the register of the day it runs decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import override

from cicc_site import languages
from cicc_site.countries import country_name
from cicc_site.text import match_key
from members.enums import ListingLevel, MemberStatus, OrganizationType, Scope
from members.importing.cells import clean
from members.models import Contact, Country, Issue, NationalCoalition, Registration

CHOICES: dict[str, Any] = {
    "type": OrganizationType,
    "scope": Scope,
    "status": MemberStatus,
    "listing": ListingLevel,
    "registered": Registration.Registered,
    "role": Contact.Role,
}


@dataclass
class Lookups:
    """countries, issues: {word: code}. ids: {kind: {code: primary key}}. coalitions: {word: [primary key]}."""

    countries: dict[str, str] = field(default_factory=dict)
    alpha2: dict[str, str] = field(default_factory=dict)
    issues: dict[str, str] = field(default_factory=dict)
    coalitions: dict[str, list[int]] = field(default_factory=dict)
    coalition_names: dict[int, str] = field(default_factory=dict)
    coalition_countries: dict[int, str] = field(default_factory=dict)
    country_ids: dict[str, int] = field(default_factory=dict)
    issue_ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Lookups:
        found = cls()
        found._load_countries()
        names = [f"name_{code}" for code in languages.codes()]
        for pk, code, *texts in Issue.objects.values_list("pk", "code", *names):
            found.issue_ids[code] = pk
            for word in {code, *(match_key(text or "") for text in texts)} - {""}:
                found.issues.setdefault(word, code)
        for coalition in NationalCoalition.objects.select_related("country"):
            found.coalition_names[coalition.pk] = str(coalition)
            found.coalition_countries[coalition.pk] = coalition.country.alpha3
            for text in filter(None, (getattr(coalition, name) for name in names)):
                for word in {clean(text), match_key(text)} - {""}:
                    listed = found.coalitions.setdefault(word, [])
                    if coalition.pk not in listed:
                        listed.append(coalition.pk)
        return found

    def _load_countries(self) -> None:
        names = [f"name_{code}" for code in languages.codes()]
        rows = list(Country.objects.values_list("pk", "alpha3", "alpha2", *names))
        meanings: dict[str, set[str]] = {}
        for pk, alpha3, alpha2, *texts in rows:
            self.country_ids[alpha3], self.alpha2[alpha3] = pk, alpha2
            for word in filter(None, {match_key(text or "") for text in texts}):
                meanings.setdefault(word, set()).add(alpha3)
        # Names CLDR gives that the register does not: they never take a word of the register.
        others: dict[str, set[str]] = {}
        for _pk, alpha3, alpha2, *_texts in rows:
            for word in _cldr_words(alpha2) - set(meanings):
                others.setdefault(word, set()).add(alpha3)
        for word, codes in {**others, **meanings}.items():
            if len(codes) == 1:
                self.countries[word] = next(iter(codes))
        for alpha3, alpha2 in self.alpha2.items():
            self.countries[alpha3] = self.countries[alpha2] = alpha3

    def country(self, text: str) -> str | None:
        """Return the three-letter code of a country by one of its codes or names."""
        return self.countries.get(text.upper() if len(text) < 4 else text) or self.countries.get(
            match_key(text)
        )

    def issue(self, text: str) -> str | None:
        return self.issues.get(text.casefold()) or self.issues.get(match_key(text))

    def coalition(self, text: str) -> list[int]:
        return self.coalitions.get(text) or self.coalitions.get(match_key(text)) or []


@cache
def _cldr_words(alpha2: str) -> frozenset[str]:
    found = set()
    for code in languages.codes():
        try:
            found.add(match_key(country_name(alpha2, code)))
        except KeyError:
            continue
    return frozenset(found - {""})


@cache
def _choices(kind: str) -> dict[str, str]:
    """Return {word: value} for a kind of choice: its codes, and its labels in every language."""
    found = {str(value): str(value) for value in CHOICES[kind].values}
    for code in languages.codes():
        with override(code):
            for choice in CHOICES[kind]:
                found.setdefault(match_key(str(choice.label)), str(choice.value))
    for value in CHOICES[kind].values:
        found.setdefault(match_key(str(value)), str(value))
    return found


def choice(kind: str, text: str) -> str | None:
    known = _choices(kind)
    return known.get(text) or known.get(text.casefold()) or known.get(match_key(text))


@cache
def _languages() -> dict[str, str]:
    """Return {word: code} for the languages CLDR has a name for, in every language of the site."""
    found: dict[str, str] = {}
    for code in languages.codes():
        for language, name in Locale.parse(code).languages.items():
            found.setdefault(match_key(name), language.replace("_", "-"))
    found |= {language.casefold(): language for language in set(found.values())}
    found.pop("", None)
    return found


# Languages with many speakers among our members, who may write them as they call them.
SELF_NAMED = (
    "am az be bg bn bs ca cs da de el es et fa fi ha he hi hr hu hy id ig it ja ka kk km ko ky lo lt lv mk mn ms my ne "
    "nl no om pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta tg th ti tk tr uk ur uz vi yo zh zu"
)


@cache
def _own_names() -> dict[str, str]:
    """Return {word: code} by what languages call themselves. Each is a file to read: asked last."""
    found: dict[str, str] = {}
    for code in SELF_NAMED.split():
        found.setdefault(match_key(Locale.parse(code).get_display_name() or ""), code)
    found.pop("", None)
    return found


def language(text: str) -> str | None:
    """Return the code of a language by its code or name: "fr", "zh-Hant", "French", "français", "الفرنسية"."""
    known = _languages()
    if code := known.get(text.casefold()) or known.get(match_key(text)):
        return code
    base, _dash, rest = text.replace("_", "-").partition("-")
    is_tag = rest and base.casefold() in known and len(text) <= 12 and rest.replace("-", "").isalnum()
    if is_tag and text.isascii():
        return f"{base.lower()}-{rest}"
    return _own_names().get(match_key(text))


def labels(kind: str, values: Iterable[str]) -> list[str]:
    """Return codes as readers of the active language call them."""
    known = {str(each.value): str(each.label) for each in CHOICES[kind]}
    return [known.get(value, value) for value in values]
