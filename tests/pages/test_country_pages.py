"""The page of a country: its status in four languages, what belongs to it, its addresses, and what it keeps back."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from cicc_site import languages
from members.enums import ActKind, ListingLevel, MemberStatus, Verified
from members.models import Country, FormerCountrySlug, NationalCoalition, RegisterDate, TreatyAct
from pages.models import CasePage, CountryIndexPage, CourtUpdateIndexPage, CourtUpdatePage, SituationPage
from pages.world.addresses import country_address
from tests import sitemap
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BUDGET = 12
AS_OF = {
    "en": "2 October 2026",
    "es": "2 de octubre de 2026",
    "fr": "2 octobre 2026",
    "ar": "2 تشرين الأول/أكتوبر 2026",
}
# Two states of each status there is; one of whatever only one State has.
STATUSES = ["KEN", "MNE", "PSE", "MYS", "SDN", "USA", "AGO", "PHL", "ZAF", "TUV", "VAT", "COK", "BIH", "TCD"]


def state(alpha3: str) -> Country:
    return Country.objects.get(alpha3=alpha3)


def address(alpha3: str, language: str = "en") -> str:
    return country_address(state(alpha3), language)


def markup(client: Client, alpha3: str, language: str = "en") -> str:
    answer = client.get(address(alpha3, language))
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\u00a0", " ")


def sentence(client: Client, alpha3: str, language: str = "en") -> str:
    found = re.search(r'country-status__sentence">([^<]+)<', markup(client, alpha3, language))
    assert found
    return unescape(found[1]).replace("\u00a0", " ")


# --- The status ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha3", "language", "expected"),
    [
        (
            "KEN",
            "en",
            (
                "As of 2 October 2026, this State is a party to the Rome Statute: signature on 11 August 1999, "
                "ratification on 15 March 2005 and entry into force on 1 June 2005."
            ),
        ),
        (
            "KEN",
            "es",
            (
                "Al 2 de octubre de 2026, este Estado es parte en el Estatuto de Roma: firma el 11 de agosto de 1999, "
                "ratificación el 15 de marzo de 2005 y entrada en vigor el 1 de junio de 2005."
            ),
        ),
        (
            "KEN",
            "fr",
            (
                "Au 2 octobre 2026, cet État est partie au Statut de Rome : signature le 11 août 1999, ratification le "
                "15 mars 2005 et entrée en vigueur le 1er juin 2005."
            ),
        ),
        (
            "KEN",
            "ar",
            (
                "حتى 2 تشرين الأول/أكتوبر 2026، هذه الدولة طرف في نظام روما الأساسي: التوقيع في 11 آب/أغسطس 1999 "
                "والتصديق في 15 آذار/مارس 2005 وبدء النفاذ في 1 حزيران/يونيه 2005."
            ),
        ),
        (
            "MNE",
            "en",
            (
                "As of 2 October 2026, this State is a party to the Rome Statute: entry into force on 3 June 2006 and "
                "deposit of its succession on 23 October 2006."
            ),
        ),
        (
            "MYS",
            "es",
            (
                "Al 2 de octubre de 2026, este Estado no es parte en el Estatuto de Roma, porque retiró su "
                "adhesión antes de que el Estatuto entrara en vigor para él: adhesión el 4 de marzo de 2019 y "
                "retirada de la adhesión el 29 de abril de 2019."
            ),
        ),
        (
            "USA",
            "fr",
            (
                "Au 2 octobre 2026, cet État n’est pas partie au Statut de Rome, qu’il a signé et dont il a fait "
                "savoir par la suite qu’il n’entendait pas le ratifier : signature le 31 décembre 2000 et "
                "notification le 6 mai 2002 de son intention de ne pas ratifier."
            ),
        ),
        (
            "PHL",
            "ar",
            (
                "حتى 2 تشرين الأول/أكتوبر 2026، لم تعد هذه الدولة طرفًا في نظام روما الأساسي: التوقيع في 28 كانون "
                "الأول/ديسمبر 2000 والتصديق في 30 آب/أغسطس 2011 وبدء النفاذ في 1 تشرين الثاني/نوفمبر 2011 والإخطار "
                "بالانسحاب في 17 آذار/مارس 2018 ونفاذ الانسحاب في 17 آذار/مارس 2019."
            ),
        ),
        (
            "AGO",
            "en",
            (
                "As of 2 October 2026, this State has signed the Rome Statute and is not a party to it: signature on 7 "
                "October 1998."
            ),
        ),
        (
            "TUV",
            "en",
            (
                "As of 2 October 2026, this State is not a party to the Rome Statute: no signature, ratification or "
                "accession is recorded."
            ),
        ),
    ],
)
def test_the_status_is_one_sentence_with_its_dates(
    client: Client, alpha3: str, language: str, expected: str
) -> None:
    assert sentence(client, alpha3, language) == expected


def test_dates_are_no_more_exact_than_they_are_known(client: Client) -> None:
    assert "notice of withdrawal in October 2016 and revocation of that notice in 2017" in sentence(
        client, "ZAF"
    )
    assert "notificación de retirada en octubre de 2016" in sentence(client, "ZAF", "es")


@pytest.mark.parametrize("language", languages.codes())
def test_what_sources_differ_on_reads_as_reported_and_nothing_more(client: Client, language: str) -> None:
    told = sentence(client, "BIH", language)
    with translation.override(language):
        mark = translation.gettext("%(acts)s (dates as reported)").removeprefix("%(acts)s")
    assert told.endswith(f"{mark}.")
    line = words(main_of(markup(client, "BIH", language)))
    with translation.override(language):
        for act in state("BIH").treaty_acts.all():
            reported = translation.gettext("reported: %(date)s") % {"date": act.when.text(language)}
            assert reported.replace("\u00a0", " ") in line


def test_one_date_in_doubt_among_others_is_marked_alone(client: Client) -> None:
    TreatyAct.objects.filter(country=state("KEN"), kind=ActKind.SIGNATURE).update(verified=Verified.PARTIAL)
    told = sentence(client, "KEN")
    assert "signature on 11 August 1999 (as reported), ratification on 15 March 2005 and" in told


def test_a_state_that_gave_notice_is_still_a_party(client: Client) -> None:
    make.act(state("KEN"), ActKind.WITHDRAWAL_NOTIFIED, "2026-09-01")
    told = sentence(client, "KEN")
    assert (
        "is still a party to the Rome Statute, because its notice of withdrawal has not taken effect" in told
    )
    make.act(state("KEN"), ActKind.WITHDRAWAL_EFFECTIVE, "2027-09-01")
    assert sentence(client, "KEN") == told, "an act of a later day than that of the register is told"


def test_an_instrument_that_is_not_in_force_yet(client: Client) -> None:
    make.act(state("TUV"), ActKind.ACCESSION, "2026-09-01")
    assert "has deposited its instrument, and the Rome Statute is not yet in force for it" in sentence(
        client, "TUV"
    )


@pytest.mark.parametrize("alpha3", ["BFA", "MLI", "NER", "TCD", "VEN"])
@pytest.mark.parametrize("language", languages.codes())
def test_nothing_is_said_of_withdrawals_the_sources_disagree_on(
    client: Client, alpha3: str, language: str
) -> None:
    make.act(state(alpha3), ActKind.WITHDRAWAL_NOTIFIED, "2025-10-01", verified=Verified.PARTIAL)
    main = main_of(markup(client, alpha3, language))
    assert not re.search(r"withdr[ae]w|retirada|denunci|retrait|انسح", words(main), re.IGNORECASE)


@pytest.mark.parametrize("language", languages.codes())
def test_without_a_register_of_acts_nothing_is_said(client: Client, language: str) -> None:
    RegisterDate.objects.all().delete()
    html = markup(client, "KEN", language)
    assert "country-status__sentence" not in html
    assert "1999" not in words(main_of(html))


@pytest.mark.parametrize("alpha3", STATUSES)
@pytest.mark.parametrize("language", languages.codes())
def test_every_kind_of_state_has_a_whole_page_in_every_language(
    client: Client, alpha3: str, language: str
) -> None:
    html = markup(client, alpha3, language)
    main = main_of(html)
    assert main.count("<h1") == 1
    assert state(alpha3).name_in(language) in unescape(main)
    assert AS_OF[language] in words(main)
    assert [int(level) for level in re.findall(r"<h([1-6])", main)][:2] == [1, 2]
    assert ("act-line" in main) == state(alpha3).treaty_acts.exists()
    assert "NaN" not in main
    assert "None" not in words(main)


def test_the_line_runs_from_the_right_in_arabic(client: Client) -> None:
    def places(language: str) -> list[float]:
        html = markup(client, "PHL", language)
        return [float(x) for x in re.findall(r'<svg x="([\d.]+)%"', html)]

    english, arabic = places("en"), places("ar")
    assert len(english) == 5
    assert english == sorted(english)
    assert arabic == sorted(arabic, reverse=True)
    assert all(abs(one + other - 100) < 0.02 for one, other in zip(english, arabic, strict=True))


@pytest.mark.parametrize(("alpha3", "by_shape"), [("KEN", True), ("USA", True), ("TUV", False)])
def test_a_small_map_tells_where_it_lies(client: Client, alpha3: str, by_shape: bool) -> None:
    figure = main_of(markup(client, alpha3)).split('class="locator"')[1].split("</figure>")[0]
    assert ('<path class="locator__shape"' in figure) == by_shape
    ring = re.search(r'locator__ring" cx="(\d+)" cy="(\d+)" r="(\d+)"', figure)
    assert ring
    x, y, radius = map(int, ring.groups())
    assert 0 <= x <= 2000
    assert 0 <= y <= 864
    assert radius < 400, "the far islands or the end of the map were counted in"
    assert f'aria-label="{state(alpha3).name_in("en")} on the map of the world"' in figure


def test_every_mark_on_the_line_stands_in_the_list_with_the_same_shape(client: Client) -> None:
    main = main_of(markup(client, "PHL"))
    drawing, listed = main.split("</ol>")[1].split('<ol class="act-line__list">')
    shapes = re.compile(r'<(circle|rect|path) class="act-shape[^>]*>')
    in_drawing = [found[0] for found in shapes.finditer(drawing)]
    in_list = [found[0] for found in shapes.finditer(listed)]
    assert in_drawing == in_list
    assert len(in_list) == 5
    assert len(set(in_list)) == 5, "two acts of one State look the same"


# --- What belongs to it ----------------------------------------------------------------------------------


def test_situations_with_their_cases_stand_under_the_neutrality_notice(client: Client) -> None:
    main = main_of(markup(client, "SDN"))
    situation = SituationPage.objects.get(countries__alpha3="SDN")
    notice = main.index('data-notice="neutrality"')
    assert notice < main.index(situation.get_url())
    cases = CasePage.objects.child_of(situation).live()
    assert cases.count() > 3
    for case in cases:
        assert main.index(case.get_url()) > notice
    assert 'data-notice="neutrality"' not in markup(client, "TUV")


def test_a_situation_of_two_countries_stands_with_both(client: Client) -> None:
    situation = SituationPage.objects.filter(countries__alpha3="MMR").get()
    for alpha3 in ("BGD", "MMR"):
        assert situation.get_url() in markup(client, alpha3)


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
    assert case.get_url() not in markup(client, "SDN")
    situation.live = False
    situation.save()
    html = markup(client, "SDN")
    assert situation.get_url() not in html
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


# --- Costs -----------------------------------------------------------------------------------------------


def queries(client: Client, path: str) -> list[str]:
    assert client.get(path).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_a_country_costs_twelve_queries_at_most_and_the_same_for_200_members(client: Client) -> None:
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


# --- Addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages.codes())
def test_every_state_has_a_page_at_its_address_in_every_language(client: Client, language: str) -> None:
    index = CountryIndexPage.objects.get()
    answered = 0
    for country in Country.objects.with_page():
        path = country_address(country, language, index)
        assert client.get(path).status_code == 200, path
        assert unquote(path) == unquote(f"{index.address_in(language)}{country.slug_in(language)}/")
        answered += 1
    assert answered == 196


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("written_in", languages.codes())
def test_the_name_in_another_language_leads_to_the_right_address_at_once(
    client: Client, language: str, written_in: str
) -> None:
    germany, index = state("DEU"), CountryIndexPage.objects.get()
    for section in {index.slug_for(language), index.slug_for(written_in)}:
        path = f"/{language}/{quote(section)}/{quote(germany.slug_in(written_in))}/"
        answer = client.get(path + "?from=mail")
        if unquote(path) == unquote(address("DEU", language)):
            assert answer.status_code == 200
        else:
            assert answer.status_code == 301, path
            assert answer["Location"] == address("DEU", language) + "?from=mail"


def test_a_former_address_leads_on_for_ever_even_through_two_changes(client: Client) -> None:
    former = address("TUR")
    for slug in ("turkiye-one", "turkiye-two"):
        country = state("TUR")
        country.slug_en = slug
        country.save()
    assert client.get(former)["Location"] == address("TUR") == "/en/countries/turkiye-two/"
    assert client.get("/en/countries/turkiye-one/")["Location"] == address("TUR")
    country = state("TUR")
    country.slug_en = "turkiye-one"
    country.save()
    assert client.get("/en/countries/turkiye-one/").status_code == 200
    assert not FormerCountrySlug.objects.filter(language="en", slug="turkiye-one").exists()
    assert client.get("/en/countries/turkiye-two/")["Location"] == "/en/countries/turkiye-one/"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Greenland"), ("es", "Groenlandia"), ("ar", "غرينلاند")]
)
def test_a_territory_has_no_page_but_an_answer_that_helps(client: Client, language: str, name: str) -> None:
    answer = client.get(address("GRL", language))
    assert answer.status_code == 404
    html = main_of(answer.content.decode())
    assert name in html
    assert CountryIndexPage.objects.get().address_in(language) in html


@pytest.mark.parametrize(
    "rest", ["nowhere/", "kenya/members/", "kenya/feed/", "x" * 300 + "/", "ke%00nya/", "-/"]
)
def test_nothing_else_answers_below_the_index(client: Client, rest: str) -> None:
    assert client.get(f"/en/countries/{rest}").status_code == 404


def test_without_the_index_there_are_no_pages_and_no_pictures(client: Client) -> None:
    path, picture = address("KEN"), picture_of(markup(client, "KEN"))
    assert client.get(picture).status_code == 200
    index = CountryIndexPage.objects.get()
    restriction = PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert client.get(path).status_code == 302
    assert client.get(picture).status_code == 404
    assert b"countries/kenya" not in client.get("/sitemap.xml").content
    restriction.delete()
    index.live = False
    index.save()
    assert client.get(path).status_code == 404
    assert client.get(picture).status_code == 404


# --- For machines ----------------------------------------------------------------------------------------


def picture_of(html: str) -> str:
    found = re.search(r'<meta property="og:image" content="https?://[^/]+(/[^"]+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("language", languages.codes())
def test_the_head_says_the_way_here_and_the_other_languages(client: Client, language: str) -> None:
    html = markup(client, "KEN", language)
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    assert data["@type"] == "BreadcrumbList"
    names = [item["name"] for item in data["itemListElement"]]
    assert names[-1] == state("KEN").name_in(language)
    assert data["itemListElement"][1]["item"].endswith(CountryIndexPage.objects.get().address_in(language))
    alternates = dict(re.findall(r'hreflang="([^"]+)" href="https?://[^/]+([^"]+)"', html))
    assert alternates == {code: address("KEN", code) for code in languages.codes()} | {
        "x-default": address("KEN")
    }
    canonical = re.findall(r'<link rel="canonical" href="https?://[^/]+([^"]+)"', html)
    assert canonical == [address("KEN", language)]
    switch = html[html.index('class="language-links"') :]
    assert all(f'href="{address("KEN", code)}"' in switch for code in languages.codes())
    assert AS_OF[language] in unescape(html.split('name="description" content="')[1].split('"')[0]).replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize("language", languages.codes())
def test_networks_get_a_picture_of_the_country(
    client: Client, language: str, settings: Any, tmp_path: Any
) -> None:
    settings.SHARE_IMAGE_ROOT = tmp_path
    html = markup(client, "KEN", language)
    answer = client.get(picture_of(html))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert state("KEN").name_in(language) in unescape(html.split('og:image:alt" content="')[1].split('"')[0])
    older = re.sub(r"-[0-9a-f]{12}\.png", "-000000000000.png", picture_of(html))
    assert client.get(older)["Location"] == picture_of(html)


@pytest.mark.parametrize(
    "path",
    [
        "/share/en/countries/GRL-000000000000.png",
        "/share/en/countries/XXX-000000000000.png",
        "/share/en/nothing/KEN-000000000000.png",
        "/share/zz/countries/KEN-000000000000.png",
    ],
)
def test_there_is_no_picture_of_what_has_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_sitemap_has_every_state_in_every_language_with_the_others(client: Client) -> None:
    text = sitemap.whole(client)
    entry = next(line for line in text.splitlines() if f"{address('KEN', 'ar')}</loc>" in line)
    assert entry.count('rel="alternate"') == 5
    assert all(address("KEN", code) in entry for code in languages.codes())
    assert text.count(f"{address('KEN')}</loc>") == 1
    assert address("GRL") not in text


# --- For staff only --------------------------------------------------------------------------------------


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
