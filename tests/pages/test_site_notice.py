"""The notice above every page: there while it is due, in each language, on error pages, at no query's cost."""

from __future__ import annotations

import datetime as dt
import re
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cicc_site import languages
from members.models import User
from pages import errors
from pages.models import AboutPage, HomePage, SiteNotice, SiteSettings
from pages.models.settings import Office
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
TEXTS = {
    "text_en": "Our telephones are out of order.",
    "text_es": "Nuestros teléfonos no funcionan.",
    "text_fr": "Nos téléphones sont en panne.",
    "text_ar": "هواتفنا معطلة.",
}


@pytest.fixture
def home(db: None) -> HomePage:
    return make.home()


def notice(**values: object) -> SiteNotice:
    made: SiteNotice = SiteNotice.load()
    for name, value in {**TEXTS, **values}.items():
        setattr(made, name, value)
    made.full_clean()
    made.save()
    return made


def banner(markup: str) -> str:
    found = re.search(r'<section class="site-notice.*?</section>', markup, re.DOTALL)
    return found[0] if found else ""


def shown(client: Client, address: str = "/en/") -> str:
    return banner(client.get(address).content.decode())


@pytest.mark.parametrize("language", languages.codes())
def test_it_stands_above_every_page_in_its_language(client: Client, home: HomePage, language: str) -> None:
    about = make.about(home, "Goals")
    notice(level="emergency")
    for address in (
        f"/{language}/",
        about.address_in(language),
        f"/{language}/search/",
        f"/{language}/no-such-page/",
        f"/?mod=unknown&lang={language}",
    ):
        found = shown(client, address)
        assert TEXTS[f"text_{language}"] in found, address
        assert "site-notice--emergency" in found
        assert ' lang="' not in found
        assert re.search(r'^<section [^>]*aria-label="[^"]+"', found), "a region with a name"
        assert "aria-live" not in found
        assert "role=" not in found
    request = RequestFactory().get(f"/{language}/")
    assert TEXTS[f"text_{language}"] in banner(errors.forbidden(request).content.decode())


def test_its_level_stands_in_words(client: Client, home: HomePage) -> None:
    for level, word in (("information", "Information"), ("warning", "Warning"), ("emergency", "Emergency")):
        notice(level=level)
        assert word in shown(client)


def test_a_missing_translation_falls_back_and_is_marked(client: Client, home: HomePage) -> None:
    notice(text_ar=None, link="https://example.org/", link_text_en="Read more")
    found = shown(client, "/ar/")
    assert f'<span lang="en" dir="ltr">{TEXTS["text_en"]}</span>' in found
    assert 'href="https://example.org/" lang="en" dir="ltr">Read more<' in found


def test_it_begins_and_ends_by_itself(client: Client, home: HomePage) -> None:
    starts, ends = NOW, NOW + dt.timedelta(hours=1)
    second = dt.timedelta(seconds=1)
    notice(starts=starts, ends=ends)
    for moment, is_there in (
        (starts - second, False),
        (starts, True),
        (ends - second, True),
        (ends, False),
        (ends + dt.timedelta(days=99), False),
    ):
        with patch("django.utils.timezone.now", return_value=moment):
            assert bool(shown(client)) is is_there, moment


def test_there_is_none_without_a_text(client: Client, home: HomePage) -> None:
    assert shown(client) == ""
    notice(text_en="  ", text_es=None, text_fr=None, text_ar=None)
    assert shown(client) == ""


def test_its_words_are_words(client: Client, home: HomePage) -> None:
    notice(text_en="<script>alert(1)</script> & more")
    assert "<script>" not in shown(client)
    assert "&lt;script&gt;" in shown(client)


def test_its_link_leads_to_the_page_in_the_readers_language(client: Client, home: HomePage) -> None:
    about = make.about(home, "Goals")
    notice(page=about, link_text_en="Read more", link_text_fr="En savoir plus")
    assert 'href="/en/goals/"' in shown(client)
    assert 'href="/fr/goals-fr/">En savoir plus<' in shown(client, "/fr/")
    about.unpublish()
    assert "href" not in shown(client), "never a dead link"
    AboutPage.objects.get(pk=about.pk).delete()
    assert TEXTS["text_en"] in shown(client)


