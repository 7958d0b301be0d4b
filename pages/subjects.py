"""Pages that works are filed under: a situation, a case, a session of the Assembly each stands for one subject.

The subject bears the lasting code of the page and its public titles; it is public while anybody may read the page. Kept
up to date in the transaction of each change. The archive knows subjects only, never pages: what it links to it asks
`address_of` for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from cicc_site import addresses, indexing, languages
from cicc_site.multilingual import changes
from documents import subjects
from documents.enums import SubjectKind
from documents.models import Subject
from members.models import Country
from pages.models import AssemblySessionPage, CasePage, SitePage, SituationPage
from pages.readable import for_everybody
from pages.world.addresses import countries_index, country_address

PAGES: dict[SubjectKind, type[SitePage]] = {
    SubjectKind.SITUATION: SituationPage,
    SubjectKind.CASE: CasePage,
    SubjectKind.SESSION: AssemblySessionPage,
}
SESSION = re.compile(r"[1-9][0-9]{0,3}")


def code_of(page: SitePage) -> str:
    """The code of the subject a page stands for: its lasting code, of a session its number. Empty for an alias."""
    return (
        str(page.number) if isinstance(page, AssemblySessionPage) else str(getattr(page, "code", None) or "")
    )


def subject_of(page: SitePage) -> Subject | None:
    """The subject a page stands for; None for a page that is none, or is new and not yet announced."""
    kind = next((kind for kind, model in PAGES.items() if isinstance(page, model)), None)
    code = code_of(page)
    return Subject.objects.filter(kind=kind, code=code).first() if kind and code else None


# ---- keeping them true


def listen() -> None:
    """Follow the pages from now on; called once, when the site starts."""
    changes.subscribe(_texts_changed)
    for model in PAGES.values():
        indexing.subscribe(model, _rows_changed)
        post_delete.connect(_deleted, model, dispatch_uid=f"subject of {model.__name__}")
    # Wagtail's own screens write these, and say so in no other way.
    post_save.connect(_restricted, PageViewRestriction, dispatch_uid="subjects restricted")
    post_delete.connect(_restricted, PageViewRestriction, dispatch_uid="subjects released")


def refresh_all() -> int:
    """Bring the subjects of all pages up to date; returns how many pages there are."""
    count = 0
    for kind, model in PAGES.items():
        known = set(_refresh(kind, model.objects.all()))
        for code in Subject.objects.of_kind(kind).public().values_list("code", flat=True):
            if code not in known:
                subjects.hide(kind, code)
        count += len(known)
    return count


def _refresh(kind: SubjectKind, pages: Any) -> list[str]:
    """Returns the codes of the pages. pages: a queryset of one type."""
    pages = list(pages.defer(*(name for name in _bodies(pages.model))))
    public = set(
        for_everybody(PAGES[kind].objects.live())
        .filter(pk__in=[page.pk for page in pages])
        .values_list("pk", flat=True)
    )
    codes = []
    for page in pages:
        if code := code_of(page):
            codes.append(code)
            names = {language: getattr(page, f"title_{language}") for language in languages.codes()}
            order = page.number if isinstance(page, AssemblySessionPage) else 0
            subjects.keep(kind, code, names, is_public=page.pk in public, order=order)
    return codes


def _bodies(model: type[SitePage]) -> Iterable[str]:
    return ("body", *model.translated_fields()["body"]) if "body" in model.translated_fields() else ()


def _texts_changed(keys: Collection[changes.Key]) -> None:
    for model in PAGES.values():
        if found := [key for listened, key in keys if issubclass(listened, model)]:
            _rows_changed(model, found)


def _rows_changed(model: type[Model], keys: Collection[Any]) -> None:
    for kind, known in PAGES.items():
        if issubclass(model, known):
            _refresh(kind, known.objects.filter(pk__in=keys))


def _deleted(instance: SitePage, **_more: Any) -> None:
    for kind, model in PAGES.items():
        if isinstance(instance, model) and (code := code_of(instance)):
            subjects.hide(kind, code)


def _restricted(instance: PageViewRestriction, **_more: Any) -> None:
    """A page became private, or public again, and everything below it."""
    above = SitePage.objects.filter(pk=instance.page_id).first()
    if above is not None:
        for kind, model in PAGES.items():
            _refresh(kind, model.objects.filter(path__startswith=above.path))


# ---- where they are read


def provide_addresses() -> None:
    """Answer for the address of each kind of subject that has a page (cicc_site.addresses)."""
    for kind in (*PAGES, SubjectKind.COUNTRY):
        addresses.provide(f"{kind}_subject", _provider(kind), many=_many(kind))


def _provider(kind: SubjectKind) -> Any:
    def path(language: str, *, code: str) -> str:
        subject = Subject(kind=kind, code=code)
        return addresses_of([subject], language).get((kind.value, code), "")

    return path


def _many(kind: SubjectKind) -> addresses.Many:
    def paths(language: str, values: Sequence[Mapping[str, Any]]) -> list[str]:
        codes = [str(each["code"]) for each in values]
        told = addresses_of([Subject(kind=kind, code=code) for code in codes], language)
        return [told.get((kind.value, code), "") for code in codes]

    return paths


def addresses_of(found: Iterable[Subject], language: str) -> dict[tuple[str, str], str]:
    """{(kind, code): path} of the subjects that have a page anybody may read; at most one query for each kind."""
    by_kind: dict[str, list[str]] = {}
    for subject in found:
        by_kind.setdefault(subject.kind, []).append(subject.code)
    told: dict[tuple[str, str], str] = {}
    for kind, codes in by_kind.items():
        if kind == SubjectKind.COUNTRY:
            told |= _countries(codes, language)
        elif kind in PAGES:
            told |= _pages(SubjectKind(kind), codes, language)
    return told


def _pages(kind: SubjectKind, codes: Collection[str], language: str) -> dict[tuple[str, str], str]:
    model = PAGES[kind]
    if model is AssemblySessionPage:
        # A subject may bear any code; one that is no number of a session has no page.
        chosen = Q(number__in=[code for code in codes if SESSION.fullmatch(code)])
    else:
        chosen = Q(code__in=codes)
    pages = for_everybody(model.objects.live()).filter(chosen).defer(*_bodies(model))
    return {(kind.value, code_of(page)): page.address_in(language) for page in pages}


def _countries(codes: Collection[str], language: str) -> dict[tuple[str, str], str]:
    index = countries_index()
    if index is None:
        return {}
    shown = Country.objects.with_page().filter(alpha3__in=codes)
    return {
        (SubjectKind.COUNTRY.value, country.alpha3): country_address(country, language, index)
        for country in shown
    }
