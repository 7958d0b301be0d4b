"""One page of many rows, with the addresses of the pages beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

from pages.api import terms
from pages.api.asking import AskedList
from pages.api.terms import DataSet

R = TypeVar("R")


def listing(
    request: HttpRequest,
    asked: AskedList,
    rows: QuerySet[Any, Any] | Sequence[R],
    show: Callable[[Sequence[Any]], list[Any]],
    data_set: DataSet,
    as_of: dt.date | None,
) -> dict[str, Any]:
    """The answer of a list operation. rows: all of them, in an order that no two share; show: the data of some."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    first = (asked.page - 1) * asked.per_page
    chosen = list(rows[first : first + asked.per_page]) if first < count else []
    return {
        "meta": terms.meta(data_set, as_of),
        "count": count,
        "next": address(request, asked.page + 1) if first + asked.per_page < count else None,
        "previous": address(request, asked.page - 1) if asked.page > 1 else None,
        "data": show(chosen),
    }


def address(request: HttpRequest, page: int) -> str:
    """The same question for another page, in full."""
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{terms.base()}{request.path}?{query.urlencode()}"