@pytest.mark.parametrize("address", ["/en/", "/ar/", "/en/no-such-page/"])
@pytest.mark.parametrize("offices", [0, 2])
def test_it_costs_no_query(client: Client, home: HomePage, address: str, offices: int) -> None:
    settings = SiteSettings.load()
    settings.offices = [Office(name_en=f"Office {number}") for number in range(offices)]
    settings.save()
    assert Office.objects.count() == offices

    def statements() -> list[str]:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return [query["sql"] for query in captured.captured_queries]

    without = statements()
    notice(page=make.about(home, "Goals"), link_text_en="Read more")
    assert "/goals" in shown(client, address)
    assert len(statements()) == len(without)
    assert [sql for sql in statements() if 'FROM "pages_sitenotice"' in sql] == []


def test_it_is_there_before_any_office_is(client: Client, home: HomePage) -> None:
    notice()
    assert not SiteSettings.load().offices.exists()
    assert TEXTS["text_en"] in shown(client)


def test_a_failure_is_told_without_it(home: HomePage) -> None:
    notice()
    request: HttpRequest = RequestFactory().get("/en/")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=DatabaseError):
        for answer in (errors.server_error(request), errors.forbidden(request)):
            assert banner(answer.content.decode()) == ""
            assert b"<h1>" in answer.content


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"text_en": "x" * 301}, "text_en"),
        ({"starts": NOW, "ends": NOW}, "ends"),
        ({"link": "javascript:alert(1)", "link_text_en": "x"}, "link"),
        ({"link": "//evil.example", "link_text_en": "x"}, "link"),
        ({"link": "https://example.org/"}, "link_text_en"),
    ],
)
def test_a_mistake_is_said(home: HomePage, values: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        notice(**values)
    assert field in refused.value.message_dict


# --- In the admin ----------------------------------------------------------------------------------------


def address_of(name: str = "wagtailsettings:edit") -> str:
    return reverse(name, args=["pages", "sitenotice", SiteNotice.load().pk])


def form(**values: object) -> dict[str, object]:
    texts = {f"{field}_{code}": "" for field in ("text", "link_text") for code in languages.codes()}
    return {**texts, "level": "warning", "page": "", "link": "", "starts": "", "ends": "", **values}


def staff(*permissions: str) -> User:
    user = User.objects.create_user("beatriz", "beatriz@example.org", "a long test password")
    group = Group.objects.create(name="Desk")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *permissions]))
    user.groups.add(group)
    return user


def test_only_who_may_set_it_sets_it(client: Client, home: HomePage) -> None:
    client.force_login(staff("change_sitesettings"))
    assert client.get(address_of()).status_code in (302, 403)
    client.post(address_of(), form(text_en="Hacked"))
    assert SiteNotice.load().text_en is None
    Group.objects.get(name="Desk").permissions.add(Permission.objects.get(codename="change_sitenotice"))
    client.force_login(User.objects.get(username="beatriz"))
    assert client.get(address_of()).status_code == 200
    assert client.post(address_of(), form(text_en="Closed today", text_ar="مغلق اليوم")).status_code == 302
    assert "Closed today" in shown(client)
    assert "مغلق اليوم" in shown(client, "/ar/")


@pytest.mark.parametrize("language", languages.codes())
def test_it_is_previewed_in_each_language_before_it_is_saved(
    client: Client, home: HomePage, language: str
) -> None:
    client.force_login(people.amal())
    preview = address_of("wagtailsettings:preview_on_edit")
    later = timezone.now() + dt.timedelta(days=3)
    values = form(**TEXTS, starts=later.strftime("%Y-%m-%d %H:%M"))
    assert client.post(f"{preview}?mode={language}", values).json()["is_valid"]
    answer = client.get(f"{preview}?mode={language}")
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert TEXTS[f"text_{language}"] in banner(text)
    assert shown(client, f"/{language}/") == "", "nobody else sees it yet"
