"""What Wagtail opens to all of the staff and is not theirs stays shut; who works there still gets in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from members.models import User
from pages.models import AboutPage
from pages.moderation import REVIEW, ensure_moderation
from tests.factories import archive
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


@pytest.mark.parametrize(
    ("role", "live", "hidden"),
    [
        ("Administrator", 200, 200),
        ("Publisher", 200, 200),
        ("Editor", 200, 200),
        ("Translator FR", 200, 200),
        ("Press officer", 403, 404),
        ("Membership officer", 403, 404),
        ("Regional coordinator", 403, 404),
        ("Archivist", 403, 404),
    ],
)
def test_that_a_page_is_in_review_is_told_to_who_works_on_it(
    role: str, live: int, hidden: int, settings: Any
) -> None:
    """Asked as the editor asks, by a script; where publishing ends reviews, the answer names the review and its step.
    Here it does not, and the answer says nothing: the door stands for the day on which somebody changes that."""
    settings.WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
    ensure_moderation()
    client = at_the_desk(role)
    for page, status in {make.about(make.home(), "Public page"): live, draft(): hidden}.items():
        page.get_workflow().start(page, User.objects.create_user(f"author-{page.pk}"))
        address = reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk])
        answer = client.get(address, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
        assert answer.status_code == status, page
        assert (REVIEW in answer.content.decode()) is (status == 200)


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


MANY = ("Membership officer", "Archivist", "Editor")


@pytest.mark.parametrize(
    ("what", "knows"),
    [
        ("pages/sitepage/publish", {"Editor", "Translator FR"}),
        ("members/organization/delete", {"Membership officer", "Regional coordinator"}),
        ("documents/work/delete", {"Archivist", "Translator FR"}),
        ("members/user/delete", set()),
    ],
)
def test_what_is_done_to_many_at_once_names_nothing_that_somebody_may_not_know_of(
    what: str, knows: set[str]
) -> None:
    """Wagtail shows the names of all that was chosen, also of what one may do nothing to."""
    makers: dict[str, Callable[[], Any]] = {
        "pages/sitepage/publish": lambda: draft("Zqhidden"),
        "members/organization/delete": lambda: people.organization("Zqhidden", listing="unlisted"),
        "documents/work/delete": lambda: archive.work("Zqhidden", access="staff"),
        "members/user/delete": lambda: User.objects.create_user("zqhidden", first_name="Zqhidden"),
    }
    hidden = makers[what]()
    for role in (*MANY, "Regional coordinator", "Press officer", "Translator FR"):
        client = at_the_desk(role)
        for query in (f"?id={hidden.pk}", "?id=all"):
            answer = client.get(f"/admin/bulk/{what}/{query}", follow=True)
            if role not in knows:
                assert "qhidden" not in answer.content.decode(), (role, query)
                assert answer.status_code == 404, (role, query)
        answer = client.get(f"/admin/bulk/{what}/?id={hidden.pk}", follow=True)
        assert (answer.status_code == 200) is (role in knows), role


def test_what_is_done_to_many_at_once_takes_numbers_that_there_are() -> None:
    client = at_the_desk("Publisher")
    for number in ("x", "²", "٣", "9" * 30, "987654321"):
        address = reverse("wagtail_bulk_action", args=["pages", "sitepage", "publish"])
        assert client.get(address, {"id": number}).status_code == 404, number
