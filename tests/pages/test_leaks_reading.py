"""Looking changes nothing, and shows the language asked for: previews, drafts, comparisons, two editors at once."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from cicc_site import languages
from cicc_site.multilingual.reader import content_language
from members.models import User
from pages.models import AboutPage
from tests import snapshots
from tests.editing import JSON, Desk, form_data, now_stored
from tests.factories import pages as make
from tests.pages import turns

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    turns.give(metafunc)


# Each language once as that of the menus and once as that of the preview, in another pair each time.
MENUS_AND_MODE = list(zip(languages.codes(), languages.codes()[1:] + languages.codes()[:1], strict=True))


@pytest.fixture
def desk(request: pytest.FixtureRequest, tree: SimpleNamespace) -> Iterator[Desk]:
    profile = tree.amal.wagtail_userprofile
    profile.preferred_language = request.param
    profile.save()
    before = snapshots.take()
    with translation.override(request.param):
        yield Desk(request.param, tree.amal)
    assert snapshots.difference(before, snapshots.take()) == {}
    assert snapshots.foreign_texts() == []


def marks(html: str) -> set[str]:
    """Return the languages of all texts of the factories on a page."""
    return {mark["code"] for mark in snapshots.MARK.finditer(html)}


def read(desk: Desk, name: str, args: list[object], **query: str) -> str:
    response = desk.client.get(reverse(f"wagtailadmin_pages:{name}", args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize(("desk", "mode"), MENUS_AND_MODE, indirect=["desk"])
def test_preview_of_unsaved_changes(tree: SimpleNamespace, desk: Desk, mode: str) -> None:
    data = form_data(desk.form(tree.south), **{f"title_{mode}": f"Unsaved ({mode})"})
    response = desk.post("preview_on_edit", [tree.south.pk], data, status=200)
    assert response.json() == {"is_valid": True, "is_available": True}
    html = read(desk, "preview_on_edit", [tree.south.pk], mode=mode)
    assert f"Unsaved ({mode})" in html
    assert f"South body ({mode})" in html
    assert f'<html lang="{mode}"' in html
    assert marks(html) == {mode}
    # The admin goes on in the language of its menus, and in English texts.
    assert translation.get_language() == desk.language
    assert content_language() == "en"


@pytest.mark.parametrize(("desk", "mode"), MENUS_AND_MODE, indirect=["desk"])
def test_preview_of_a_page_that_does_not_exist_yet(tree: SimpleNamespace, desk: Desk, mode: str) -> None:
    values = {**make.columns("Newborn"), **make.slugs("newborn")}
    data = form_data(desk.form(AboutPage(), tree.south), **values)
    args = ["pages", "aboutpage", tree.south.pk]
    assert desk.post("preview_on_add", args, data, status=200).json()["is_valid"]
    html = read(desk, "preview_on_add", args, mode=mode)
    assert f"Newborn title ({mode})" in html
    assert marks(html) == {mode}
    assert not AboutPage.objects.filter(slug="newborn").exists()


def test_preview_in_no_language_of_ours_is_english(tree: SimpleNamespace, desk: Desk) -> None:
    assert marks(read(desk, "view_draft", [tree.south.pk], mode="../xx")) == {"en"}


def test_view_of_draft_and_of_older_version(tree: SimpleNamespace, desk: Desk) -> None:
    first = tree.south.get_latest_revision()
    for mode in languages.codes():
        for name, args in (("view_draft", [tree.south.pk]), ("revisions_view", [tree.south.pk, first.pk])):
            assert marks(read(desk, name, args, mode=mode)) == {mode}


def test_editor_shows_each_text_in_its_field(tree: SimpleNamespace, desk: Desk) -> None:
    response = desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.south.pk]))
    form = response.context["form"]
    for code in languages.codes():
        assert form[f"title_{code}"].value() == f"South title ({code})"
        assert marks(str(form[f"body_{code}"].value())) == {code}
    assert not {"title", "summary", "body", "seo_title", "search_description"} & set(form.fields)


@pytest.mark.parametrize("mode", ["es", "ar"])
def test_compare_shows_what_changed_in_which_language(tree: SimpleNamespace, mode: str) -> None:
    for menus in ("en", "fr"):
        tree.amal.wagtail_userprofile.preferred_language = menus
        tree.amal.wagtail_userprofile.save()
        desk = Desk(menus, tree.amal)
        page = desk.publish(tree.south)  # as the editor's own rich text writes it
        page = desk.publish(page, **{f"title_{mode}": f"Compared {menus} ({mode})"})
        older, newer = page.revisions.order_by("-created_at", "-pk")[:2][::-1]
        before = snapshots.take()
        response = desk.client.get(
            reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, older.pk, newer.pk])
        )
        changed = [item.field.name for item in response.context["comparison"]]
        assert changed == [f"title_{mode}"]
        assert f"Compared {menus}" in response.content.decode()
        assert snapshots.difference(before, snapshots.take()) == {}


def test_comparison_with_the_live_page_finds_nothing_new(tree: SimpleNamespace, desk: Desk) -> None:
    response = desk.client.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[tree.south.pk, "live", "latest"])
    )
    assert response.context["comparison"] == []


def test_listings_name_pages_in_english(tree: SimpleNamespace, desk: Desk) -> None:
    """The explorer, a report as a table and as a file that is streamed after the request has ended."""
    explorer = desk.client.get(reverse("wagtailadmin_explore", args=[tree.home.pk])).content.decode()
    assert marks(explorer) == {"en"}
    report = desk.client.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})
    assert report.streaming
    text = report.getvalue().decode()
    assert "South title (en)" in text
    assert marks(text) == {"en"}


@pytest.mark.parametrize("desk", languages.codes(), indirect=True)
def test_addresses_in_the_admin_are_those_of_the_menus_language(tree: SimpleNamespace, desk: Desk) -> None:
    """The link to the live page and the page chooser lead somewhere: to the page in the editor's own language."""
    address = tree.south.address_in(desk.language)
    edit = desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.south.pk])).content.decode()
    assert f'href="{address}"' in edit
    chosen = desk.client.get(reverse("wagtailadmin_choose_page_child", args=[tree.home.pk])).json()["html"]
    assert f'"{address}"' in chosen.replace("&quot;", '"')


