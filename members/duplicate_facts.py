"""Reads organizations as facts that can be compared: three queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from members.duplicate_evidence import CandidateFacts, Facts, prepare
from members.models import Contact, Organization, OrganizationName
from members.models.organizations import NAME_COLUMNS


def facts_of(organization_id: int) -> CandidateFacts:
    """Return what is known of one entry. Raises Organization.DoesNotExist."""
    for _pk, told in told_of([organization_id]):
        return told
    raise Organization.DoesNotExist(organization_id)


def read_facts(numbers: Collection[int]) -> dict[int, Facts]:
    """Return entries made ready for comparing, by their numbers; those that are gone are left out."""
    return {pk: prepare(told, pk) for pk, told in told_of(numbers)}


def told_of(numbers: Collection[int]) -> Iterator[tuple[int, CandidateFacts]]:
    """Give (number, what is known) of each of these entries, in order of number."""
    others: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, text, kind in OrganizationName.objects.filter(organization__in=numbers).values_list(
        "organization_id", "text", "kind"
    ):
        others[pk].append((text, kind))
    emails: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    for pk, email, phone in Contact.objects.filter(organization__in=numbers).values_list(
        "organization_id", "email", "phone"
    ):
        emails[pk] += [email] if email else []
        phones[pk] += [phone] if phone else []
    columns = ("pk", "country__alpha2", "website", "registration__number", "external_id", *NAME_COLUMNS)
    rows = Organization.objects.filter(pk__in=numbers).order_by("pk").values_list(*columns)
    for pk, country, website, registration, external_id, *names in rows:
        yield (
            pk,
            CandidateFacts(
                names=(*((name, "") for name in dict.fromkeys(names) if name), *others.get(pk, ())),
                country=country,
                website=website,
                emails=tuple(emails.get(pk, ())),
                phones=tuple(phones.get(pk, ())),
                registration=registration or "",
                external_id=external_id or "",
            ),
        )
