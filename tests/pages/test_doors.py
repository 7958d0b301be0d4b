"""What Wagtail opens to all of the staff and is not theirs stays shut; who works there still gets in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from members.models import User
from pages.models import AboutPage
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def at_the_desk(role: str) -> Client:
    person = User.objects.create_user(role.lower().replace(" ", "-"))
    person.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def draft(title: str = "Secret until noon") -> AboutPage:
    return make.about(make.home(), title, live=False)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("Administrator", True),
        ("Editor", True),
        ("Translator FR", True),
        ("Regional coordinator", False),
        ("Membership officer", False),
    ],
)
def test_choosers_of_pages_show_drafts_to_who_works_there(role: str, sees: bool) -> None:
    hidden, shown = draft(), make.about(make.home(), "Public page")
    client = at_the_desk(role)
    home = make.home().pk
    for address in (
        reverse("wagtailadmin_choose_page_child", args=[home]),
        reverse("wagtailadmin_choose_page_search") + "?q=secret",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert (hidden.title_en in answer.content.decode()) is sees, address
    assert (
        shown.title_en in client.get(reverse("wagtailadmin_choose_page_child", args=[home])).content.decode()
    )
    below = client.get(reverse("wagtailadmin_choose_page_child", args=[hidden.pk]))
    assert (below.status_code == 200) is sees
    assert (hidden.title_en in below.content.decode()) is sees


@pytest.mark.parametrize(
    "role", ["Editor", "Translator FR", "Regional coordinator", "Publisher", "Administrator"]
)
def test_the_history_of_the_site_tells_of_accounts_to_who_looks_after_them(role: str) -> None:
    amal = people.amal(last_name="Unmistakable")
    chen = people.chen()
    log(instance=amal, action="members.second_factor_reset", user=chen)
    page = make.about(make.home(), "Open page")
    log(instance=page, action="wagtail.edit", user=chen)
    client = at_the_desk(role)
    for query in ("", "?export=csv"):
        answer = client.get(reverse("wagtailadmin_reports:site_history") + query)
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert ("Unmistakable" in text) is (role == "Administrator"), query
        assert ("Open page" in text) is (role != "Regional coordinator")


def test_a_page_is_moved_by_who_may_and_its_titles_are_shown_to_nobody_else() -> None:
    hidden, place = draft(), make.about(make.home(), "Quiet place", live=False)
    address = reverse("wagtailadmin_pages:move_confirm", args=[hidden.pk, place.pk])
    for role, opens in {"Publisher": True, "Editor": True, "Membership officer": False}.items():
        answer = at_the_desk(role).get(address)
        assert (answer.status_code == 200) is opens, role
        assert ("Quiet place" in answer.content.decode()) is opens


def test_who_writes_in_no_language_has_no_board_and_no_files_for_translators() -> None:
    draft()
    client = at_the_desk("Regional coordinator")
    for name in ("translation_board", "translations_export", "translations_import"):
        assert client.get(reverse(name)).status_code == 302
        assert client.post(reverse(name)).status_code == 302
        assert reverse(name) not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert at_the_desk("Translator FR").get(reverse("translation_board")).status_code == 200


@pytest.mark.parametrize(
    "name", ["wagtailembeds:chooser", "wagtailembeds:chooser_upload", "wagtailadmin_error_test"]
)
def test_what_nobody_needs_is_nowhere(name: str, client: Client) -> None:
    client.force_login(people.amal(last_login=timezone.now()))
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"embed-chooser-url": "https://example.org/"}).status_code == 404
