"""The verbs of the register: the only place where the status or the listing level of an organization changes.

Each locks the entry, changes it, and writes who did it and why into its history, in one transaction. Who may call one
says `members.permissions`; nothing here knows of requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction

from members import history, merging
from members.duplicate_list import settle_merged
from members.enums import ChangeKind, ListingLevel, MemberStatus
from members.models import Organization, User


@contextmanager
def changing(
    organization_id: int, kind: ChangeKind, *, actor: User | None, reason: str = "", source: str = "admin"
) -> Iterator[Organization]:
    """Give the locked entry to change in the block; afterwards save it and record what differs. Nothing differs:
    nothing is written. Raises Organization.DoesNotExist."""
    with transaction.atomic():
        organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
        before = history.facts(organization)
        yield organization
        changes = history.compare(before, history.facts(organization))
        if changes:
            organization.save()
            history.record(organization, kind, changes, actor=actor, reason=reason, source=source)


def set_listing(
    organization_id: int, level: ListingLevel, *, actor: User | None, reason: str, source: str = "admin"
) -> Organization:
    """Change how much the public may know. True at the next request everywhere: no public page is kept."""
    with changing(
        organization_id, ChangeKind.LISTING, actor=actor, reason=reason, source=source
    ) as organization:
        organization.listing = level
    return organization


def delist(
    organization_id: int, *, actor: User | None, reason: str = "", source: str = "admin"
) -> Organization:
    """Take an organization out of every public place at once: the emergency button. No reason is needed to be safe."""
    return set_listing(organization_id, ListingLevel.UNLISTED, actor=actor, reason=reason, source=source)


def set_status(
    organization_id: int, status: MemberStatus, *, actor: User | None, reason: str, source: str = "admin"
) -> Organization:
    """Change where a member stands. MERGED is set by a merge alone: raises ValueError."""
    if status == MemberStatus.MERGED:
        raise ValueError("An entry becomes merged by being merged.")
    with changing(
        organization_id, ChangeKind.STATUS, actor=actor, reason=reason, source=source
    ) as organization:
        organization.status = status
    return organization


def merge(
    keep_id: int,
    drop_id: int,
    choices: Mapping[str, str] | None = None,
    *,
    actor: User | None,
    reason: str,
    source: str = "admin",
) -> Organization:
    """Make one entry of two, and return the kept one. choices: {field of merging.CHOSEN: "keep" or "drop"}.

    The dropped entry answers for ever by pointing to the kept one, and so does whatever was merged into it before. What
    the public may know is the stricter of both levels unless "listing" is chosen. Raises MergeRefused, DoesNotExist.
    """
    with transaction.atomic():
        entries = _locked({keep_id, drop_id})
        keep, drop = entries[keep_id], entries[drop_id]
        merging.refuse_unfit(keep, drop, choices or {})
        merged = merging.combine(keep, drop, choices or {})
        drop.save()
        keep.save()
        for earlier in Organization.objects.filter(merged_into=drop).order_by("pk"):
            earlier.merged_into = keep
            earlier.save(update_fields=["merged_into", "updated"])
            changes = {"merged_into": [drop.pk, keep.pk]}
            history.record(earlier, ChangeKind.MERGED, changes, actor=actor, reason=reason, source=source)
        entries = _fresh(keep_id, drop_id)
        for entry, before in ((entries[keep_id], merged.kept), (entries[drop_id], merged.dropped)):
            changes = history.compare(before, history.facts(entry))
            history.record(entry, ChangeKind.MERGED, changes, actor=actor, reason=reason, source=source)
        settle_merged(
            keep_id, drop_id, merged.as_json(keep_id, drop_id, choices or {}), actor=actor, reason=reason
        )
    return entries[keep_id]


def _locked(numbers: set[int]) -> dict[int, Organization]:
    """Lock entries in the order of their numbers, so that two who merge never wait for each other."""
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    found = {entry.pk: entry for entry in rows}
    if missing := numbers - set(found):
        raise Organization.DoesNotExist(f"There is no entry {min(missing)}.")
    return found


def _fresh(*numbers: int) -> dict[int, Organization]:
    return Organization.objects.in_bulk(numbers)
