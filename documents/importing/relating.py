"""Relations between works, once all works of a manifest are there: they may point at later rows. None is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from cicc_site import indexing
from documents.importing.columns import RELATIONS
from documents.importing.findings import Line, Outcome
from documents.importing.manifest import Group, Manifest
from documents.models import Work, WorkRelation
from documents.models.work_columns import symbol_key
from members.importing.problems import BadValue


@dataclass(frozen=True, slots=True)
class Wish:
    """A relation that a row asks for. group: the work it stands at; other: key or symbol."""

    row: int
    name: str
    group: Group
    column: str
    other: str


def relate(wish: Wish, manifest: Manifest, *, apply: bool) -> Iterator[Line]:
    """Write a relation that is not there yet, or only say so; yields what happened."""
    group, column, work = wish.group, wish.column, wish.group.work
    try:
        other = _other(wish, manifest)
    except BadValue as error:
        problem = {"code": error.code, "value": wish.other, **error.details}
        yield Line(wish.row, Outcome.REFUSED, wish.name, work, column, problem=problem)
        return
    kind = RELATIONS[column]
    found = {"work_id": group.work, "kind": kind, "other_id": other}
    if work is not None and other is not None and WorkRelation.objects.filter(**found).exists():
        return
    if apply and work is not None and other is not None:
        with indexing.together():
            WorkRelation.objects.get_or_create(work_id=work, kind=kind, other_id=other)
            indexing.rows_changed(Work, [work, other])
    yield Line(wish.row, Outcome.RELATION, wish.name, work, column, after=wish.other)


def _other(wish: Wish, manifest: Manifest) -> int | None:
    """Return the other work; None where this manifest will make it. Raises BadValue."""
    meant = manifest.meant(wish.other)
    if meant is wish.group:
        raise BadValue("itself")
    if meant is not None and meant.is_taken:
        other = meant.work
    else:
        sign = symbol_key(wish.other)
        by_symbol = Q(symbol_key=sign) if sign else Q(pk=None)
        found = list(Work.objects.filter(Q(key=wish.other) | by_symbol).order_by("pk")[:2])
        if not found:
            raise BadValue("unknown-work")
        if len(found) > 1:
            raise BadValue("several-works")
        other = found[0].pk
    if other is not None and other == wish.group.work:
        raise BadValue("itself")
    return other
