"""The board in a few numbers, for the first screen of the admin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from cicc_site import languages
from cicc_site.languages import Language
from cicc_site.multilingual.freshness import State
from members.models import User
from pages.board.rows import Cell, edit_address
from pages.models.translation_tasks import Filter, TranslationTask

EXAMPLES = 5
# What waits, by what is to be done; the last takes what is current but not complete, or to be read through.
GROUPS = (Filter.MISSING, Filter.OUTDATED, Filter.DRAFT, Filter.INCOMPLETE, Filter.REVIEW, Filter.OVERDUE)


@dataclass(frozen=True)
class Share:
    """One kind of work in one language. address: the board, filtered for it."""

    label: Any
    count: int
    words: int
    address: str
    is_urgent: bool


@dataclass
class LanguageWork:
    language: Language
    count: int = 0
    words: int = 0
    shares: list[Share] = field(default_factory=list)


def of_languages(codes: list[str]) -> list[LanguageWork]:
    """Return what waits in each language: one query, counted as the board's filters would."""
    numbers: dict[str, Any] = {"all": Count("pk"), "all_words": Sum("words", default=0)}
    for group in GROUPS:
        numbers[group.value] = Count("pk", filter=_condition(group))
        numbers[f"{group.value}_words"] = Sum("words", filter=_condition(group), default=0)
    rows: Any = TranslationTask.objects.waiting().values("language").annotate(**numbers).order_by()
    counted = {row["language"]: row for row in rows}
    return [_language(code, counted.get(code)) for code in codes]


def _language(code: str, row: dict[str, Any] | None) -> LanguageWork:
    work = LanguageWork(languages.by_code(code))
    if row is None:
        return work
    work.count, work.words = row["all"], row["all_words"]
    for group in GROUPS:
        if row[group.value]:
            address = board_address(language=code, state=group.value)
            share = Share(
                group.label, row[group.value], row[f"{group.value}_words"], address, group == Filter.OVERDUE
            )
            work.shares.append(share)
    return work


def _condition(group: Filter) -> Q:
    match group:
        case Filter.REVIEW:
            return Q(review_owed=True)
        case Filter.INCOMPLETE:
            return Q(state=State.CURRENT, words__gt=0)
        case Filter.OVERDUE:
            return Q(due__lt=timezone.localdate())
    return Q(state=group.value)


@dataclass(frozen=True)
class OwnWork:
    """What somebody has been given or has taken. first: the most urgent of it, each with its address."""

    count: int
    words: int
    first: list[Cell]


def of_person(user: User) -> OwnWork:
    """Two queries, one when there is nothing."""
    tasks = TranslationTask.objects.waiting().filter(owner=user)
    sums = tasks.aggregate(count=Count("pk"), words=Sum("words", default=0))
    first = []
    if sums["count"]:
        urgent = tasks.order_by(F("due").asc(nulls_last=True), "waiting_since", "pk")[:EXAMPLES]
        first = [
            Cell(languages.by_code(task.language), task, True, edit_address(task, task.language))
            for task in urgent
        ]
    return OwnWork(sums["count"], sums["words"], first)


def board_address(**filters: str) -> str:
    address = reverse("translation_board")
    return f"{address}?{urlencode(filters)}" if filters else address
