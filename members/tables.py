"""The public table of countries: rows ready to show, with nothing in them that is for staff only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, TextChoices
from django.utils.translation import override

from cicc_site.countries import sort_key
from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import localized
from members.enums import DEPOSITS, ActKind, Region, TreatyStatus, UnGroup, Verified
from members.models import Country, TreatyAct
from members.treaty import status_on


@dataclass(frozen=True)
class ActDate:
    """An act as a reader may see it: its name, its date, and whether sources differ on it (`reported`)."""

    kind: ActKind
    label: str
    date: PartialDate
    text: str
    reported: bool


@dataclass(frozen=True)
class CountryRow:
    alpha3: str
    name: str
    name_language: str  # not the reader's where the name is not translated
    slug: str
    status: TreatyStatus
    status_label: str
    region: str
    region_label: str
    un_group: str
    un_group_label: str
    signed: ActDate | None
    deposited: ActDate | None  # its label says how: ratification, accession ...
    in_force: ActDate | None
    left: ActDate | None  # withdrawal in effect, or an accession that was withdrawn


def country_rows(
    language: str,
    region: str | None = None,
    status: str | None = None,
    un_group: str | None = None,
    on: date | None = None,
) -> list[CountryRow]:
    """The States as they stood on that day, in the order of the reader's alphabet.

    region, status, un_group: codes of Region, TreatyStatus, UnGroup; an unknown code matches nothing.
    on: without it, and for any later day, the date of the register.
    """
    rows = rows_of(states_with_acts(), language, on)
    return [
        row
        for row in rows
        if (not region or row.region == region)
        and (not status or row.status == status)
        and (not un_group or row.un_group == un_group)
    ]


def states_with_acts() -> list[Country]:
    """The States with what may be told of their acts as `public_acts`, and `register_as_of`; two queries."""
    acts = TreatyAct.objects.on_rome_statute().public()
    states = Country.objects.with_page().with_register_date()
    return list(states.prefetch_related(Prefetch("treaty_acts", acts, to_attr="public_acts")))


def rows_of(states: Iterable[Country], language: str, on: date | None = None) -> list[CountryRow]:
    """Rows of the table for States read by `states_with_acts`; `on` as in `country_rows`."""
    with override(language):
        rows = [_row(country, language, on) for country in states]
    return sorted(rows, key=lambda row: sort_key(row.name, language))


def _row(country: Country, language: str, on: date | None) -> CountryRow:
    as_of: date = country.register_as_of or date.min
    day = min(on, as_of) if on else as_of
    acts = [act for act in country.public_acts if act.when.last_day <= day]
    status = status_on(acts, day)
    name = localized(country, "name", language)
    return CountryRow(
        alpha3=country.alpha3,
        name=str(name),
        name_language=name.language or language,
        slug=country.slug_in(language),
        status=status,
        status_label=str(status.label),
        region=country.cicc_region,
        region_label=_label(Region, country.cicc_region),
        un_group=country.un_regional_group,
        un_group_label=_label(UnGroup, country.un_regional_group),
        signed=_latest(acts, language, ActKind.SIGNATURE),
        deposited=_latest(acts, language, *DEPOSITS),
        in_force=_latest(acts, language, ActKind.ENTRY_INTO_FORCE),
        left=_latest(acts, language, ActKind.WITHDRAWAL_EFFECTIVE, ActKind.ACCESSION_WITHDRAWN),
    )


def _latest(acts: list[TreatyAct], language: str, *kinds: ActKind) -> ActDate | None:
    act = max((act for act in acts if act.kind in kinds), key=lambda act: act.date, default=None)
    if act is None:
        return None
    return ActDate(
        kind=ActKind(act.kind),
        label=_label(ActKind, act.kind),
        date=act.when,
        text=act.when.text(language),
        reported=act.verified == Verified.PARTIAL,
    )


def _label(choices: type[TextChoices], value: str) -> str:
    """`get_FOO_display` translates all choices to find one: too slow for a thousand cells."""
    return str(choices(value).label) if value else ""
