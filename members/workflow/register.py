"""The verbs of the register: the only place where the status or the listing level of an organization changes.

Each locks the entry, changes it, and writes who did it and why into its history, in one transaction. Who may call one
says `members.permissions`; nothing here knows of requests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from cicc_site import indexing
from members import history, merging
from members.duplicate_list import settle_merged
from members.enums import ChangeKind, ListingLevel, MemberStatus
from members.models import Organization, RegisterChange, User
from members.models.organizations import DERIVED

# Rows written by one statement: the array of their values has to fit into one message to the database.
AT_ONCE = 1000


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


@transaction.atomic
def enter(
    organization: Organization, *, actor: User | None, reason: str = "", source: str = "admin"
) -> Organization:
    """Save a new entry with the rows that stand in it, and begin its history with everything it says."""
    organization.save()
    said = {name: value for name, value in history.facts(organization).items() if value not in (None, "", [])}
    history.record(
        organization,
        ChangeKind.CREATED,
        history.compare({}, said),
        actor=actor,
        reason=reason,
        source=source,
    )
    return organization


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


# ---- many at once


def set_listing_of_many(
    ids: Collection[int], level: ListingLevel, *, actor: User | None, reason: str, source: str = "admin"
) -> int:
    """Change the listing level of many; returns of how many. All of them or, should anything fail, none."""

    def apply(organization: Organization) -> None:
        organization.listing = level

    columns = ("listing", *DERIVED)
    return _change_many(ids, ChangeKind.LISTING, columns, apply, actor=actor, reason=reason, source=source)


def tag_many(
    ids: Collection[int],
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    actor: User | None,
    reason: str = "",
    source: str = "admin",
) -> int:
    """Add tags to many entries and take others away; returns how many changed."""
    added, removed = list(add), set(remove)

    def apply(organization: Organization) -> None:
        kept = [tag for tag in organization.tags if tag not in removed]
        organization.tags = [*kept, *(tag for tag in added if tag not in kept)]

    return _change_many(ids, ChangeKind.TAGGED, ("tags",), apply, actor=actor, reason=reason, source=source)


def assign_many(
    ids: Collection[int],
    officer: User | None,
    *,
    actor: User | None,
    reason: str = "",
    source: str = "admin",
) -> int:
    """Put somebody, or nobody, in charge of many entries; returns how many changed."""

    def apply(organization: Organization) -> None:
        organization.assigned_to = officer

    columns = ("assigned_to",)
    return _change_many(ids, ChangeKind.ASSIGNED, columns, apply, actor=actor, reason=reason, source=source)


@transaction.atomic
def _change_many(
    ids: Collection[int],
    kind: ChangeKind,
    columns: Collection[str],
    apply: Callable[[Organization], None],
    *,
    actor: User | None,
    reason: str,
    source: str,
) -> int:
    """As `changing`, for deeds that touch only `columns`: a few statements for a thousand entries.

    Locked in the order of their numbers, so that two officers never wait for each other.
    """
    now, changed, changes = timezone.now(), [], []
    rows = Organization.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    if "assigned_to" in columns:
        rows = rows.select_related("assigned_to")
    for organization in rows.prefetch_related("other_names"):
        before = _columns_in_words(organization, columns)
        apply(organization)
        differences = history.compare(before, _columns_in_words(organization, columns))
        if not differences:
            continue
        if "search" in columns:
            organization.derive()
        organization.updated = now
        changed.append(organization)
        changes.append(
            history.told(organization, kind, differences, actor=actor, reason=reason, source=source)
        )
    # An insert that always meets its row: a fifth of the time of an update with a case for each value.
    Organization.objects.bulk_create(
        changed,
        batch_size=AT_ONCE,
        update_conflicts=True,
        update_fields=[*columns, "updated"],
        unique_fields=["id"],
    )
    RegisterChange.objects.bulk_create(changes, batch_size=AT_ONCE)
    if "listing" in columns:
        indexing.rows_changed(Organization, [organization.pk for organization in changed])
    return len(changed)


def _columns_in_words(organization: Organization, columns: Collection[str]) -> dict[str, Any]:
    """The part of `history.facts` that stands in these columns of the entry itself."""
    found: dict[str, Any] = {}
    for name in columns:
        if name in DERIVED:
            continue
        value = getattr(organization, name)
        if name == "assigned_to":
            found[name] = str(value) if value else ""
        else:
            found[name] = list(value) if isinstance(value, list) else str(value)
    return found


# ---- two that are one


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
    with indexing.together():
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