def test_reader_request_means_the_readers_language_and_ends() -> None:
    from cicc_site.middleware import ReaderLanguageMiddleware

    seen = []

    def view(request: object) -> object:
        seen.append(content_language())
        return object()

    middleware = ReaderLanguageMiddleware(view)  # type: ignore[arg-type]
    factory = RequestFactory()
    with translation.override("ar"):
        for path in ("/ar/", "/admin/", "/admin/pages/1/edit/", "/administration/", "/files/1/x.pdf"):
            request = factory.get(path)
            request.user = AnonymousUser()
            middleware(request)
            assert content_language() == "en"
    assert seen == ["ar", "en", "en", "ar", "ar"]


# ---- two at once


@pytest.fixture
def two(tree: SimpleNamespace) -> tuple[Desk, Desk]:
    other = User.objects.create_superuser("beatriz", "beatriz@example.org", "a long test password")
    return Desk("es", tree.amal), Desk("fr", other)


def loaded(desk: Desk, page: AboutPage) -> dict[str, str]:
    """Return a form as an editor has it on the screen, with the mark of the version it was loaded from."""
    latest = page.get_latest_revision()
    return form_data(desk.form(page)) | {
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
    }


def test_saving_in_the_background_never_overwrites_another_editor(
    tree: SimpleNamespace, two: tuple[Desk, Desk]
) -> None:
    amal, beatriz = two
    first, second = loaded(amal, tree.south), loaded(beatriz, tree.south)
    amal.post("edit", [tree.south.pk], first | {"title_es": "Amal (es)"}, status=200, **JSON)
    refused = beatriz.post("edit", [tree.south.pk], second | {"title_fr": "Beatriz (fr)"}, status=400, **JSON)
    assert refused.json()["error_code"] == "invalid_revision"
    draft = snapshots.newest_draft(tree.south)
    assert (draft["title_es"], draft["title_fr"]) == ("Amal (es)", "South title (fr)")
    assert snapshots.foreign_texts() == []


def test_of_two_deliberate_saves_both_go_live_once_the_second_has_been_told(
    tree: SimpleNamespace, two: tuple[Desk, Desk]
) -> None:
    """In Wagtail the last save wins as a whole; here nobody publishes over, or along with, what they have not seen."""
    amal, beatriz = two
    first, second = loaded(amal, tree.south), loaded(beatriz, tree.south)
    amal.post("edit", [tree.south.pk], first | {"title_es": "Amal (es)", "action-publish": "1"})
    mine = second | {"title_fr": "Beatriz (fr)", "action-publish": "1"}
    told = beatriz.post("edit", [tree.south.pk], mine, status=200)
    assert "Amal saved changes to this page while you had it open" in told.content.decode()
    assert now_stored(tree.south).title_fr == "South title (fr)"
    seen = str(now_stored(tree.south).latest_revision_id)
    beatriz.post(
        "edit", [tree.south.pk], mine | {"started_from": second["loaded_revision_id"], "seen_version": seen}
    )
    page = now_stored(tree.south)
    assert (page.title_es, page.title_fr) == ("Amal (es)", "Beatriz (fr)")
    assert snapshots.foreign_texts() == []


def test_two_editors_one_after_the_other_keep_both(tree: SimpleNamespace, two: tuple[Desk, Desk]) -> None:
    amal, beatriz = two
    amal.publish(tree.south, title_es="Amal (es)")
    page = beatriz.publish(now_stored(tree.south), title_fr="Beatriz (fr)")
    assert (page.title_en, page.title_es, page.title_fr) == ("South title (en)", "Amal (es)", "Beatriz (fr)")


def test_visitors_never_see_a_draft(tree: SimpleNamespace, two: tuple[Desk, Desk]) -> None:
    two[0].save(tree.south, **make.columns("Draft"))
    for code in languages.codes():
        html = Client().get(tree.south.address_in(code)).content.decode()
        assert "Draft" not in html.replace("draftail", "")
        assert f"South title ({code})" in html
