"""What changed in an organization's entry, by whom and why: told field by field, and written down.

`facts` puts an entry into plain values; two of them compared give the changes. Personal data are compared, but the
history keeps only that they changed: a copy of a telephone number would outlive its correction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from members.enums import ChangeKind
from members.models import Organization, RegisterChange, User
from members.models.organizations import NAME_COLUMNS

PLAIN = (
    "external_id",
    *NAME_COLUMNS,
    "legal_language",
    "type",
    "scope",
    "year_founded",
    "website",
    "joined",
    "joined_precision",
    "status",
    "listing",
    "last_confirmed",
    "working_languages",
    "tags",
)
# Facts that the history keeps only as "changed".
PRIVATE = frozenset({"contacts", "registration"})

Facts = dict[str, Any]
Changes = dict[str, list[Any]]


def facts(organization: Organization) -> Facts:
    """Return an entry as plain values (texts, numbers, lists), whatever its unsaved rows: {field: value}.

    Countries are their three-letter codes, issues their codes, days ISO 8601. Private facts are digests.
    """
    found: Facts = {name: _plain(getattr(organization, name)) for name in PLAIN}
    found["country"] = organization.country.alpha3
    found["countries_of_work"] = sorted(country.alpha3 for country in organization.countries_of_work.all())
    found["issues"] = sorted(issue.code for issue in organization.issues.all())
    coalition = organization.national_coalition
    found["national_coalition"] = str(coalition) if coalition else ""
    found["assigned_to"] = str(organization.assigned_to) if organization.assigned_to else ""
    found["merged_into"] = organization.merged_into_id
    found["other_names"] = sorted(
        f"{row.kind}: {row.text}" + (f" ({row.language})" if row.language else "")
        for row in organization.other_names.all()
    )
    found["contacts"] = _digest(
        sorted(
            [row.role, row.name, row.email, row.phone, row.language] for row in organization.contacts.all()
        )
    )
    registration = getattr(organization, "registration", None) if organization.pk else None
    found["registration"] = _digest(
        [
            registration.registered,
            registration.authority,
            registration.number,
            registration.postal_address,
        ]
        if registration
        else []
    )
    return found


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return {field: [before, after]} of the facts that differ; private ones as ["", "changed"]."""
    return {
        name: ["", "changed"] if name in PRIVATE else [before.get(name), after.get(name)]
        for name in after
        if before.get(name) != after.get(name)
    }


def record(organization: Organization, kind: ChangeKind, changes: Changes, **how: Any) -> RegisterChange:
    """Write a change down, and return it. how: as `told` takes it."""
    change = told(organization, kind, changes, **how)
    change.save()
    return change


def told(
    organization: Organization,
    kind: ChangeKind,
    changes: Changes,
    *,
    actor: User | None = None,
    reason: str = "",
    source: str = "admin",
) -> RegisterChange:
    """Return a line of the history, to be saved. actor None: a command or the site itself."""
    return RegisterChange(
        organization=organization,
        actor=actor,
        actor_name=str(actor) if actor else "",
        kind=kind,
        changes=changes,
        reason=reason.strip(),
        source=source,
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, (list, tuple)):
        return list(value)
    return value.isoformat()


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if value else ""
