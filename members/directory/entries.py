"""One member as the public may know it: made here and nowhere else, so that no template can show more.

Of an entry of name and country there is nothing else to show: `Work` is made only where everything is shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models.expressions import RawSQL

from cicc_site import languages
from cicc_site.countries import language_name, sort_key, text_direction
from cicc_site.dates import PartialDate, Precision
from cicc_site.multilingual.values import Localized, localized
from members.enums import NameKind, OrganizationType, Scope
from members.models import Country, NationalCoalition, Organization, SteeringCommitteeTerm
from members.models.organizations import OrganizationQuerySet

# The entry itself, or the one it was merged into, however often; a circle ends it.
LINE = """
    WITH RECURSIVE line (id, next) AS (
        SELECT id, CASE WHEN status = 'merged' THEN merged_into_id END FROM members_organization WHERE id = %s
        UNION
        SELECT entry.id, CASE WHEN entry.status = 'merged' THEN entry.merged_into_id END
        FROM members_organization entry JOIN line ON entry.id = line.next
    ) SELECT id FROM line
"""


def listed_entry(number: int) -> Organization | None:
    """The listed organization with this number, or the one that it was merged into."""
    return listed_under(number).select_related("country", "national_coalition").first()


def listed_under(number: int) -> OrganizationQuerySet:
    """The same as rows: one or none.

    One query with one plan whatever the number is of: a listed member, a hidden one, or none.
    """
    return Organization.objects.listed().filter(pk__in=RawSQL(LINE, [number]))  # noqa: S611 - a constant


@dataclass(frozen=True)
class Name:
    """A name and the language it is in, "" where nobody said."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        return text_direction(self.language)


@dataclass(frozen=True)
class NamesOf:
    """Names of one kind: acronyms, former names."""

    kind: NameKind
    names: list[Name]

    @property
    def label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True)
class Term:
    """A time in the Steering Committee; last: None while its end is open."""

    first: PartialDate
    last: PartialDate | None

    def is_over(self, day: dt.date) -> bool:
        return self.last is not None and self.last.date < day

    def runs_on(self, day: dt.date) -> bool:
        """As `SteeringCommitteeTermQuerySet.on` says: by the stored days."""
        return self.first.date <= day and not self.is_over(day)


@dataclass(frozen=True)
class Work:
    """What an entry shown in full tells besides name and country."""

    other_names: list[NamesOf]
    countries: list[Country]
    type: str
    scope: str
    issues: list[Localized]
    languages: list[str]
    year_founded: int | None
    website: str
    coalition: NationalCoalition | None
    coalition_name: Localized | None
    terms: list[Term]
    joined: PartialDate | None


@dataclass(frozen=True)
class PublicMember:
    """name: for the reader. names: in the other languages and scripts. work: None for name and country only."""

    id: int
    name: Name
    names: list[Name]
    country: Country
    is_demo: bool
    work: Work | None = field(default=None)


def public_member(organization: Organization, language: str) -> PublicMember:
    """organization: from `listed_entry`. Four queries for one shown in full, none for name and country."""
    if not organization.is_listed:
        raise ValueError("A hidden entry has nothing to show.")
    shown = Name(*organization.name_in(language))
    return PublicMember(
        id=organization.pk,
        name=shown,
        names=_names(organization, shown),
        country=organization.country,
        is_demo=organization.is_demo,
        work=_work(organization, language) if organization.shows_everything else None,
    )


def _names(organization: Organization, shown: Name) -> list[Name]:
    """The legal name and those in the languages of the site, each wording once, without the one that is shown."""
    found = {shown.text: shown}
    legal = Name(organization.legal_name, organization.legal_language)
    others = [Name(getattr(organization, f"name_{code}"), code) for code in languages.codes()]
    for name in (legal, *others):
        if name.text:
            found.setdefault(name.text, name)
    return list(found.values())[1:]


def _work(organization: Organization, language: str) -> Work:
    countries = sorted(organization.countries_of_work.all(), key=lambda country: _place(country, language))
    issues = [localized(issue, "name", language) for issue in organization.issues.all()]
    coalition = organization.national_coalition
    return Work(
        other_names=_other_names(organization),
        countries=countries,
        type=str(OrganizationType(organization.type).label) if organization.type else "",
        scope=str(Scope(organization.scope).label) if organization.scope else "",
        issues=sorted(issues, key=lambda issue: sort_key(str(issue), language)),
        languages=sorted(
            dict.fromkeys(language_name(code, language) for code in organization.working_languages),
            key=lambda name: sort_key(name, language),
        ),
        year_founded=organization.year_founded,
        website=organization.website,
        coalition=coalition,
        coalition_name=localized(coalition, "name", language) if coalition else None,
        terms=[term_of(term) for term in organization.steering_terms.order_by("starts", "pk")],
        joined=organization.joined_when,
    )


def _place(country: Country, language: str) -> tuple[str, str]:
    return sort_key(str(localized(country, "name", language)), language)


def term_of(term: SteeringCommitteeTerm) -> Term:
    last = PartialDate(term.ends, Precision(term.ends_precision)) if term.ends else None
    return Term(PartialDate(term.starts, Precision(term.starts_precision)), last)


def _other_names(organization: Organization) -> list[NamesOf]:
    rows = list(organization.other_names.all())
    found = [
        NamesOf(kind, [Name(row.text, row.language) for row in rows if row.kind == kind]) for kind in NameKind
    ]
    return [names for names in found if names.names]
