"""The list of possible duplicates that officers work through: a scan fills it, and what is decided stays decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.duplicate_scan import FoundPair, scan
from members.models import DuplicatePair, Organization, User

BATCH = 2000


@dataclass
class Outcome:
    """What bringing the list up to date changed."""

    found: int = 0
    new: int = 0
    gone: int = 0
    decided: int = 0


def refresh_list() -> Outcome:
    """Compare the whole register and bring the list up to date: new pairs enter, open ones no longer alike leave.

    What an officer has decided is left as it is.
    """
    found = {(pair.first, pair.second): pair for pair in scan()}
    outcome = Outcome(found=len(found))
    with transaction.atomic():
        present = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.defer("snapshot")}
        settled = {key for key, pair in present.items() if pair.state != DuplicatePair.State.OPEN}
        outcome.decided = len(settled & set(found))
        new = [_pair(told) for key, told in found.items() if key not in present]
        there = set(Organization.objects.values_list("pk", flat=True)) if new else set()
        new = [pair for pair in new if {pair.first_id, pair.second_id} <= there]
        outcome.new = len(DuplicatePair.objects.bulk_create(new, batch_size=BATCH))
        changed = [
            _update(present[key], told)
            for key, told in found.items()
            if key in present and key not in settled
        ]
        DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)
        gone = [pair.pk for key, pair in present.items() if key not in found and key not in settled]
        DuplicatePair.objects.filter(pk__in=gone).delete()
        outcome.gone = len(gone)
    return outcome


def tell_apart(first: int, second: int, *, actor: User | None, reason: str) -> DuplicatePair:
    """Write down that two entries are different organizations: they are not proposed again."""
    with transaction.atomic():
        return _settled(first, second, DuplicatePair.State.NOT_DUPLICATE, actor=actor, reason=reason)


def settle_merged(
    keep: int, drop: int, snapshot: dict[str, Any], *, actor: User | None, reason: str
) -> DuplicatePair:
    """Write down a merge with what it found and moved; what else the dropped entry may have been is settled with it,
    and what it was judged not to be the kept one is not either."""
    pair = _settled(keep, drop, DuplicatePair.State.MERGED, actor=actor, reason=reason)
    pair.snapshot = {**snapshot, "told_apart": _carry_over(keep, drop)}
    pair.save(update_fields=["snapshot"])
    DuplicatePair.objects.open().of(drop).delete()
    return pair


def _carry_over(keep: int, drop: int) -> list[int]:
    """Say of the kept entry what an officer said of the dropped one: not the same as another. What was decided on the
    kept one itself stays. Returns the pairs that are decided by this."""
    carried = []
    for said in DuplicatePair.objects.of(drop).filter(state=DuplicatePair.State.NOT_DUPLICATE).order_by("pk"):
        other = said.second_id if said.first_id == drop else said.first_id
        pair, _made = DuplicatePair.objects.select_for_update().get_or_create(
            first_id=min(keep, other), second_id=max(keep, other)
        )
        if pair.state == DuplicatePair.State.OPEN:
            for field in ("state", "why", "decided_at", "decided_by_id", "decided_name"):
                setattr(pair, field, getattr(said, field))
            pair.save()
            carried.append(pair.pk)
    return carried


def _settled(
    one: int, other: int, state: DuplicatePair.State, *, actor: User | None, reason: str
) -> DuplicatePair:
    pair, _made = DuplicatePair.objects.select_for_update().get_or_create(
        first_id=min(one, other), second_id=max(one, other)
    )
    pair.state, pair.why = state, reason.strip()
    pair.decided_at, pair.decided_by, pair.decided_name = timezone.now(), actor, str(actor) if actor else ""
    pair.save()
    return pair


def _pair(told: FoundPair) -> DuplicatePair:
    return _update(DuplicatePair(first_id=told.first, second_id=told.second), told)


def _update(pair: DuplicatePair, told: FoundPair) -> DuplicatePair:
    pair.score, pair.reasons = told.score, _as_json(told.reasons)
    return pair


def _as_json(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    return [reason.as_json() for reason in reasons]
