"""What belongs to a country on its page, what the page costs, and what it keeps back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cicc_site import languages
from members.enums import ListingLevel, MemberStatus
from members.models import NationalCoalition, TreatyAct
from pages.models import CasePage, CourtUpdateIndexPage, CourtUpdatePage, SituationPage
from tests.factories import members as make
from tests.pages.country_markup import address, main_of, markup, state

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BUDGET = 8  # the last asks for the documents of the country


def test_situations_with_their_cases_stand_under_the_neutrality_notice(client: Client) -> None:
    main = main_of(markup(client, "SDN"))
    situation = SituationPage.objects.get(countries__alpha3="SDN")
    notice = main.index('data-notice="neutrality"')
    assert notice < main.index(situation.get_url() or "none")
    cases = CasePage.objects.child_of(situation).live()
    assert cases.count() > 3
    for case in cases:
        assert main.index(case.get_url() or "none") > notice
    assert 'data-notice="neutrality"' not in markup(client, "TUV")


def test_a_situation_of_two_countries_stands_with_both(client: Client) -> None:
    situation = SituationPage.objects.filter(countries__alpha3="MMR").get()
    for alpha3 in ("BGD", "MMR"):
        assert (situation.get_url() or "none") in markup(client, alpha3)


def test_the_updates_on_the_cases_of_a_country_stand_there_newest_first(client: Client) -> None:
    case = CasePage.objects.filter(title_en="Kenyatta").get()
    for number in range(1, 8):
        page = CourtUpdatePage(
            title_en=f"Step {number}", slug=f"step-{number}", date=f"2026-01-{number:02}", case=case
        )
        CourtUpdateIndexPage.objects.get().add_child(instance=page)
    html = main_of(markup(client, "KEN"))
    assert re.findall(r">(Step \d)<", html) == ["Step 7", "Step 6", "Step 5", "Step 4", "Step 3"]
    assert "Older updates stand on the pages of the cases" in html


def test_what_is_not_public_of_the_court_is_not_here_either(client: Client) -> None:
    situation = SituationPage.objects.get(countries__alpha3="SDN")
    case = CasePage.objects.child_of(situation).live().first()
    assert case is not None
    PageViewRestriction.objects.create(page=case, restriction_type="login")
    assert str(case.get_url()) not in markup(client, "SDN")
    situation.live = False
    situation.save()
    html = markup(client, "SDN")
    assert str(situation.get_url()) not in html
    assert "No situation named after this country" in html


def test_the_count_of_members_is_that_of_listed_ones_and_twenty_are_shown(client: Client) -> None:
    kenya = state("KEN")
    for number in range(23):
        make.organization(f"Demo Society {number:02}", kenya, is_demo=True)
    make.organization("Canary hidden", kenya, listing=ListingLevel.UNLISTED)
    make.organization("Canary members only", kenya, listing=ListingLevel.MEMBERS_ONLY)
    make.organization("Canary left", kenya, status=MemberStatus.LEFT)
    make.organization("Canary elsewhere", state("UGA"))
    html = main_of(markup(client, "KEN"))
    assert "23 member organizations in this country are listed." in html
    assert re.findall(r"Demo Society (\d\d)", html) == [f"{number:02}" for number in range(20)]
    assert "Canary" not in html
    assert f"?country={kenya.alpha3}" in html
    assert html.count("Demonstration") == 20


def test_members_who_may_not_be_named_leave_no_trace(client: Client) -> None:
    none = main_of(markup(client, "KEN"))
    make.organization("Canary hidden", state("KEN"), listing=ListingLevel.MEMBERS_ONLY)
    assert main_of(markup(client, "KEN")) == none


def test_a_national_coalition_names_its_coordinator_only_if_the_public_may_know(client: Client) -> None:
    kenya = state("KEN")
    coordinator = make.organization("Demo Coordinator", kenya)
    coalition = NationalCoalition.objects.create(
        name_en="Demo Coalition of Kenya",
        country=kenya,
        coordinator=coordinator,
        founded="2001-01-01",
        founded_precision="year",
    )
    section = main_of(markup(client, "KEN")).split("National coalition")[1]
    assert "Demo Coalition of Kenya" in section
    assert '<time datetime="2001">2001</time>' in section
    assert "Demo Coordinator" in section
    for level in (ListingLevel.NAME_AND_COUNTRY, ListingLevel.UNLISTED):
        coordinator.listing = level
        coordinator.save()
        section = main_of(markup(client, "KEN")).split("National coalition")[1]
        assert "Demo Coordinator" not in section, level
    coalition.ended = "2020-01-01"
    coalition.save()
    assert "Demo Coalition of Kenya" not in markup(client, "KEN")


def queries(client: Client, path: str) -> list[str]:
    assert client.get(path).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_a_country_costs_thirteen_queries_at_most_and_the_same_for_200_members(client: Client) -> None:
    kenya = state("KEN")
    path = address("KEN")
    none = queries(client, path)
    assert len(none) <= BUDGET, "\n".join(query[:140] for query in none)
    for number in range(200):
        make.organization(f"Demo Society {number}", kenya)
    NationalCoalition.objects.create(name_en="Demo Coalition", country=kenya)
    many = queries(client, path)
    assert len(many) == len(none), "\n".join(query[:140] for query in many)
    assert len(queries(client, address("KEN", "ar"))) == len(none)


def test_notes_sources_and_marks_of_staff_reach_no_reader(client: Client) -> None:
    checked = 0
    for alpha3 in ("BFA", "BIH", "HUN", "KEN", "MWI", "UKR", "VEN"):
        country = state(alpha3)
        country.staff_notes = f"{country.staff_notes}\nSECRET-NOTE"
        country.save()
        for act in country.treaty_acts.all():
            act.staff_notes, act.sources = "SECRET-OF-ACT", "SECRETKEY UNTC15"
            act.save()
        notes = [line for line in country.staff_notes.splitlines() if len(line) > 20]
        for language in languages.codes():
            html = unescape(markup(client, alpha3, language))
            for secret in ("SECRET", "UNTC15", "verified", "partial", "partly", "Kampala", *notes):
                assert secret not in html.replace("act-line", ""), (alpha3, language, secret)
            checked += 1
    assert checked == 28


def test_amendments_are_neither_told_nor_drawn(client: Client) -> None:
    before = markup(client, "AND")
    assert TreatyAct.objects.filter(country__alpha3="AND").exclude(treaty="rome_statute").count() == 2
    TreatyAct.objects.filter(country__alpha3="AND").exclude(treaty="rome_statute").delete()
    assert main_of(markup(client, "AND")) == main_of(before)


def test_only_staff_who_may_change_it_see_the_way_into_the_admin(client: Client) -> None:
    assert "wagtailsnippets" not in markup(client, "KEN")
    assert "/snippets/members/country/edit/" not in markup(client, "KEN")
    anonymous = client.get(address("KEN"))
    assert "Cookie" not in anonymous.get("Vary", "")
    client.force_login(make.amal(), backend="django.contrib.auth.backends.ModelBackend")
    assert f"/snippets/members/country/edit/{state('KEN').pk}/" in markup(client, "KEN")
