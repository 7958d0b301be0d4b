"""Nothing of the admin opens to a person without the second step: every address is tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings
from wagtail.models import Collection, CollectionViewRestriction

from members.models import User
from members.second_factor import OPEN_TO_ALL, OPEN_WITHOUT_FACTOR
from tests import second_step as step
from tests.addresses import addresses
from tests.factories import documents as files
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(settings: Settings) -> User:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    return make.amal(password=step.PASSWORD)


def admin_addresses() -> list[tuple[str, str]]:
    below = f"/{django_settings.ADMIN_PATH}/"
    return [found for found in addresses(get_resolver()) if found[0].startswith(below)]


def is_led_to_set_up(response: Any) -> bool:
    return bool(response.status_code == 302 and response["Location"] == reverse("mfa_index"))


def is_refused(response: Any) -> bool:
    return bool(response.status_code in (401, 403) and response["Content-Type"] == "application/json")


def test_the_walk_sees_the_whole_admin() -> None:
    found = admin_addresses()
    names = {name for _address, name in found}
    assert len(found) > 200
    # One from each part: pages, choosers, api, snippets, users, our own.
    assert names >= {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailimages_chooser:choose",
        "wagtailadmin_api:pages:listing",
        "wagtailusers_users:edit",
        "editors_guide",
        "wagtail_bulk_action",
    }


def test_whoever_has_no_second_step_opens_nothing_of_the_admin(amal: User, client: Client) -> None:
    step.give_password(client)
    visited = []
    for address, name in admin_addresses():
        if name in OPEN_WITHOUT_FACTOR | OPEN_TO_ALL:
            continue
        visited.append(address)
        assert is_led_to_set_up(client.get(address)), address
        assert is_led_to_set_up(client.post(address)), address
        assert is_refused(client.get(address, headers={"X-Requested-With": "XMLHttpRequest"})), address
        assert is_refused(client.get(address, headers={"Accept": "application/json"})), address
        assert is_refused(client.post(address, headers={"Sec-Fetch-Dest": "empty"})), address
    assert len(visited) > 200


def test_what_opens_before_it_shows_nothing_of_the_site(amal: User, client: Client) -> None:
    step.give_password(client)
    for name in OPEN_WITHOUT_FACTOR - {"wagtailadmin_logout"}:
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        assert 'data-wagtail-component="sidebar"' not in response.content.decode(), name
        assert "wagtail-sidebar" not in response.content.decode(), name


def test_a_session_from_before_the_rule_is_led_to_set_up(amal: User, client: Client) -> None:
    client.force_login(amal)
    assert is_led_to_set_up(client.get(reverse("wagtailadmin_home")))


def test_a_session_from_before_the_factor_ends(amal: User, client: Client) -> None:
    step.give_password(client)
    step.give_app(amal)
    for address, name in admin_addresses():
        if name in OPEN_TO_ALL or address.startswith(("/admin/login/", "/admin/password_reset/")):
            continue
        client.force_login(amal)
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(reverse("wagtailadmin_login")), address
        assert "_auth_user_id" not in client.session, address


def test_a_session_of_a_factor_that_was_reset_does_not_count(amal: User, client: Client) -> None:
    step.sign_in(client, step.give_app(amal))
    assert step.is_in(client)
    step.take_factors(amal)
    assert is_led_to_set_up(client.get(reverse("wagtailadmin_home")))
    step.give_app(amal)
    assert client.get(reverse("wagtailadmin_home"))["Location"].startswith(reverse("wagtailadmin_login"))


def test_files_for_staff_stay_closed_outside_the_admin(
    amal: User, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    private = Collection.get_first_root_node().add_child(name="Staff only")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = files.document(collection=private)
    step.give_password(client)
    assert client.get(document.url).status_code == 302
    secret = step.give_app(amal)
    stranger = Client()
    step.give_password(stranger)
    assert stranger.get(document.url).status_code == 302
    complete = Client()
    step.sign_in(complete, secret)
    assert complete.get(document.url).status_code == 200


def test_where_the_rule_is_off_nobody_is_led_anywhere_but_a_factor_is_asked_for(
    settings: Settings, client: Client
) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    amal = make.amal(password=step.PASSWORD)
    step.give_password(client)
    assert step.is_in(client)
    secret = step.give_app(amal)
    assert not step.is_in(client), "the other session has not shown the new factor"
    assert step.give_password(client)["Location"] == reverse("mfa_authenticate")
    assert not step.is_in(client)
    step.give_code(client, step.app_code(secret))
    assert step.is_in(client)


def test_a_public_page_does_not_ask_who_reads_it(
    amal: User, client: Client, django_assert_num_queries: Any
) -> None:
    step.sign_in(client, step.give_app(amal))
    with django_assert_num_queries(1) as asked:
        client.get("/robots.txt")
    assert "approved_go_live_at" in asked.captured_queries[0]["sql"], (
        "whether anything is due, and nothing else"
    )
