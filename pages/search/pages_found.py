"""What of pages can be found: public ones, in each language that has words of its own. Staff's notes never."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from wagtail.fields import StreamField
from wagtail.models import PageViewRestriction

from cicc_site import languages
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.values import has_meaning
from pages.models import CasePage, CourtUpdatePage, EntryKind, PressReleasePage, SitePage, SituationPage
from pages.models.assembly import AssemblySessionPage
from pages.moments import dated
from pages.search.things import Family, Text

NEWS = (CourtUpdatePage, PressReleasePage)
CASES = (CasePage, SituationPage)
# Shown otherwise, or public only when verified: `_facts` sees to them.
NOT_PLAIN = frozenset({"title", "summary", "seo_title", "search_description", "full_name", "referred_by"})


def texts(keys: Collection[int]) -> Iterator[Text]:
    """Yield the texts of those of these pages that are public."""
    with as_editor():
        for page in _public(keys):
            for code in languages.codes():
                if _has_words(page, code):
                    yield _text(page, code)


def _public(keys: Collection[int]) -> Iterator[Any]:
    """Live pages that anybody may read, as their own types. An alias has its words from the page it repeats."""
    rows = SitePage.objects.live().filter(pk__in=keys, depth__gt=1, alias_of=None)
    closed = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    by_type: dict[int, list[int]] = {}
    for pk, path, type_id in rows.values_list("pk", "path", "content_type_id"):
        if not path.startswith(closed):
            by_type.setdefault(type_id, []).append(pk)
    for type_id, chosen in by_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is not None:
            yield from model._default_manager.filter(pk__in=chosen)


def _has_words(page: Any, language: str) -> bool:
    return any(
        has_meaning(getattr(page, f"{name}_{language}", None)) for name in ("title", "summary", "body")
    )


def _text(page: Any, language: str) -> Text:
    with translation.override(language):
        names, related, label = _facts(page, language)
    return Text(
        Family.PAGE,
        page.pk,
        _kind(page),
        language,
        title=getattr(page, f"title_{language}") or "",
        label=label,
        names=names,
        summary=getattr(page, f"summary_{language}") or "",
        related=related,
        body="\n".join(_body(page, language)),
        date=dated(page)
        or (page.start if isinstance(page, AssemblySessionPage) and page.is_public else None),
        visible_until=page.expire_at,
    )


def _kind(page: Any) -> str:
    if isinstance(page, CASES):
        return EntryKind.CASE
    return EntryKind.NEWS if isinstance(page, NEWS) else EntryKind.PAGE


def _body(page: Any, language: str) -> Iterator[str]:
    for name in page.translated_fields():
        if name in NOT_PLAIN:
            continue
        column = f"{name}_{language}"
        value = getattr(page, column)
        if has_meaning(value):
            field = page._meta.get_field(column)
            yield from field.get_searchable_content(value) if isinstance(field, StreamField) else [str(value)]


def _facts(page: Any, language: str) -> tuple[str, str, str]:
    """(further names, what it is about, number) of a page on proceedings, as far as visitors may read them.

    Events are found and not shown: beside them stands a sentence that no extract would repeat (pages/sharing/cards.py).
    """
    if isinstance(page, CasePage):
        is_named = page.public_full_name is not None
        full_name = (getattr(page, f"full_name_{language}") or page.full_name_en) if is_named else ""
        persons = [person.public_name for person in page.case_persons]
        events = [str(event.line) for event in page.chronology]
        return "\n".join([full_name, *persons]), "\n".join([*page.public_crimes, *events]), page.public_number
    if isinstance(page, SituationPage):
        countries = [getattr(country, f"name_{language}") or "" for country in page.countries.all()]
        referred = getattr(page, f"referred_by_{language}") if page.is_verified else ""
        return "\n".join(countries), referred or "", page.public_number
    return "", "", ""
