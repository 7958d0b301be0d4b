"""A demonstration of the archive: forty invented works in up to thirteen languages, labelled as such in each of them.

Loaded and taken away by its own command, never by itself on a site that has documents. Its files wait for their text
like any others, so that what visitors see was read by the same program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from cicc_site import indexing, languages, world_languages
from cicc_site.multilingual.reader import as_editor
from documents import demonstration_files, keeping
from documents.demonstration_files import MEDIA_TYPES, Sheet
from documents.enums import Access, Origin, SubjectKind
from documents.models import Subject, Work, WorkFile, WorkRelation
from documents.storage import archive
from members.models import Issue

CONTENT = Path(__file__).resolve().parent / "content" / "demonstration"
PREFIX = "demonstration/"
FIRST_DAY = dt.date(2019, 2, 4)
DAYS_BETWEEN = 61
ELSEWHERE = ("pt", "ru", "zh", "fa", "sw", "de", "el", "hi", "tr")
ONLY_ENGLISH_TITLE = 6  # of so many works one, to show what is read then


class DemoRefused(Exception):
    """Why nothing was done, in one sentence for whoever called the command."""


@dataclass(frozen=True)
class Plan:
    """One work before it is stored. subject_number: of the issue it is about; files: {language: what is made}."""

    number: int
    kind: str
    symbol: str
    date: dt.date
    issue: Issue
    held: tuple[str, ...]
    particular: dict[str, Any]


def load() -> int:
    """Make and store the works; returns how many. 0: they are there already.

    Raises DemoRefused where there are no issues for them to be about.
    """
    with as_editor(), indexing.together():
        if Work.objects.filter(key__startswith=PREFIX).exists():
            return 0
        issues = list(Issue.objects.order_by("pk"))
        if not issues:
            raise DemoRefused("There are no issues yet: run load_content first.")
        told, texts = _content("works"), _content("texts")
        works: dict[int, Work] = {}
        for plan in _plans(told, issues):
            works[plan.number] = _store(plan, told, texts)
            relation = plan.particular.get("relation")
            if relation:
                WorkRelation.objects.create(
                    work=works[plan.number], kind=relation[0], other=works[relation[1]]
                )
    return len(works)


def remove() -> int:
    """Take away every demonstration work with its files; returns how many. Raises DemoRefused while one is used."""
    with indexing.together():
        works = Work.objects.filter(is_demo=True)
        used = WorkRelation.objects.filter(other__is_demo=True, work__is_demo=False)
        if used.exists():
            numbers = ", ".join(str(relation.work_id) for relation in used.order_by("work_id")[:5])
            raise DemoRefused(f"Works that are none of the demonstration refer to it: {numbers}.")
        keys = list(works.values_list("pk", flat=True))
        files = WorkFile.objects.filter(work__in=keys)
        names, numbers_of_files = [file.stored_as for file in files], [file.pk for file in files]
        try:
            WorkRelation.objects.filter(work__in=keys).delete()
            files.delete()
            works.delete()
        except (ProtectedError, RestrictedError) as error:
            raise DemoRefused(f"Something still refers to the demonstration: {error.args[0]}") from error
        indexing.rows_changed(WorkFile, numbers_of_files)
        indexing.rows_changed(Work, keys)
        transaction.on_commit(lambda: _delete_files(names), robust=True)
    return len(keys)


def _delete_files(names: list[str]) -> None:
    for name in names:
        archive().delete(name)


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CONTENT / f"{name}.yaml").read_text("utf-8"))
    return content


def _plans(told: dict[str, Any], issues: list[Issue]) -> Iterator[Plan]:
    """The works in the order of their numbers; what one is about and in which languages follows from its number."""
    kinds = list(told["titles"])
    for number in range(1, told["count"] + 1):
        particular = told["particular"].get(number, {})
        same = particular.get(
            "same", number
        )  # a corrigendum is of the kind and the matter of what it corrects
        date = FIRST_DAY + dt.timedelta(DAYS_BETWEEN * (number - 1))
        year = (FIRST_DAY + dt.timedelta(DAYS_BETWEEN * (same - 1))).year
        yield Plan(
            number,
            kinds[same % len(kinds)],
            f"DEMO/{year}/{same if 'ends' in particular else number}{particular.get('ends', '')}",
            date,
            issues[same % len(issues)],
            _languages(number),
            particular,
        )


def _languages(number: int) -> tuple[str, ...]:
    """Two to four languages of the site, the original first, and up to three others."""
    own = languages.codes()
    ours = [own[(number + step) % len(own)] for step in range(2 + number % 3)]
    others = [ELSEWHERE[(number * 2 + step) % len(ELSEWHERE)] for step in range(number % 4)]
    return (*ours, *others)


def _store(plan: Plan, told: dict[str, Any], texts: dict[str, Any]) -> Work:
    particular, said = plan.particular, told["titles"][plan.kind]
    titled = [languages.DEFAULT_LANGUAGE] if plan.number % ONLY_ENGLISH_TITLE == 0 else languages.codes()
    titles = {
        code: said[code].format(number=plan.number, issue=getattr(plan.issue, f"name_{code}"))
        for code in languages.codes()
    }
    work = Work(
        key=f"{PREFIX}{plan.number}",
        kind=plan.kind,
        symbol=plan.symbol,
        date=plan.date,
        is_demo=True,
        access=particular.get("access", Access.PUBLIC),
        **{f"title_{code}": titles[code] for code in titled},
        **{f"summary_{code}": told["summary"][code] for code in titled},
    )
    if days := particular.get("embargo_days"):
        work.public_from = timezone.now() + dt.timedelta(days=days)
    work.save()
    work.subjects.set(
        Subject.objects.filter(kind=SubjectKind.ISSUE, code=plan.issue.code)
        | Subject.objects.filter(kind=SubjectKind.BODY, code="coalition")
    )
    if particular.get("files") != "none":
        for place, language in enumerate(plan.held):
            _add(work, plan, language, texts[language], titles.get(language), is_original=place == 0)
    return work


def _add(
    work: Work, plan: Plan, language: str, text: dict[str, Any], title: str | None, *, is_original: bool
) -> None:
    values = {"number": plan.number, "issue": getattr(plan.issue, f"name_{language}", "")}
    sheet = Sheet(
        language,
        text["label"],
        plan.symbol,
        title or text["title"].format(**values),
        [paragraph.format(**values) for paragraph in text["paragraphs"]],
        plan.date,
    )
    form, files = text["format"], plan.particular.get("files")
    states = [sheet]
    if files == "replaced":
        earlier = list(islice(sheet.paragraphs, 2))
        states.insert(0, Sheet(sheet.language, sheet.label, sheet.symbol, sheet.title, earlier, sheet.date))
    for state in states:
        data = (
            demonstration_files.scanned(state)
            if files == "scanned" and form == "pdf" and world_languages.direction(language) == "ltr"
            else demonstration_files.made(state, form)
        )
        keeping.add_file(
            work,
            BytesIO(data),
            language=language,
            name=f"{plan.symbol.replace('/', '-')}-{language}.{form}",
            media_type=MEDIA_TYPES[form],
            origin=_origin(language, is_original),
            title=sheet.title,
            access=Access.STAFF if plan.particular.get("staff_only") == language else Access.PUBLIC,
        )


def _origin(language: str, is_original: bool) -> str:
    if is_original:
        return Origin.ORIGINAL
    return Origin.OFFICIAL if language in languages.codes() else Origin.UNOFFICIAL
