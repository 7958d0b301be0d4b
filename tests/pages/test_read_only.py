"""Read-only: everything is read as before, nothing is taken in, nobody loses a word, and the worker pauses."""

from __future__ import annotations

import datetime as dt
import html
import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import ModelLogEntry

from cicc_site import periodic
from cicc_site.periodic import Job
from members import outbox, read_only
from members.models import MailState, OutboxMessage, User
from pages import read_only_answers
from pages.models import SitePage
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.factories import applications as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

WORDS = "Nous n'avons <b>rien</b> perdu & tout gardé"


@pytest.fixture
def closed(db: None) -> None:
    assert read_only.turn_on()


@pytest.fixture
def desk(client: Client, roles: None) -> Client:
    client.force_login(
        User.objects.create_superuser("keeper"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What you sent was not saved."),
        ("es", "no se ha guardado"),
        ("fr", "pas été enregistré"),
        ("ar", "لم يُحفظ"),
    ],
)
def test_whoever_sends_a_form_hears_it_in_the_own_language(
    client: Client, closed: None, language: str, said: str
) -> None:
    application, link = make.begun()
    answer = browser.send_step(client, link, "organization", {"legal_name": WORDS}, language=language)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "900"
    assert "no-store" in answer.headers["Cache-Control"]
    assert said in page
    assert answer.headers["Content-Language"] == language
    assert browser.kept(application, "organization") != {"legal_name": WORDS}


def test_what_was_typed_can_be_sent_again_later(client: Client, closed: None) -> None:
    application, link = make.begun()
    typed = {**form.typed()["organization"], "legal_name": WORDS}
    page = browser.send_step(client, link, "organization", typed).content.decode()
    assert "<b>rien" not in page
    assert page.count("<textarea") >= len([value for value in typed.values() if value])

    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields += re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>&#10;(.*?)</textarea>', page, re.DOTALL)
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(html.unescape(name), []).append(html.unescape(value))
    [action] = re.findall(r'<form class="read-only__form" method="post" action="([^"]+)"', page)
    assert read_only.turn_off()
    assert client.post(html.unescape(action), sent).status_code == 303
    assert browser.kept(application, "organization")["legal_name"] == WORDS


def test_nothing_secret_and_nothing_of_another_site_comes_back(client: Client, closed: None) -> None:
    _application, link = make.begun()
    address = browser.address(link, "step/organization/")
    typed = {"password": "hush-1", "code": "hush-2", "words": "seen"}
    page = client.post(address, typed).content.decode()
    assert "seen" in page
    assert "hush" not in page
    page = client.post(address, typed, headers={"Sec-Fetch-Site": "cross-site"}).content.decode()
    assert "seen" not in page


def test_what_saves_itself_goes_on_trying(client: Client, closed: None) -> None:
    _application, link = make.begun()
    answer = client.post(browser.address(link, "step/work/"), {"a": "b"}, headers={"X-Autosave": "1"})
    assert (answer.status_code, list(answer.json())) == (503, ["message"])


def test_pages_with_a_form_say_so_before_anybody_types(client: Client, closed: None) -> None:
    _application, link = make.begun()
    for path in (
        browser.address(link, "step/work/"),
        "/en/membership/application/",
        browser.address(link, ""),
    ):
        answer = client.get(path)
        assert (answer.status_code, "For a while nothing can be sent" in answer.content.decode()) == (
            200,
            True,
        ), path
    read_only.turn_off()
    assert "For a while" not in client.get(browser.address(link, "")).content.decode()


def test_every_public_page_is_read_as_before(client: Client) -> None:
    paths = [
        "/en/",
        "/ar/",
        "/en/search/?q=court",
        "/sitemap.xml",
        "/en/feed/",
        "/api/v1/openapi.json",
        "/robots.txt",
    ]
    paths += [page.url for page in SitePage.objects.live().specific().order_by("pk")[:30] if page.url]
    before = {path: client.get(path).status_code for path in paths}
    read_only.turn_on()
    assert {path: client.get(path).status_code for path in paths} == before
    assert set(before.values()) == {200}


def test_every_address_refuses_what_is_sent_but_the_few_on_the_list(client: Client, closed: None) -> None:
    """Any new address is refused from the start."""
    names = [name for name in _names() if name not in read_only_answers.OPEN]
    assert len(names) > 150
    assert read_only_answers.OPEN - {"wagtailadmin_login"} <= set(_names())
    refused = 0
    for name in names:
        try:
            address = reverse(name)
        except Exception:  # noqa: S112 - needs arguments
            continue
        assert client.post(address).status_code == 503, name
        refused += 1
    assert refused > 60


def _names(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            found += [f"{prefix}{pattern.name}"] if pattern.name else []
        else:
            found += _names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
    return found


def test_an_editor_keeps_what_was_written(desk: Client, closed: None) -> None:
    page = SitePage.objects.filter(depth=2).first()
    assert page is not None
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "For a while nothing can be sent" in desk.get(address).content.decode()
    answer = desk.post(address, {"title_en": WORDS, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 503
    assert html.escape(WORDS, quote=True) in answer.content.decode()


def test_administrators_switch_it_and_it_is_kept_who_did(desk: Client) -> None:
    address = reverse("read_only")
    assert "as usual" in desk.get(address).content.decode()
    assert desk.post(address, {"deed": "on"}).status_code == 302
    assert read_only.since()
    assert "has been read-only since" in desk.get(address).content.decode()
    desk.post(address, {"deed": "off"})
    assert read_only.since() is None
    kept = ModelLogEntry.objects.filter(action__startswith="members.read_only").order_by("pk")
    assert list(kept.values_list("action", "user__username")) == [
        ("members.read_only_on", "keeper"),
        ("members.read_only_off", "keeper"),
    ]


def test_nobody_else_does(client: Client, roles: None) -> None:
    officer = make.officer()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("read_only"), {"deed": "on"}).status_code in {302, 403}
    assert read_only.since() is None
    assert reverse("read_only") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_signing_in_stays_possible(client: Client, closed: None) -> None:
    User.objects.create_superuser("keeper", password="a long password 7")
    client.post(reverse("wagtailadmin_login"), {"username": "keeper", "password": "a long password 7"})
    assert client.get(reverse("read_only")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_worker_pauses_and_mail_waits(closed: None) -> None:
    done: list[str] = []
    jobs = [
        Job("writes", dt.timedelta(hours=1), lambda: done.append("writes")),
        Job("beats", dt.timedelta(hours=1), lambda: done.append("beats"), always=True),
    ]
    assert [periodic.perform(job) for job in jobs] == [False, True]
    assert done == ["beats"]
    with transaction.atomic():
        context = {"user": "x", "day": "1", "time": "12:00"}
        message = outbox.write("app_added", to="a@example.org", language="en", key="k", context=context)
    outbox.send_due()
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (MailState.WAITING, [])
    read_only.turn_off()
    outbox.send_due()
    assert OutboxMessage.objects.get().state == MailState.SENT


def test_the_command_says_how_it_stands() -> None:
    said = StringIO()
    for deed in ("show", "on", "on", "off"):
        call_command("read_only", deed, stdout=said)
    assert re.sub(r"since .*? UTC", "since then", said.getvalue()).splitlines() == [
        "The site takes everything in.",
        "Read-only since then.",
        "Read-only since then.",
        "The site takes everything in.",
    ]
