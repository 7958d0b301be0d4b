"""The first screen of the admin, the explorer and the guide, in the words of the Secretariat."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cicc_site import languages
from pages.dashboard import translation_work
from pages.guide import chapters
from pages.models import AboutPage, PressIndexPage
from tests.factories import members as make
from tests.pages.every_type import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.amal())
    return client


def test_it_greets_and_offers_what_can_be_begun(desk: Client) -> None:
    index = example(PressIndexPage)
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Welcome, Amal" in html
    assert reverse("wagtailadmin_pages:add", args=["pages", "pressreleasepage", index.pk]) in html
    assert reverse("wagtailadmin_pages:add", args=["pages", "vacancypage", index.pk]) not in html


def test_it_names_the_pages_that_lack_a_language(desk: Client) -> None:
    page = example(AboutPage)
    lacking = {item["language"].code: set(item["pages"]) for item in translation_work()}
    # It has a Spanish and an Arabic title.
    assert {code for code, pages in lacking.items() if page.sitepage_ptr in pages} == {"fr"}
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#tab-language_fr" in html


def test_the_explorer_marks_the_languages_of_a_page(desk: Client) -> None:
    page = example(AboutPage)
    html = desk.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    assert html.count('class="language-marks__mark language-marks__mark--missing"') == 1
    assert 'title="Français: missing"' in html


def test_marks_cost_no_query_per_page(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parent = example(AboutPage).get_parent()
    address = reverse("wagtailadmin_explore", args=[parent.pk])
    desk.get(address)
    with django_assert_max_num_queries(100) as few:
        desk.get(address)
    for number in range(5):
        parent.add_child(instance=AboutPage(title=f"Page {number}", slug=f"page-{number}"))
    with django_assert_max_num_queries(len(few)):
        desk.get(address)


def test_the_guide_is_read_inside_the_admin(desk: Client) -> None:
    assert "index" in chapters()
    for chapter in chapters():
        response = desk.get(reverse("editors_guide", args=[chapter]))
        assert response.status_code == 200
        for link in chapters():
            # Links between chapters work in the repository and here.
            if f'href="{link}.md"' in response.content.decode():
                raise AssertionError(f"{chapter} links to a file")
    assert desk.get(reverse("editors_guide", args=["settings"])).status_code == 404


def test_the_guide_is_for_staff(client: Client) -> None:
    assert client.get(reverse("editors_guide", args=["index"])).status_code == 302


def test_help_leads_to_no_other_site(desk: Client) -> None:
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    for foreign in ("wagtail.org", "gravatar", "guide.wagtail", "docs.wagtail"):
        assert foreign not in html


def test_the_language_of_the_menus_can_be_chosen(desk: Client) -> None:
    html = desk.get(reverse("wagtailadmin_account")).content.decode()
    for code, _name in languages.choices():
        assert f'<option value="{code}"' in html


@pytest.mark.parametrize(("code", "word"), [("es", "Contraseña"), ("fr", "Mot de passe"), ("ar", "كلمة")])
def test_the_sign_in_speaks_the_language_of_the_browser(client: Client, code: str, word: str) -> None:
    html = client.get(reverse("wagtailadmin_login"), headers={"accept-language": code}).content.decode()
    assert f'<html lang="{code}"' in html
    label = re.search(r'<label[^>]*for="id_password"[^>]*>\s*([^<]+)', html)
    assert label
    assert label[1].startswith(word)
