"""Officers read files: who may, always as a download, noted the first time; what they are told before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from members.applications import attachments, chain, stored_files
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.enums import Region
from members.models import Application, Attachment, User
from tests.factories import applications as make
from tests.factories import members as make_member
from tests.factories import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> None:
    settings.APPLICATION_ROOT = tmp_path / "applications"


def with_file(application: Application, data: bytes | None = None) -> Attachment:
    checked = attachments.check(uploads.upload(data or uploads.pdf(), "statutes.pdf"))
    attachment = Attachment(
        application=application,
        kind="statutes",
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.data),
        sha256=checked.sha256,
        flags=checked.flags,
    )
    stored_files.write(attachment.stored_as, checked.data)
    attachment.save()
    return attachment


def address(attachment: Attachment) -> str:
    return reverse("applications:file", args=[attachment.application_id, attachment.pk])


def reader(name: str, *rights: str, regions: Any = ()) -> User:
    user = User.objects.create_user(
        name, f"{name}@example.org", "a long test password", regions=list(regions)
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    return user


AFRICA, ELSEWHERE = Region.AFRICA, Region.ASIA_PACIFIC
WHO: dict[str, tuple[tuple[str, ...], tuple[Region, ...], bool]] = {
    "officer": (("view_application", "change_application"), (), True),
    "coordinator of the region": (("view_application", "comment_application"), (AFRICA,), True),
    "coordinator of another region": (("view_application", "comment_application"), (ELSEWHERE,), False),
    "coordinator of none": (("view_application",), (), False),
    "may change and not see": (("change_application",), (), False),
    "officer of the register": (("view_organization", "change_organization"), (), False),
    "editor": (("change_page",), (), False),
}


@pytest.mark.parametrize("who", WHO)
def test_who_reads_a_file(client: Client, who: str) -> None:
    rights, regions, may = WHO[who]
    country = make_member.country("KEN", cicc_region=AFRICA)
    attachment = with_file(make.received(country=country))
    client.force_login(reader("somebody", *rights, regions=regions))
    response = client.get(address(attachment))
    if may:
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == uploads.pdf()  # type: ignore[attr-defined]
        assert response.headers["Content-Disposition"] == 'attachment; filename="statutes.pdf"'
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    else:
        assert response.status_code == 404
    assert attachment.application.events.filter(kind=EventKind.FILE_READ).exists() == may


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    attachment = with_file(make.received())
    response = client.get(address(attachment))
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.parametrize("state", [State.DRAFT, State.UNCONFIRMED])
def test_nobody_reads_what_was_not_received(client: Client, state: State) -> None:
    attachment = with_file(make.moved_to(state, make.officer()))
    client.force_login(User.objects.create_superuser("amal", "amal@example.org", "a long test password"))
    assert client.get(address(attachment)).status_code == 404


def test_a_file_is_found_in_its_own_application_only(client: Client) -> None:
    attachment, other = with_file(make.received()), make.received()
    client.force_login(make.officer())
    assert client.get(reverse("applications:file", args=[other.pk, attachment.pk])).status_code == 404
    assert client.post(address(attachment)).status_code in {403, 405}


def test_the_first_reading_of_each_person_is_noted(client: Client) -> None:
    attachment, officers = with_file(make.received()), [make.officer(), make.officer("goran")]
    for officer in [*officers, *officers]:
        client.force_login(officer)
        client.get(address(attachment))
    noted = attachment.application.events.filter(kind=EventKind.FILE_READ).order_by("number")
    assert [(event.actor, event.subject) for event in noted] == [
        (officer, f"attachment:{attachment.pk}") for officer in officers
    ]
    assert list(chain.verify()) == []


def test_what_was_taken_away_cannot_be_read(client: Client) -> None:
    officer = make.officer()
    attachment = with_file(make.received())
    attachments.remove(attachment, Actor.officer(officer))
    client.force_login(officer)
    assert client.get(address(attachment)).status_code == 404
    assert "taken away" in shown(attachment.application)


def shown(application: Application) -> str:
    return render_to_string("wagtailadmin/applications/attachments.html", {"application": application})


def test_an_officer_is_told_what_to_beware_of() -> None:
    application = make.received()
    script = {"/OpenAction": uploads.action("/JavaScript", JS="app.alert(1)")}
    attachment = with_file(application, uploads.pdf(script, attach=True))
    text = shown(application)
    assert address(attachment) in text
    places = [text.find(words) for words in ("Contains a script.", "by itself", "other files inside")]
    assert places == sorted(places)
    assert min(places) > 0


def test_no_files_are_said_to_be_none() -> None:
    assert "The applicant attached no files." in shown(make.received())


def test_one_query_however_many_files(django_assert_num_queries: Any) -> None:
    application = make.received()
    for number in range(5):
        with_file(application, uploads.raw_pdf(b"%d" % number))
    with django_assert_num_queries(1):
        shown(application)
