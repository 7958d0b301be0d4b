"""Each page answers at its own address in each language, and every address it ever had leads there."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.utils import translation
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from cicc_site import languages
from pages.models import AboutPage, HomePage, PathHistory, SitePage
from tests.editing import no_language, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages answer with their key and title: addresses are what is tested here."""

    def serve(page: SitePage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(f"{page.pk}: {page.title}")

    monkeypatch.setattr(SitePage, "serve", serve)


@pytest.fixture
def answers(tree: SimpleNamespace, client: Client) -> Callable[[str], Any]:
    """What an address gives: the key of a page, (status, address) of a redirect, or 404."""

    def ask(address: str) -> Any:
        response = client.get(address)
        if response.status_code == 301:
            return response.headers["Location"]
        if response.status_code == 200:
            return int(response.content.split(b":")[0])
        return response.status_code

    return ask


def rename(page: SitePage, **slugs: str) -> None:
    fresh = now_stored(page)
    for name, slug in slugs.items():
        setattr(fresh, name, slug)
    fresh.save()


# ---- serving


def test_each_page_answers_in_each_language(tree: SimpleNamespace, client: Client) -> None:
    for page, path in (
        (tree.home, "/{0}/"),
        (tree.north, "/{0}/north{1}/"),
        (tree.village, "/{0}/north{1}/valley{1}/village{1}/"),
    ):
        for code in languages.codes():
            address = path.format(code, "" if code == "en" else f"-{code}")
            assert page.address_in(code) == address
            response = client.get(address)
            assert response.content.decode() == f"{page.pk}: {getattr(page, f'title_{code}')}"
            assert response.headers["Content-Language"] == code


def test_missing_slug_falls_back_to_the_english_one(
    tree: SimpleNamespace, answers: Callable[[str], Any]
) -> None:
    page = make.about(tree.valley, "Ford", slug_es="", slug_ar="")
    assert answers("/es/north-es/valley-es/ford/") == page.pk
    assert answers("/ar/north-ar/valley-ar/ford/") == page.pk
    assert answers("/fr/north-fr/valley-fr/ford-fr/") == page.pk


def test_page_url_follows_the_active_language(tree: SimpleNamespace) -> None:
    for code in languages.codes():
        with translation.override(code):
            assert tree.north.url == f"/{code}/north{'' if code == 'en' else '-' + code}/"
    with no_language():
        assert tree.north.url == "/en/north/"


def test_full_url_bears_the_host_of_the_site(tree: SimpleNamespace) -> None:
    with translation.override("fr"):
        assert tree.north.full_url == "http://localhost/fr/north-fr/"


def test_addresses_cost_no_query(tree: SimpleNamespace, django_assert_num_queries: Any) -> None:
    Site.get_site_root_paths()
    with django_assert_num_queries(0):
        for code in languages.codes():
            with translation.override(code):
                assert tree.village.url
                assert tree.village.get_url_parts()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_route_costs_the_same_at_any_depth(
    tree: SimpleNamespace, code: str, django_assert_num_queries: Any
) -> None:
    for page in (tree.north, tree.village):
        components = page.path_for(code).strip("/").split("/")[1:]
        with translation.override(code), django_assert_num_queries(2):
            assert tree.home.route(HttpRequest(), components).page == page


def test_draft_answers_nowhere(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    make.about(tree.valley, "Hidden", live=False)
    for address in (
        "/en/north/valley/hidden/",
        "/es/north-es/valley-es/hidden-es/",
        "/fr/north/valley/hidden/",
    ):
        assert answers(address) == 404


def test_draft_serves_nothing_below_itself(
    tree: SimpleNamespace, answers: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AboutPage, "route_below", lambda page, request, rest: RouteResult(page))
    assert answers("/en/south/row/") == tree.south.pk
    AboutPage.objects.filter(pk=tree.south.pk).update(live=False)
    assert answers("/en/south/row/") == 404


def test_live_page_below_a_draft_answers(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    AboutPage.objects.filter(pk=tree.valley.pk).update(live=False)
    assert answers("/en/north/valley/") == 404
    assert answers("/en/north/valley/village/") == tree.village.pk


# ---- redirects


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("/es/north/valley/village/", "es"),
        ("/en/north-fr/valley-fr/village-fr/", "en"),
        ("/fr/north-ar/valley-ar/village-ar/", "fr"),
        ("/ar/north/valley-es/village-fr/", "ar"),
        ("/es/north-es/valley/village-es/", "es"),
    ],
)
def test_path_of_another_language_leads_to_the_right_one(
    tree: SimpleNamespace, answers: Callable[[str], Any], asked: str, code: str
) -> None:
    assert answers(asked) == tree.village.address_in(code)


def test_redirect_keeps_the_query_and_is_kept_for_an_hour(tree: SimpleNamespace, client: Client) -> None:
    for ask in (client.get, client.head):
        response = ask("/es/north/?q=a%20b&page=2&q=%D8%B9")
        assert response.status_code == 301
        assert response.headers["Location"] == "/es/north-es/?q=a%20b&page=2&q=%D8%B9"
        assert response.headers["Cache-Control"] == "max-age=3600"


def test_nothing_is_redirected_that_sends_data(tree: SimpleNamespace, client: Client) -> None:
    assert client.post("/es/north/", {"name": "x"}).status_code == 404


def test_renamed_in_one_language(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    rename(tree.north, slug_es="norte")
    assert answers("/es/norte/valley-es/village-es/") == tree.village.pk
    assert answers("/es/north-es/") == "/es/norte/"
    assert answers("/es/north-es/valley-es/village-es/") == "/es/norte/valley-es/village-es/"
    assert answers("/fr/north-fr/valley-fr/village-fr/") == tree.village.pk
    assert set(PathHistory.objects.values_list("language", flat=True)) == {"es"}


def test_renamed_in_english_alone(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    page = make.about(tree.north, "Ford", slug_es="")
    rename(page, slug="crossing")
    assert answers("/en/north/ford/") == "/en/north/crossing/"
    assert answers("/es/north-es/ford/") == "/es/north-es/crossing/"
    assert answers("/fr/north-fr/ford-fr/") == page.pk


def test_descendants_follow_in_one_statement(
    tree: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for name in ("nord", "septentrion"):
        fresh = now_stored(tree.north)
        fresh.slug_fr = name
        with django_assert_max_num_queries(60) as queries:
            fresh.save()
        counts.append(len(queries))
        statements = [query["sql"] for query in queries.captured_queries]
        assert sum(sql.startswith("UPDATE") and "SUBSTRING" in sql for sql in statements) == 1
        assert set(tree.north.get_descendants().values_list("url_path_fr", flat=True)) >= {
            f"/test-home/{name}/valley-fr/village-fr/"
        }
        for number in range(4):
            make.page(AboutPage, tree.valley, f"Hut {name} {number}")
    assert counts[0] == counts[1]


def test_moved(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    now_stored(tree.valley).move(SitePage.objects.get(pk=tree.south.pk), pos="last-child")
    assert answers("/ar/north-ar/valley-ar/village-ar/") == "/ar/south-ar/valley-ar/village-ar/"
    assert answers("/en/north/valley/") == "/en/south/valley/"
    now_stored(tree.valley).move(SitePage.objects.get(pk=tree.north.pk), pos="last-child")
    assert answers("/ar/north-ar/valley-ar/village-ar/") == tree.village.pk
    assert answers("/ar/south-ar/valley-ar/village-ar/") == "/ar/north-ar/valley-ar/village-ar/"


def test_chain_of_renames_takes_one_step(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    for name in ("un", "deux", "trois"):
        rename(tree.south, slug_fr=name)
    for former in ("south-fr", "un", "deux"):
        assert answers(f"/fr/{former}/") == "/fr/trois/"


def test_renamed_while_unpublished(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    now_stored(tree.south).unpublish()
    rename(tree.south, slug="deep-south")
    assert answers("/en/south/") == 404
    now_stored(tree.south).save_revision().publish()
    assert answers("/en/south/") == "/en/deep-south/"


def test_draft_renamed_leaves_no_trace(tree: SimpleNamespace) -> None:
    page = make.about(tree.south, "Secret", live=False)
    rename(page, slug="very-secret", slug_es="muy-secreto")
    assert not PathHistory.objects.exists()


def test_former_path_reused_by_a_new_page(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    rename(tree.south, slug="antarctica")
    newcomer = make.about(tree.home, "Newcomer", slug="south")
    assert answers("/en/south/") == newcomer.pk
    rename(newcomer, slug="north-pole")
    assert answers("/en/south/") == "/en/north-pole/"
    now_stored(newcomer).delete()
    assert answers("/en/south/") == 404


def test_present_path_in_another_language_wins_over_a_former_one(
    tree: SimpleNamespace, answers: Callable[[str], Any]
) -> None:
    rename(tree.south, slug_fr="ailleurs")
    newcomer = make.about(tree.home, "Newcomer", slug="south-fr")
    assert answers("/fr/south-fr/") == tree.south.address_in("fr").replace("south-fr", "ailleurs")
    assert answers("/ar/south-fr/") == newcomer.address_in("ar")


def test_redirects_tell_nothing_about_unpublished_pages(
    tree: SimpleNamespace, answers: Callable[[str], Any]
) -> None:
    page = make.about(tree.south, "Report")
    rename(page, slug="report-2026", slug_es="informe")
    now_stored(page).unpublish()
    for address in (
        "/en/south/report/",
        "/es/south-es/report-es/",
        "/es/south/informe/",
        "/fr/south/report-2026/",
    ):
        assert answers(address) == 404


def test_rows_below_a_renamed_page_are_found(
    tree: SimpleNamespace, answers: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def route_below(page: AboutPage, request: HttpRequest, rest: list[str]) -> Any:
        if rest != ["kenya"]:
            raise Http404
        return page.route(request, [])

    monkeypatch.setattr(AboutPage, "route_below", route_below)
    rename(tree.south, slug="states")
    assert answers("/en/states/kenya/") == tree.south.pk
    assert answers("/en/south/kenya/") == "/en/states/kenya/"
    assert answers("/es/states/kenya/") == "/es/south-es/kenya/"
    assert answers("/es/states/atlantis/") == 404


def test_page_that_raises_404_itself_sends_nobody_in_circles(
    tree: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(tree.south, slug_ar="الجنوب")

    def serve(page: SitePage, request: HttpRequest) -> HttpResponse:
        raise Http404

    monkeypatch.setattr(SitePage, "serve", serve)
    assert client.get("/ar/الجنوب/").status_code == 404
    assert client.get("/en/south/").status_code == 404


# ---- scripts and nonsense


def test_arabic_addresses(tree: SimpleNamespace, answers: Callable[[str], Any]) -> None:
    rename(tree.south, slug_ar="أخبار-المحكمة")
    assert answers("/ar/أخبار-المحكمة/") == tree.south.pk
    assert answers("/ar/" + quote("أخبار-المحكمة") + "/") == tree.south.pk
    assert answers("/ar/south/") == "/ar/" + quote("أخبار-المحكمة") + "/"
    apart = "أخبار-المحكمة".replace("أ", "\u0627\u0654")
    assert answers(f"/ar/{apart}/") == "/ar/" + quote("أخبار-المحكمة") + "/"


@pytest.mark.parametrize(
    "path",
    [
        "a/" * 400,
        "north/" + "a/" * 50,
        "x" * 5000 + "/",
        "north%00/",
        "north/%00/valley/",
        "%2F%2Fnorth%2Fnothing/",
        "north%2Fvalley%2Fnothing/",
        "../../etc/passwd/",
        "%ff%fe/",
        "%ed%a0%80/",
        "north;x=1/",
        "<script>/",
        "%25/_/",
        "‮htron/",
        "//",
    ],
)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_odd_paths_are_no_error(answers: Callable[[str], Any], code: str, path: str) -> None:
    given = answers(f"/{code}/{path}")
    assert given == 404 or isinstance(given, str) or given == HomePage.objects.get().pk
