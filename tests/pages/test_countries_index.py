"""The countries index: map, table, line, filters and dates in the address, and the rows as files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from itertools import cycle

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html

from cicc_site import languages
from members.enums import ActKind, Verified
from members.models import Country, RegisterDate, TreatyAct
from pages.models import CountryIndexPage, HomePage
from pages.world import picture
from pages.world.addresses import country_address
from tests.factories import members as make
from tests.selectors import select

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BUDGET = 12
SVG = "{http://www.w3.org/2000/svg}"


def index(language: str = "en") -> str:
    return CountryIndexPage.objects.get().address_in(language)


def page(client: Client, query: str = "", language: str = "en") -> html.HtmlElement:
    response = client.get(index(language) + query)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def names(shown: html.HtmlElement) -> list[str]:
    return [cell.text_content() for cell in select(shown, ".country-table tbody th")]


def bright(shown: html.HtmlElement) -> list[str]:
    """The names on the map that are not dimmed."""
    return [
        link.findtext("title")
        for link in select(shown, ".world-map__drawing a")
        if "is-dimmed" not in link.get("class", "")
    ]


def words(shown: html.HtmlElement, selector: str) -> str:
    return " ".join(" ".join(part.text_content().split()) for part in select(shown, selector))


@pytest.mark.parametrize("language", languages.codes())
def test_every_state_is_on_the_map_and_in_the_table_with_the_same_address(
    client: Client, language: str
) -> None:
    shown = page(client, language=language)
    on_map = {link.findtext("title"): link.get("href") for link in select(shown, ".world-map__drawing a")}
    in_table = {link.text_content(): link.get("href") for link in select(shown, ".country-table tbody th a")}
    assert len(on_map) == 196
    assert on_map == in_table
    kenya = Country.objects.get(alpha3="KEN")
    assert on_map[kenya.name_in(language)] == country_address(kenya, language)


def test_the_parties_are_counted_with_their_date_in_both_schemes(client: Client) -> None:
    shown = page(client)
    assert words(shown, ".parties-sentence") == "125 States Parties to the Rome Statute as of 2 October 2026"
    numbers = [int(value.text_content()) for value in select(shown, ".pair dd")]
    assert numbers[:5] == [33, 19, 20, 28, 25]
    assert sum(numbers[5:]) == 125
    assert "2 October 2026" in words(shown, "#regions-title")


def test_filters_narrow_the_table_and_dim_the_map(client: Client) -> None:
    shown = page(client, "?status=state_party&group=african")
    assert len(names(shown)) == 33
    assert set(bright(shown)) == set(names(shown))
    assert words(shown, ".list-head span").startswith("33 States")
    assert [link.get("href") for link in select(shown, ".list-head a")] == [index()]
    # Each choice says how many States it would show beside the other filters.
    choices = {option.get("value"): option.text_content() for option in select(shown, "#filter-group option")}
    assert choices["asia-pacific"].endswith("(19)")
    legend = words(shown, ".map-legend")
    assert re.search(r"State Party 33 .*Signatory State \d+", legend)


def test_an_unknown_filter_or_order_is_no_filter(client: Client) -> None:
    shown = page(client, "?status=nonsense&group='&region=%00&sort=drop")
    assert len(names(shown)) == 196
    assert names(shown) == names(page(client))


def test_filters_that_match_nothing_say_so(client: Client) -> None:
    shown = page(client, "?status=withdrawn&group=weog")
    assert names(shown) == []
    assert "No State matches" in words(shown, ".empty-state")
    assert bright(shown) == []


def test_the_table_is_sorted_by_links(client: Client) -> None:
    first = page(client)
    heads = {link.text_content(): link.get("href") for link in select(first, "thead a.country-table__sort")}
    oldest = page(client, "?sort=deposited")
    assert names(oldest)[0] == "Senegal"
    assert select(oldest, "th[aria-sort]")[0].get("aria-sort") == "ascending"
    assert heads["Ratification or accession"] == f"{index()}?sort=deposited#states"
    turned = page(client, "?sort=-deposited")
    newest = TreatyAct.objects.on_rome_statute().deposits().public().latest("date").when
    dates = [
        cells[2].text_content().strip()
        for cells in (select(row, "td") for row in select(turned, ".country-table tbody tr"))
    ]
    assert dates[0].startswith(newest.text("en"))
    assert dates[-1] == "", "States without a date stay last"
    assert names(page(client, "?sort=-name")) == names(first)[::-1]


@pytest.mark.parametrize(
    ("day", "parties"),
    [("1998-07-17", 0), ("2002-06-30", 0), ("2002-07-01", 66), ("2017-10-27", 123), ("2026-10-02", 125)],
)
def test_the_map_of_any_day(client: Client, day: str, parties: int) -> None:
    shown = page(client, f"?on={day}")
    groups = select(shown, ".world-map__drawing .world-map__group--state-party a")
    assert len(groups) == parties
    assert words(shown, ".parties-sentence").startswith(f"{parties} State")
    # What came later is not told.
    assert len(select(page(client, f"?on={day}&status=state_party"), ".country-table tbody tr")) == parties


def test_a_past_day_stays_in_links_and_has_a_way_back(client: Client) -> None:
    shown = page(client, "?on=2010-01-01&status=signatory")
    assert all("on=2010-01-01" in link.get("href") for link in select(shown, "thead a, .map-legend a"))
    assert f"{index()}?status=signatory" in [link.get("href") for link in select(shown, "main a")]
    assert select(shown, ".step-line__marker")
    assert not select(page(client), ".step-line__marker")


# Each in one of the languages, which take turns.
NO_DAYS = (
    "abc",
    "2026-02-31",
    "1998-07-16",
    "2026-10-03",
    "9999-12-31",
    "0000-00-00",
    "2020-1-1",
    "٢٠٢٠-٠١-٠١",
    "<script>",
    "2" * 9000,
)


@pytest.mark.parametrize(
    ("day", "language"),
    [
        pytest.param(day, code, id=f"{day[:10]}-{code}")
        for day, code in zip(NO_DAYS, cycle(languages.codes()), strict=False)
    ],
)
def test_a_day_that_cannot_be_shown_is_explained(client: Client, day: str, language: str) -> None:
    response = client.get(index(language), {"on": day})
    assert response.status_code == 200
    shown = html.fromstring(response.content.decode())
    assert len(select(shown, "#on-error")) == 1
    assert select(shown, "#filter-on")[0].get("aria-describedby") == "on-error"
    assert len(names(shown)) == 196
    assert not select(shown, "main script")
    for file in ("countries.csv", "countries.json"):
        assert client.get(f"{index(language)}{file}", {"on": day}).status_code == 400


def test_a_date_in_doubt_reads_as_reported_and_nothing_of_the_staff_is_shown(client: Client) -> None:
    tunisia = Country.objects.get(alpha3="TUN")
    assert tunisia.treaty_acts.filter(kind=ActKind.ACCESSION, verified=Verified.PARTIAL).exists()
    shown = page(client)
    [line] = [
        row
        for row in select(shown, ".country-table tbody tr")
        if select(row, "th")[0].text_content() == "Tunisia"
    ]
    assert "(as reported)" in line.text_content()
    raw = client.get(index()).content.decode() + client.get(f"{index()}countries.json").content.decode()
    for word in ("Kampala", "kampala", "UNTC15", "verified"):
        assert word not in raw


# ---- files


def test_the_files_hold_exactly_the_rows_of_the_page(client: Client) -> None:
    query = "?status=signatory&region=africa&sort=-name&on=2005-01-01"
    shown = page(client, query)
    links = [link.get("href") for link in select(shown, "a[download]")]
    assert [link.partition("?")[0] for link in links] == [
        f"{index()}countries.csv",
        f"{index()}countries.json",
    ]
    table = list(csv.DictReader(io.StringIO(client.get(links[0]).content.decode("utf-8-sig"), newline="")))
    content = json.loads(client.get(links[1]).content)
    assert [row["name"] for row in table] == [row["name"] for row in content["countries"]] == names(shown)
    assert len(table) > 5
    assert {row["as_of"] for row in table} == {content["as_of"]} == {"2005-01-01"}
    assert {row["licence"] for row in table} == {content["licence"]} == {"CC BY-SA 4.0"}
    assert content["register_as_of"] == "2026-10-02"


def test_the_files_say_what_is_reported_and_come_in_the_readers_language(client: Client) -> None:
    response = client.get(f"{index('ar')}countries.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="rome-statute-2026-10-02.csv"' in response.headers["Content-Disposition"]
    table = {
        row["alpha3"]: row
        for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    }
    assert len(table) == 196
    assert table["TUN"]["deposited_reported"] == "yes"
    assert table["KEN"]["deposited_reported"] == "no"
    assert table["KEN"]["name"] == Country.objects.get(alpha3="KEN").name_in("ar")
    assert table["CHN"]["deposited"] == table["CHN"]["deposited_reported"] == ""


def test_a_cell_that_would_run_is_defused(client: Client) -> None:
    Country.objects.filter(alpha3="KEN").update(name_en="=HYPERLINK(1)")
    text = client.get(f"{index()}countries.csv").content.decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in text


def test_who_has_the_newest_is_told_so_and_a_correction_is_seen_at_once(client: Client) -> None:
    for name in ("countries.csv", "countries.json", "map.svg"):
        first = client.get(index() + name)
        assert first.headers["Cache-Control"] == "no-cache"
        again = client.get(index() + name, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
    TreatyAct.objects.filter(country__alpha3="KEN").delete()
    for name in ("countries.csv", "countries.json", "map.svg"):
        changed = client.get(index() + name, headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200


@pytest.mark.parametrize("language", languages.codes())
def test_other_addresses_below_are_not_found(client: Client, language: str) -> None:
    for name in ("countries.xlsx", "map.svg/", "x/countries.csv", "Map.svg"):
        assert client.get(index(language) + name).status_code == 404
    about = HomePage.objects.get().address_in(language)
    assert client.get(f"{about}countries.csv").status_code == 404


def test_a_file_at_the_address_of_another_language_leads_to_the_right_one(client: Client) -> None:
    wrong = f"/fr{index('en').removeprefix('/en')}map.svg"
    assert client.get(wrong).status_code in (301, 404)


# ---- the picture on the home page


@pytest.mark.parametrize("language", languages.codes())
def test_the_home_page_shows_the_map_as_a_picture_that_leads_here(client: Client, language: str) -> None:
    shown = html.fromstring(client.get(f"/{language}/").content.decode())
    [link] = select(shown, "a.home-map")
    [image] = select(link, "img")
    assert link.get("href") == index(language)
    assert image.get("alt")
    assert not select(shown, "main svg.world-map__drawing")
    response = client.get(image.get("src"))
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    drawing = etree.fromstring(response.content)
    parties = drawing.findall(f"{SVG}g[@class='state_party']/*")
    assert len(parties) == 125
    size = [float(number) for number in drawing.get("viewBox", "").split()[2:]]
    assert size == [float(image.get("width")), float(image.get("height"))]


def test_the_picture_takes_its_colours_from_the_tokens_in_both_schemes() -> None:
    light, dark = picture.tokens()
    for scheme in (light, dark):
        assert len(re.findall(r"--[\w-]+:#[0-9a-f]{6}", scheme)) == len(picture.TOKENS)
    assert light != dark


# ---- nothing there yet, and what it costs


def test_without_a_register_the_page_says_so(client: Client) -> None:
    RegisterDate.objects.all().delete()
    shown = page(client)
    assert "has not been loaded" in words(shown, ".empty-state")
    assert client.get(f"{index()}countries.csv").status_code == 404
    assert client.get(f"{index()}map.svg").status_code == 200


def test_a_name_without_translation_says_its_language(client: Client) -> None:
    make.country("ZZA", name_en="Only English", cicc_region="africa", un_regional_group="african")
    shown = page(client, language="ar")
    [link] = [a for a in select(shown, ".country-table tbody th a") if a.text_content() == "Only English"]
    assert link.get("lang") == "en"


@pytest.mark.parametrize("query", ["", "?on=2010-05-05&status=state_party&sort=-in_force"])
def test_the_page_costs_the_same_in_every_language_and_however_many_states(
    client: Client, query: str
) -> None:
    def cost(language: str) -> int:
        client.get(index(language))
        cache.clear()
        address = index(language) + query
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    english = cost("en")
    assert english <= BUDGET
    assert cost("ar") == english
    for number in range(30):
        state = make.country(
            f"X{chr(65 + number // 26)}{chr(65 + number % 26)}",
            alpha2=f"{number:02}",
            numeric=f"z{number:02}",
        )
        make.act(state, ActKind.ACCESSION, "2009-01-01")
    assert cost("en") == english


def test_the_line_and_its_table_end_with_the_register(client: Client) -> None:
    shown = page(client)
    rows = select(shown, "details table tbody tr")
    assert select(rows[0], "th")[0].text_content() == "1998"
    assert select(rows[-1], "th")[0].text_content().startswith("2026")
    assert select(rows[-1], "td")[-1].text_content() == "125"
    assert "125 States Parties as of 2 October 2026" in words(shown, "#line-description")
    assert select(shown, ".step-line__drawing")[0].get("direction") == "ltr"
    assert RegisterDate.objects.get().as_of == date(2026, 10, 2)


def test_the_line_runs_from_the_right_in_arabic(client: Client) -> None:
    def drawn(language: str) -> tuple[list[float], list[float], list[float]]:
        shown = page(client, "?on=2010-01-01", language)
        numbers = [
            (text.text_content(), float(text.get("x"))) for text in select(shown, ".step-line__drawing text")
        ]
        line = [
            float(x)
            for x in re.findall(r"[MH]([0-9.]+)", select(shown, "path.step-line__parties")[0].get("d"))
        ]
        dates = [x for label, x in numbers if len(label) == 4]
        levels = [x for label, x in numbers if len(label) < 4]
        return dates, levels, line

    (dates, levels, line), (arabic_dates, arabic_levels, arabic_line) = drawn("en"), drawn("ar")
    assert dates == sorted(dates)
    assert line == sorted(line)
    assert arabic_dates == [round(720 - x, 1) for x in dates]
    assert arabic_line == sorted(arabic_line, reverse=True)
    assert max(levels) < min(line)
    assert min(arabic_levels) > max(arabic_line)


@pytest.mark.parametrize("name", ["", "countries.csv", "countries.json"])
def test_a_day_that_is_none_is_told_without_what_no_text_may_hold(client: Client, name: str) -> None:
    answer = client.get(f"{index()}{name}", {"on": "\u202eevil\0 <b>"})
    assert answer.status_code == (400 if name else 200)
    told = answer.content.decode()
    assert "evil" in told
    assert "\u202e" not in told
    assert "\0" not in told
    if not name:
        assert "evil <b>" not in told
