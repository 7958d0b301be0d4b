"""What every answer tells the browser: each address, public or of the admin, and what deviates from that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from pytest_django import Settings

from cicc_site import security_headers
from cicc_site.security_headers import SecurityHeadersMiddleware
from tests.addresses import addresses
from tests.factories import members as make
from tests.factories import pages as pages_of

pytestmark = pytest.mark.django_db

ADMIN = f"/{site_settings.ADMIN_PATH}/"
# What a policy may consist of.
WORDS = {"'none'", "'self'", "blob:", "data:"}


def parts(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}


def every_address() -> Iterator[tuple[str, str]]:
    found = dict(addresses(get_resolver()))
    yield from sorted(found.items())
    yield "/en/there-is-no-such-page/", "missing"
    yield "/nonsense", "missing"


def assert_safe(response: Any, address: str) -> None:
    headers = response.headers
    policy = parts(headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"], address
    assert {word for words in policy.values() for word in words} <= WORDS, address
    assert policy["base-uri"] == ["'none'"], address
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
    assert headers["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}, address
    assert headers["X-Content-Type-Options"] == "nosniff", address
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
    assert "camera=()" in headers["Permissions-Policy"], address
    framed = headers.get("X-Frame-Options") == "SAMEORIGIN"
    assert policy["frame-ancestors"] == (["'self'"] if framed else ["'none'"]), address
    assert not {"Server", "X-Powered-By", "Via"} & headers.keys(), address


def test_every_address_of_the_site_says_it_to_a_visitor(client: Client) -> None:
    pages_of.home()
    client.raise_request_exception = False
    tried = 0
    for address, name in every_address():
        response = client.get(address)
        assert response.status_code < 500, (address, name)
        assert_safe(response, address)
        assert not response.cookies or address.startswith(ADMIN), address
        tried += 1
    assert tried > 300, "the walk would prove nothing"


def test_every_address_of_the_admin_says_it_to_an_administrator(client: Client) -> None:
    pages_of.home()
    client.raise_request_exception = False  # Wagtail fails at keys that are none
    client.force_login(make.amal())
    tried = 0
    for address, name in every_address():
        if not address.startswith(ADMIN) or "logout" in name:
            continue
        response = client.get(address)
        assert_safe(response, address)
        assert "unsafe" not in response.headers["Content-Security-Policy"], address
        tried += response.status_code == 200
    assert tried > 60, "hardly any screen opened"


def test_public_pages_are_the_same_for_everybody_and_name_files_of_ours_only(client: Client) -> None:
    pages_of.home()
    once, again = client.get("/en/"), client.get("/en/")
    policy = once.headers["Content-Security-Policy"]
    assert policy == again.headers["Content-Security-Policy"]
    assert {word for words in parts(policy).values() for word in words} == {"'none'", "'self'"}
    assert once.content == again.content
    for name, value in security_headers.for_visitors().items():
        assert once.headers[name] == value, name


def test_the_admin_writes_no_script_into_its_pages(client: Client) -> None:
    """What Wagtail would write inline (choosers, calendars, rows) stands in data."""
    home = pages_of.home()
    client.force_login(make.amal())
    screens = [
        reverse("wagtailadmin_pages:edit", args=[home.pk]),
        reverse("wagtailadmin_workflows:add"),
        reverse("wagtailadmin_workflows:add_task", args=["wagtailcore", "groupapprovaltask"]),
        reverse("wagtailsnippets_documents_work:add"),
        reverse("wagtailsnippets_members_organization:add"),
        reverse("wagtailsettings:edit", args=["pages", "sitesettings"]),
    ]
    started: set[str] = set()
    for screen in screens:
        text = client.get(screen, follow=True).content.decode()
        started |= set(re.findall(r'data-site-starter-start-value="(\w+)"', text))
        for attributes, script in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL):
            runs = "src=" not in attributes and "application/json" not in attributes
            assert not (runs and script.strip()), (screen, script)
        assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", text), screen
    assert {"initDateTimeChooser", "InlinePanel", "PageChooser"} <= started


def test_whatever_is_to_be_started_is_known_to_the_starter() -> None:
    """A chooser of a new package would stay dead: its name has to be added to the script."""
    from wagtail.admin.widgets import BaseChooser

    text = (site_settings.BASE_DIR / "static/js/admin/starter.js").read_text(encoding="utf-8")
    known = set(re.findall(r"'(\w+)'", text))

    def below(widget: type[BaseChooser]) -> Iterator[type[BaseChooser]]:
        yield widget
        for child in widget.__subclasses__():
            yield from below(child)

    get_resolver().url_patterns  # noqa: B018 - makes Wagtail define the choosers of its viewsets
    asked = {widget.js_constructor for widget in below(BaseChooser)}
    assert asked >= {"PageChooser", "ImageChooser", "createTaskChooser"}
    assert asked <= known


def answer(path: str, response: HttpResponse) -> HttpResponse:
    request: HttpRequest = RequestFactory().get(path)
    request.user = AnonymousUser()
    handed = SecurityHeadersMiddleware(lambda _request: response)(request)
    assert isinstance(handed, HttpResponse)
    return handed


def test_a_stricter_answer_keeps_its_own() -> None:
    own = {"Content-Security-Policy": "sandbox", "Cross-Origin-Resource-Policy": "cross-origin"}
    assert answer("/en/", HttpResponse(headers=own)).headers["Content-Security-Policy"] == "sandbox"
    assert answer("/en/", HttpResponse(headers=own)).headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_frame_is_allowed_where_the_older_header_allows_it() -> None:
    shown = answer(ADMIN, HttpResponse(headers={"X-Frame-Options": "SAMEORIGIN"}))
    assert parts(shown.headers["Content-Security-Policy"])["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("place", ["/api/v1/countries", "/open-data/countries.csv", "/media/images/a.png"])
def test_what_is_made_for_other_sites_may_be_used_there(place: str) -> None:
    assert answer(place, HttpResponse()).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer("/en/a/", HttpResponse()).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_passkeys_are_asked_for_in_the_admin_only() -> None:
    assert "publickey-credentials-get=(self)" in answer(ADMIN, HttpResponse()).headers["Permissions-Policy"]
    assert "publickey-credentials-get=()" in answer("/en/", HttpResponse()).headers["Permissions-Policy"]


def test_an_encrypted_site_asks_for_nothing_unencrypted(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert "upgrade-insecure-requests" in answer("/en/", HttpResponse()).headers["Content-Security-Policy"]
    settings.SECURE_SSL_REDIRECT = False
    assert "upgrade" not in answer("/en/", HttpResponse()).headers["Content-Security-Policy"]
