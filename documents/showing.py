"""A work as the public may know it at a moment, with its language versions, relations and subjects: four queries.

Everything that shows one work asks here: its page, its text to read, what it says to machines.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone

from cicc_site import addresses
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized, localized
from documents.enums import RelationKind, SubjectKind
from documents.models import Subject, Work, WorkFile, WorkRelation
from documents.versions import in_reading_order


@dataclass(frozen=True)
class Version:
    """A language version: its present file, and the earlier ones, newest first. is_readable: its text is good enough
    for a page of its own."""

    file: WorkFile
    earlier: list[WorkFile]
    is_readable: bool


@dataclass(frozen=True)
class ShownSubject:
    """address: of the page it stands for, empty where there is none."""

    code: str
    name: Localized
    address: str


@dataclass(frozen=True)
class Relations:
    """By kind. of_this: what this work is to others; of_others: what others are to this one."""

    of_this: dict[str, list[Work]] = field(default_factory=dict)
    of_others: dict[str, list[Work]] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownWork:
    work: Work
    language: str
    versions: list[Version]
    subjects: dict[str, list[ShownSubject]]
    bodies: list[Subject]
    relations: Relations

    @property
    def title(self) -> Localized:
        return localized(self.work, "title", self.language)

    @property
    def summary(self) -> Localized:
        return localized(self.work, "summary", self.language)

    @property
    def file_languages(self) -> tuple[str, ...]:
        return tuple(version.file.language for version in self.versions)


def shown_work(work: Work, language: str, now: dt.datetime | None = None) -> ShownWork:
    """work: one that `Work.objects.public()` gave for the same moment. language: of the reader."""
    moment = now or timezone.now()
    subjects = list(Subject.objects.public().filter(works=work))
    return ShownWork(
        work=work,
        language=language,
        versions=versions(work, language, moment),
        subjects=_subjects(subjects, language),
        bodies=[subject for subject in subjects if subject.kind == SubjectKind.BODY],
        relations=_relations(work, moment),
    )


def versions(work: Work, language: str, moment: dt.datetime) -> list[Version]:
    """Those with a present file that is public, best first for the reader; one query.

    An earlier file of a language whose present one is hidden keeps its address, and is shown nowhere.
    """
    current, earlier = [], defaultdict(list)
    files = (
        WorkFile.objects.public(moment).filter(work=work).annotate(is_readable=F("extracted__is_readable"))
    )
    for file in files.order_by("-version"):
        if file.is_current:
            current.append(file)
        else:
            earlier[file.language].append(file)
    return [
        Version(file, earlier[file.language], bool(getattr(file, "is_readable", False)))
        for file in in_reading_order(current, language)
    ]


def _relations(work: Work, moment: dt.datetime) -> Relations:
    """Both directions in one query; a work that the public may not know is in neither."""
    public = Work.objects.public(moment)
    lines = WorkRelation.objects.filter(Q(work=work, other__in=public) | Q(other=work, work__in=public))
    of_this: dict[str, list[Work]] = defaultdict(list)
    of_others: dict[str, list[Work]] = defaultdict(list)
    for line in lines.select_related("work", "other").order_by(
        "work__date", "work_id", "other__date", "other_id"
    ):
        if line.work_id == work.pk:
            of_this[line.kind].append(line.other)
        else:
            of_others[line.kind].append(line.work)
    order = list(RelationKind.values)
    return Relations(
        {kind: of_this[kind] for kind in order if of_this[kind]},
        {kind: of_others[kind] for kind in order if of_others[kind]},
    )


def _subjects(subjects: Iterable[Subject], language: str) -> dict[str, list[ShownSubject]]:
    """By kind, in the order of the kinds; within one by their own order, then by name for the reader."""
    by_kind: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        by_kind[subject.kind].append(subject)
    return {kind: _of_kind(kind, by_kind[kind], language) for kind in SubjectKind.values if by_kind[kind]}


def _of_kind(kind: str, subjects: list[Subject], language: str) -> list[ShownSubject]:
    try:
        paths = addresses.paths(f"{kind}_subject", language, [{"code": subject.code} for subject in subjects])
    except LookupError:
        paths = [""] * len(subjects)
    pairs = sorted(
        zip(subjects, paths, strict=True),
        key=lambda pair: (pair[0].order, sort_key(str(localized(pair[0], "name", language)), language)),
    )
    return [ShownSubject(each.code, localized(each, "name", language), path) for each, path in pairs]
