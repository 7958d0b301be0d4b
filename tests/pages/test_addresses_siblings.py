"""No two pages of a section share an address in any language: refused by form, model and database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from pages.models import AboutPage, SitePage
from tests.editing import Desk, form_data, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

MESSAGE = "The address “{}” already belongs to another page of this section ({})."


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    return Desk("en", tree.amal)


# own slug against own slug, own against fallen back, fallen back against own
CLASHES = [
    ({"slug": "ford", "slug_es": "valley-es"}, "slug_es", "valley-es", "Español"),
    ({"slug": "ford", "slug_ar": "valley-ar"}, "slug_ar", "valley-ar", "العربية"),
    ({"slug": "valley-fr"}, "slug_fr", "valley-fr", "Français"),
]


@pytest.mark.parametrize(("slugs", "field", "slug", "language"), CLASHES)
def test_form_refuses_on_create(
    tree: SimpleNamespace, desk: Desk, slugs: dict[str, str], field: str, slug: str, language: str
) -> None:
    data = form_data(desk.form(AboutPage(), tree.north), title_en="Ford", **slugs)
    response = desk.post("add", ["pages", "aboutpage", tree.north.pk], data, status=200)
    assert response.context["form"].errors == {field: [MESSAGE.format(slug, language)]}
    assert not AboutPage.objects.filter(title_en="Ford").exists()


@pytest.mark.parametrize("action", ["", "publish"])
@pytest.mark.parametrize(("slugs", "field", "slug", "language"), CLASHES)
def test_form_refuses_on_edit(
    tree: SimpleNamespace,
    desk: Desk,
    slugs: dict[str, str],
    field: str,
    slug: str,
    language: str,
    action: str,
) -> None:
    page = make.page(AboutPage, tree.north, "Ford", slug_es="", slug_fr="", slug_ar="")
    data = form_data(desk.form(page), **slugs) | ({"action-publish": "1"} if action else {})
    response = desk.post("edit", [page.pk], data, status=200)
    assert response.context["form"].errors == {field: [MESSAGE.format(slug, language)]}


def test_english_slug_against_english_slug(tree: SimpleNamespace, desk: Desk) -> None:
    data = form_data(desk.form(AboutPage(), tree.north), title_en="Ford", slug="valley")
    response = desk.post("add", ["pages", "aboutpage", tree.north.pk], data, status=200)
    assert list(response.context["form"].errors) == ["slug"]


def test_same_slug_in_different_languages_is_no_clash(tree: SimpleNamespace, desk: Desk) -> None:
    """`valley-es` is taken in Spanish only: as a French address it is free."""
    page = desk.create(
        AboutPage, tree.north, {"title_en": "Ford", "slug": "ford", "slug_fr": "valley-es"}, "publish"
    )
    assert page.address_in("fr") == "/fr/north-fr/valley-es/"


def test_same_slug_in_another_section_is_no_clash(tree: SimpleNamespace, desk: Desk) -> None:
    page = desk.create(
        AboutPage, tree.south, {"title_en": "Valley", "slug": "valley", "slug_es": "valley-es"}
    )
    assert page.slug_es == "valley-es"


def test_accents_typed_apart_are_put_together(tree: SimpleNamespace, desk: Desk) -> None:
    apart = "\u0627\u0654\u062e\u0628\u0627\u0631"
    page = desk.create(AboutPage, tree.south, {"title_en": "News", "slug": "news", "slug_ar": apart})
    assert page.slug_ar == "\u0623\u062e\u0628\u0627\u0631"


@pytest.mark.parametrize("slug", ["with space", "with/slash", "dot.dot", "اخبارُ"])
def test_slug_that_no_address_can_hold_is_refused(tree: SimpleNamespace, desk: Desk, slug: str) -> None:
    data = form_data(desk.form(AboutPage(), tree.south), title_en="News", slug="news", slug_ar=slug)
    response = desk.post("add", ["pages", "aboutpage", tree.south.pk], data, status=200)
    assert list(response.context["form"].errors) == ["slug_ar"]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("field", ["slug", "slug_es", "slug_fr", "slug_ar"])
def test_model_refuses(tree: SimpleNamespace, field: str, live: bool) -> None:
    page = make.page(AboutPage, tree.north, "Ford", live=live)
    setattr(page, field, getattr(tree.valley, field))
    with pytest.raises(ValidationError) as caught:
        page.save()
    assert field in caught.value.message_dict


@pytest.mark.parametrize("column", ["url_path", "url_path_es", "url_path_fr", "url_path_ar"])
def test_database_refuses(tree: SimpleNamespace, column: str) -> None:
    SitePage.objects.filter(pk=tree.south.pk).update(**{column: getattr(tree.valley, column)})
    with pytest.raises(IntegrityError, match=column), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    SitePage.objects.filter(pk=tree.south.pk).update(**{column: getattr(tree.south, column)})


@pytest.mark.parametrize("many", [False, True])
def test_move_to_a_taken_address_is_refused_with_a_message(
    tree: SimpleNamespace, desk: Desk, many: bool
) -> None:
    twin = make.about(tree.south, "Twin", slug_es="valley-es")
    if many:
        address = reverse("wagtail_bulk_action", args=["pages", "sitepage", "move"])
        response = desk.client.post(f"{address}?id={twin.pk}&next=/", {"chooser": tree.north.pk})
    else:
        response = desk.client.post(reverse("wagtailadmin_pages:move_confirm", args=[twin.pk, tree.north.pk]))
        assert response.status_code == 302
        response = desk.client.get(response.headers["Location"])
    assert b"slug" in response.content
    assert now_stored(twin).get_parent().pk == tree.south.pk


def test_move_in_python_to_a_taken_address_is_undone(tree: SimpleNamespace) -> None:
    twin = make.about(tree.south, "Twin", slug_ar="valley-ar")
    with pytest.raises(ValidationError), transaction.atomic():
        twin.move(SitePage.objects.get(pk=tree.north.pk), pos="last-child")
    assert now_stored(twin).url_path_ar == "/test-home/south-ar/valley-ar/"


@pytest.mark.parametrize("field", ["slug", "slug_es", "slug_ar"])
@pytest.mark.parametrize("way", ["bulk", "schedule"])
def test_address_taken_since_the_draft_was_written(
    tree: SimpleNamespace, desk: Desk, field: str, way: str
) -> None:
    """Publishing without a form cannot ask anybody: the texts go live, the page keeps the address it has."""
    page = make.about(tree.north, "Ford")
    address = [getattr(page, name) for name in ("slug", "slug_es", "slug_ar")]
    draft = now_stored(page)
    setattr(draft, field, "bridge")
    draft.title_fr = "New title (fr)"
    revision = draft.save_revision()
    make.about(tree.north, "Newcomer", **{field: "bridge"})
    if way == "bulk":
        desk.bulk("publish", [page])
    else:
        revision.approved_go_live_at = timezone.now()
        revision.save()
        call_command("publish_scheduled", verbosity=0)
    page = now_stored(page)
    assert page.title_fr == "New title (fr)"
    assert [getattr(page, name) for name in ("slug", "slug_es", "slug_ar")] == address


def test_suffixes_count_on(tree: SimpleNamespace) -> None:
    made = [make.page(AboutPage, tree.north, "Ford", slug=f"ford-{n}", slug_es="vado") for n in range(1, 4)]
    assert [page.slug_es for page in made] == ["vado", "vado-2", "vado-3"]


def test_title_of_signs_alone_still_makes_an_address(tree: SimpleNamespace) -> None:
    made = [make.page(AboutPage, tree.north, title_en="!!!", slug="", slug_es="") for _ in range(2)]
    assert [page.slug for page in made] == ["page", "page-2"]
    assert made[1].address_in("es") == "/es/north-es/page-2/"


def test_stale_parent_in_memory_does_no_harm(tree: SimpleNamespace) -> None:
    child = AboutPage.objects.get(pk=tree.valley.pk)
    child.get_parent()  # keeps its parent as it is now
    parent = now_stored(tree.north)
    parent.slug_es = "norte"
    parent.save()
    child.save()
    assert now_stored(child).url_path_es == "/test-home/norte/valley-es/"
    assert now_stored(tree.village).url_path_es == "/test-home/norte/valley-es/village-es/"


def test_checking_siblings_costs_the_same_for_many(
    tree: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    page = make.page(AboutPage, tree.north, "Ford")
    parent = page.get_parent(update=True)
    with django_assert_num_queries(1):
        page.slug_clashes(parent)
    for number in range(5):
        make.page(AboutPage, tree.north, f"Hut {number}")
    with django_assert_num_queries(1):
        assert page.slug_clashes(parent) == {}
