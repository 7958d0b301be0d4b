"""What the head of a language tab offers is on the screen once, and a form that says nothing new makes no draft."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from cicc_site import languages
from members.models import User
from tests.editing import Desk, now_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    return Desk("en", User.objects.get(username="amal"))


def form_of(desk: Desk, page: object) -> str:
    return str(desk.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode())  # type: ignore[attr-defined]


def test_each_declaration_is_asked_once(desk: Desk, tree: SimpleNamespace) -> None:
    html = form_of(desk, tree.north)
    names = ["minor_edit", "started_from", "seen_version"]
    for code in languages.translation_codes():
        names += [f"declaration_{code}", f"review_owed_{code}"]
    for name in names:
        assert html.count(f'name="{name}"') == 1, name


def test_a_new_page_has_no_translations_that_could_stay_valid(desk: Desk, tree: SimpleNamespace) -> None:
    address = reverse("wagtailadmin_pages:add", args=["pages", "aboutpage", tree.home.pk])
    assert 'name="minor_edit"' not in desk.client.get(address).content.decode()


def test_enter_in_a_field_saves_and_declares_nothing(desk: Desk, tree: SimpleNamespace) -> None:
    """The first button of a form is the one that the key Enter presses."""
    desk.edit(tree.north, "publish", title_en="Something new")
    html = form_of(desk, tree.north)
    assert 'name="still_valid"' in html
    form = html[html.index("data-declaration") :]
    first = re.search(r'<button type="submit"[^>]*>', form)
    assert first
    assert "name=" not in first[0]


def test_a_save_that_says_nothing_new_leaves_no_draft(desk: Desk, tree: SimpleNamespace) -> None:
    desk.edit(tree.north)
    page = now_stored(tree.north)
    assert (page.pending, page.has_unpublished_changes) == ([], False)
    desk.edit(page, title_ar="نموذج جديد")
    page = now_stored(tree.north)
    assert (page.pending, page.has_unpublished_changes) == (["ar"], True)


def test_still_valid_leaves_no_draft(desk: Desk, tree: SimpleNamespace) -> None:
    desk.edit(tree.north, "publish", title_en="Something new")
    page = now_stored(tree.north)
    assert page.translation("fr").is_outdated
    desk.edit(page, declaration_fr="matches")
    page = now_stored(tree.north)
    assert not page.translation("fr").is_outdated
    assert not page.has_unpublished_changes
