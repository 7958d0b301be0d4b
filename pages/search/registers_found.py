"""What of the registers can be found: countries by their names and codes, members by what they let the public know.

Members begin with `Organization.objects.listed()`. One that shows its name and country is found by nothing else: to be
found under an issue tells that somebody works on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cicc_site import languages
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.values import localized
from members.models import Country, Organization
from members.models.organizations import name_slug
from pages.models import EntryKind
from pages.search.things import Family, Text

UNKNOWN = "und"


def country_texts(keys: Collection[int]) -> Iterator[Text]:
    """Yield the texts of those of these countries that have a page."""
    with as_editor():
        for country in Country.objects.with_page().filter(pk__in=keys):
            every = {code: country.name_in(code) for code in languages.codes() if country.name_in(code)}
            for code, name in every.items():
                yield Text(
                    Family.COUNTRY,
                    country.pk,
                    EntryKind.COUNTRY,
                    code,
                    title=name,
                    keys=(country.alpha3, country.alpha2, *every.values()),
                    slug=country.slug_in(code),
                )


def member_texts(keys: Collection[int]) -> Iterator[Text]:
    """Yield the texts of those of these organizations that the public may know of."""
    listed = Organization.objects.listed().filter(pk__in=keys).select_related("country")
    with as_editor():
        for member in listed.prefetch_related("other_names", "issues", "countries_of_work"):
            yield from _of_member(member)


def _of_member(member: Organization) -> Iterator[Text]:
    named = {code: name for code in languages.codes() if (name := getattr(member, f"name_{code}"))}
    named.setdefault(member.legal_language or UNKNOWN, member.legal_name)
    further = [row.text for row in member.other_names.all()] if member.shows_everything else []
    every = dict.fromkeys([*named.values(), *further])
    countries = [member.country.name_in(code) for code in languages.codes()]
    for code, name in named.items():
        yield Text(
            Family.ORGANIZATION,
            member.pk,
            EntryKind.MEMBER,
            code,
            title=name,
            names="\n".join(further),
            related="\n".join(dict.fromkeys(countries)),
            body=_about(member, code) if member.shows_everything else "",
            keys=tuple(every),
            slug=name_slug(name),
        )


def _about(member: Organization, language: str) -> str:
    """What a member that is shown in full works on and where, in a language of the site; others read English."""
    code = language if language in languages.codes() else languages.DEFAULT_LANGUAGE
    issues = [str(localized(issue, "name", code)) for issue in member.issues.all()]
    places = [str(localized(country, "name", code)) for country in member.countries_of_work.all()]
    return " · ".join(dict.fromkeys([*issues, *places]))
