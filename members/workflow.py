"""The verbs of the register: the only place where the status or the listing level of an organization changes.

Each locks the entry, changes it, and writes who did it and why into its history, in one transaction. Who may call one
says `members.permissions`; nothing here knows of requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from members import history
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
