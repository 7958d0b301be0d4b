"""/.well-known/security.txt is what RFC 9116 asks for, and never older than half a year."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django import Settings

from cicc_site import languages

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_it_says_whom_to_tell_until_when_and_in_what_languages(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "security@example.org"
    lines = told(client)
    assert set(lines) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert lines["Contact"] == "mailto:security@example.org"
    left = dt.datetime.fromisoformat(lines["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=178) < left <= dt.timedelta(days=180)
    assert lines["Preferred-Languages"].split(", ") == list(languages.codes())
    assert lines["Canonical"] == f"{site_settings.SITE_URL}/.well-known/security.txt"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://www.example.org/tell-us/", "https://www.example.org/tell-us/"),
        ("", "mailto:site@example.org"),
    ],
)
def test_the_contact_is_an_address_or_that_of_the_sender(
    client: Client, settings: Settings, given: str, shown: str
) -> None:
    settings.SECURITY_CONTACT, settings.DEFAULT_FROM_EMAIL = given, "The site <site@example.org>"
    assert told(client)["Contact"] == shown
