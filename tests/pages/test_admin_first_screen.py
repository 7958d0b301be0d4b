"""The first screen of the admin, the explorer and the guide, in the words of the Secretariat."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cicc_site import languages
from members.models import User
from pages.models import AboutPage, PressIndexPage, TranslationTask
from pages.models.translation_tasks import Filter
from tests.factories import members as people
from tests.pages.every_type import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(people.amal())
    return client


def test_it_greets_and_offers_what_can_be_begun(desk: Client) -> None:
    index = example(PressIndexPage)
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Welcome, Amal" in html
    assert reverse("wagtailadmin_pages:add", args=["pages", "pressreleasepage", index.pk]) in html
    assert reverse("wagtailadmin_pages:add", args=["pages", "vacancypage", index.pk]) not in html


def test_it_counts_what_waits_in_each_language_as_the_board_does(desk: Client) -> None:
    page = example(AboutPage)
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    # It has a Spanish and an Arabic title.
    for code, state in (("fr", "missing"), ("ar", "incomplete")):
        waiting = TranslationTask.objects.filter(language=code).that_are(Filter(state))
        assert waiting.filter(title_en=page.title_en).exists()
        address = f"{reverse('translation_board')}?language={code}&amp;state={state}"
        assert re.search(rf'href="{re.escape(address)}">[^<]*: {waiting.count()}</a>', html)


def test_it_shows_what_was_given_to_me(desk: Client) -> None:
    page = example(AboutPage)
    assert "Given to you" not in desk.get(reverse("wagtailadmin_home")).content.decode()
    tasks = TranslationTask.objects.of(page).filter(language="fr")
    tasks.update(owner=User.objects.get(username="amal"), due=dt.date(2026, 1, 12))
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Given to you: 1 text" in html
    assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#tab-language_fr" in html
    assert 'overdue since <time datetime="2026-01-12">' in html


def test_the_explorer_marks_how_each_language_of_a_page_stands(desk: Client) -> None:
    page = example(AboutPage)
    newest = page.get_latest_revision_as_object()
    newest.title_es, newest.title_en = "Nuevo", "New"
    revision = newest.save_revision()
    revision.content = {**revision.content, "release": ["en"]}
    revision.save()
    revision.publish()
    html = desk.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    for title, classes in (
        ("English: public", "state--current"),
        ("Español: outdated, draft waits", "state--outdated state--waits"),
        ("Français: missing", "state--missing"),
        ("العربية: outdated", "state--outdated"),
    ):
        assert f'class="language-marks__mark {classes}" title="{title}"' in html


def test_marks_cost_no_query_per_page(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parent = example(AboutPage).get_parent()
    address = reverse("wagtailadmin_explore", args=[parent.pk])
    desk.get(address)
    with django_assert_max_num_queries(100) as few:
        desk.get(address)
    asked = len(few)
    for number in range(5):
        parent.add_child(instance=AboutPage(title=f"Page {number}", slug=f"page-{number}"))
    desk.get(address)  # what is kept until a page changes is read anew
    with django_assert_max_num_queries(asked):
        desk.get(address)


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
