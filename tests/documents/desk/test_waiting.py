"""Files that wait: they go when nobody looks at them, never under somebody's hands; what was typed about them stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cicc_site import periodic
from documents.desk import waiting
from documents.desk.confirming import Confirmation
from documents.models import WaitingFile, Work
from documents.storage import archive
from members.models import User
from tests.documents.desk.test_upload import ENGLISH, FRENCH, send, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


@pytest.fixture
def days(settings: Any) -> int:
    settings.ARCHIVE_WAITING_KEPT_DAYS = 10
    return 10


def aged(days: float, **conditions: Any) -> None:
    moment = timezone.now() - dt.timedelta(days=days)
    WaitingFile.objects.filter(**conditions).update(seen_at=moment, sent_at=moment)


def form_of(client: Client, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the page as it is shown. changes: {"<name without its end>__<field>": value}."""
    data: dict[str, Any] = {}
    for row in client.get(reverse("archive_confirm")).context["rows"]:
        form, stem = row["form"], row["waiting"].name.rsplit(".", 1)[0]
        for name in form.fields:
            value = changes.get(f"{stem}__{name}", form[name].value())
            if value is not None and value is not False:
                data[form.add_prefix(name)] = "on" if value is True else value
    return data


def shown(client: Client, name: str) -> dict[str, Any]:
    """{name of the file: what stands in a field of it} on the page of confirmation."""
    rows = client.get(reverse("archive_confirm")).context["rows"]
    return {row["waiting"].name: row["form"][name].value() for row in rows}


# ---- how long they wait


def test_what_nobody_looked_at_goes_with_its_bytes(
    archivist: Client, days: int, django_capture_on_commit_callbacks: Any
) -> None:
    send(archivist, ("old.txt", ENGLISH), ("new.txt", FRENCH))
    places = {each.name: each.file.name or "" for each in WaitingFile.objects.all()}
    aged(days + 0.01, name="old.txt")
    aged(days - 0.01, name="new.txt")
    with django_capture_on_commit_callbacks(execute=True):
        assert waiting.tidy_up() == 1
    assert [each.name for each in WaitingFile.objects.all()] == ["new.txt"]
    assert {name: archive().exists(place) for name, place in places.items()} == {
        "old.txt": False,
        "new.txt": True,
    }


def test_the_worker_does_it_again_and_again() -> None:
    assert waiting.tidy_up in {job.run for job in periodic.jobs()}


def test_who_looks_at_them_keeps_them(archivist: Client, days: int) -> None:
    send(archivist, ("f.txt", ENGLISH))
    aged(days + 1)
    page = archivist.get(reverse("archive_confirm"))
    assert waiting.tidy_up() == 0
    until = page.context["rows"][0]["until"]
    assert abs(until - timezone.now() - dt.timedelta(days=days)) < dt.timedelta(minutes=5)


def test_the_days_are_said_where_files_are_sent_and_confirmed(archivist: Client, days: int) -> None:
    send(archivist, ("f.txt", ENGLISH))
    for name in ("archive_upload", "archive_confirm"):
        assert "10 days" in archivist.get(reverse(name)).content.decode(), name


def test_a_second_press_of_the_button_makes_nothing_twice(archivist: Client) -> None:
    """The page of the second request was read before the first one had committed."""
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    data = form_of(archivist)
    user = User.objects.get(pk=archivist.user.pk)  # type: ignore[attr-defined]
    second = Confirmation(user, data)
    assert second.is_valid()
    archivist.post(reverse("archive_confirm"), data)
    with pytest.raises(Exception, match="gone"):
        second.make()
    assert "exactly this file already" in str(second.rows[0].errors)
    assert Work.objects.count() == 1
    answer = archivist.post(reverse("archive_confirm"), data, follow=True)
    assert "do not wait any more" in told(answer)


def test_what_was_tidied_away_can_be_sent_again(archivist: Client) -> None:
    send(archivist, ("f.txt", ENGLISH), ("g.txt", FRENCH))
    data = form_of(archivist)
    user = User.objects.get(pk=archivist.user.pk)  # type: ignore[attr-defined]
    confirmation = Confirmation(
        user, data | {f"file-{each.pk}-title_en": "T" for each in WaitingFile.objects.all()}
    )
    assert confirmation.is_valid()
    waiting.drop(WaitingFile.objects.get(name="f.txt"))
    with pytest.raises(Exception, match="gone"):
        confirmation.make()
    errors = {row.waiting.name: str(row.errors) for row in confirmation.rows}
    assert "Send it again" in errors["f.txt"]
    assert not Work.objects.exists()


# ---- what was typed


def test_what_is_typed_stays_whichever_button_is_pressed(archivist: Client) -> None:
    send(archivist, ("e.txt", ENGLISH), ("f.txt", FRENCH))
    dropped = WaitingFile.objects.get(name="f.txt")
    typed = {"e__title": "My own title", "e__take": False, "f__title": "Le mien"}
    data = form_of(archivist, **typed)
    archivist.post(reverse("archive_later"), data)
    assert shown(archivist, "title") == {"e.txt": "My own title", "f.txt": "Le mien"}
    assert shown(archivist, "take") == {"e.txt": False, "f.txt": True}
    archivist.post(reverse("archive_look_again"), form_of(archivist, e__symbol="A/2"))
    assert shown(archivist, "symbol")["e.txt"] == "A/2"
    archivist.post(reverse("archive_drop", args=[dropped.pk]), form_of(archivist, e__title="Once more"))
    assert shown(archivist, "title") == {"e.txt": "Once more"}
    archivist.post(reverse("archive_confirm"), form_of(archivist, e__title="And a\x00gain"))
    assert shown(archivist, "title") == {"e.txt": "And again"}


def test_files_that_come_later_or_go_join_no_work_by_chance(archivist: Client) -> None:
    texts = {f"{number}.txt": f"Some words, number {number}.".encode() for number in range(5)}
    send(archivist, *texts.items())
    archivist.post(reverse("archive_later"), form_of(archivist))
    for name in ("0.txt", "1.txt"):
        key = WaitingFile.objects.get(name=name).pk
        archivist.post(reverse("archive_drop", args=[key]), form_of(archivist))
    send(archivist, ("new.txt", b"Others."))
    page = archivist.get(reverse("archive_confirm"))
    groups = [row["form"]["group"].value() for row in page.context["rows"]]
    assert len({int(group) for group in groups}) == 4
    for row in page.context["rows"]:
        offered = {str(value) for value, _label in row["form"].fields["group"].choices}
        assert str(row["form"]["group"].value()) in offered


def test_a_later_version_in_another_language_joins_the_symbol_that_was_typed(archivist: Client) -> None:
    send(archivist, ("x.txt", b"Nothing to go by."))
    archivist.post(
        reverse("archive_later"), form_of(archivist, x__symbol="ICC-ASP/2/Res.8", x__language="sw")
    )
    send(archivist, ("ICC-ASP-2-Res8-ENG.txt", ENGLISH))
    assert len(set(map(str, shown(archivist, "group").values()))) == 1


# ---- what it costs


def test_thirty_files_are_shown_in_as_many_queries_as_three(archivist: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert archivist.get(reverse("archive_confirm")).status_code == 200
        return len(queries)

    send(archivist, *((f"{number}.txt", f"Few {number}".encode()) for number in range(3)))
    cost()
    few = cost()
    send(archivist, *((f"{number}.txt", f"Many {number}".encode()) for number in range(3, 30)))
    assert WaitingFile.objects.count() == 30
    assert cost() == few
