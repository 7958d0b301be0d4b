"""Sent mail in the admin: who sees which messages, what is shown of them, and sending again what has failed."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import ModelLogEntry

from members import heartbeats, mail_errors, outbox, periodic_jobs
from members.checks import mail_goes_out
from members.models import Heartbeat, MailState, OutboxMessage, User
from tests import mailing
from tests import second_step as step
from tests.factories import members as make

pytestmark = pytest.mark.django_db

TOKEN = "s3cr3t-t0ken"
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has run for long."""
    monkeypatch.setattr(heartbeats, "STARTED", time.monotonic() - heartbeats.SETTLING)


@pytest.fixture
def sign_in(roles: None) -> SignIn:
    def signed_in(role: str) -> Client:
        user = User.objects.create_user(f"somebody-{User.objects.count()}", "staff@example.org")
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def desk(client: Client, settings: Settings) -> Client:
    """An administrator at a site that serves the public."""
    settings.FOR_THIS_MACHINE_ONLY, settings.STAFF_SECOND_FACTOR_REQUIRED = False, True
    step.sign_in(client, step.give_app(make.amal(password=step.PASSWORD)))
    return client


def write(name: str = "Beatriz", *, language: str = "en", application_id: int | None = None) -> OutboxMessage:
    with transaction.atomic():
        return outbox.write(
            "password_reset",
            to=f"{name.lower()}@example.org",
            language=language,
            context={
                "user": f"{name} <script>alert(1)</script>",
                "username": name,
                "day": "1",
                "time": "12:00",
            },
            key=f"k-{OutboxMessage.objects.count()}",
            secrets={"link": f"https://www.example.org/{TOKEN}/"},
            application_id=application_id,
        )


def fail(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MailState.FAILED, attempts=20, last_error="SMTPRecipientsRefused 550"
    )


def alive() -> None:
    for name in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(name)


def screen(client: Client, message: OutboxMessage) -> str:
    return client.get(reverse("sent_message", args=[message.pk])).content.decode()


# --- Who sees what ------------------------------------------------------------------------------------------------

NOBODY = ["Editor", "Publisher", "Translator AR", "Press officer", "Regional coordinator", "Archivist"]


@pytest.mark.parametrize("role", NOBODY)
def test_whoever_has_no_right_sees_no_mail(sign_in: SignIn, role: str) -> None:
    client, message = sign_in(role), write(application_id=7)
    fail(message)
    for address in ("sent_mail", "sent_mail_results"):
        answer = client.get(reverse(address))
        assert answer.status_code in {302, 403}
        assert b"beatriz" not in answer.content
    assert b"beatriz" not in client.get(reverse("sent_message", args=[message.pk])).content
    client.post(reverse("send_message_again", args=[message.pk]))
    client.post(reverse("send_mail_again"))
    assert OutboxMessage.objects.get().state == MailState.FAILED
    assert reverse("sent_mail") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_officer_sees_the_mail_of_applications_only(sign_in: SignIn) -> None:
    officer = sign_in("Membership officer")
    theirs, staff = write("Beatriz", application_id=7), write("Chen")
    listed = officer.get(reverse("sent_mail")).content.decode()
    assert "beatriz@example.org" in listed
    assert "chen@example.org" not in listed
    assert officer.get(reverse("sent_message", args=[theirs.pk])).status_code == 200
    assert officer.get(reverse("sent_message", args=[staff.pk])).status_code == 404
    fail(staff)
    fail(theirs)
    assert officer.post(reverse("send_message_again", args=[staff.pk])).status_code == 404
    officer.post(reverse("send_mail_again"))
    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert states == {theirs.pk: MailState.WAITING, staff.pk: MailState.FAILED}


def test_an_administrator_sees_all(sign_in: SignIn) -> None:
    client = sign_in("Administrator")
    write("Beatriz", application_id=7), write("Chen")
    listed = client.get(reverse("sent_mail")).content.decode()
    assert "beatriz@example.org" in listed
    assert "chen@example.org" in listed


def test_an_address_is_never_searched_for(desk: Client) -> None:
    write()
    listed = desk.get(reverse("sent_mail")).content.decode()
    header = listed[: listed.index("listing-results")]
    assert 'name="q"' not in header, "what is typed would stand in the address of the page"


def test_the_list_takes_the_same_queries_for_one_and_for_forty(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alive()
    write()
    desk.get(reverse("sent_mail"))
    with django_assert_num_queries(QUERIES):
        desk.get(reverse("sent_mail"))
    for number in range(40):
        write(f"Chen{number}")
    with django_assert_num_queries(QUERIES):
        desk.get(reverse("sent_mail"))


QUERIES = 15


# --- What is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["waiting", "sent", "failed"])
def test_no_secret_is_ever_shown_in_production(desk: Client, state: str) -> None:
    message = write()
    if state == "sent":
        mailing.sent()
    elif state == "failed":
        fail(message)
    shown = screen(desk, message)
    assert "beatriz@example.org" in shown
    assert TOKEN not in shown
    assert "secret-" not in shown
    assert "\N{HORIZONTAL ELLIPSIS}" in shown


def test_on_the_machine_of_a_developer_the_link_can_be_pressed(desk: Client, settings: Settings) -> None:
    settings.FOR_THIS_MACHINE_ONLY = True
    message = write()
    mailing.sent()
    assert f'<a href="https://www.example.org/{TOKEN}/"' in screen(desk, message)


def test_the_html_is_shown_where_nothing_of_it_can_run(desk: Client) -> None:
    shown = screen(desk, write(language="ar"))
    [frame] = re.findall(r"<iframe[^>]*>", shown)
    assert re.search(r" sandbox(?: |>)", frame), "without any allowance"
    [address] = re.findall(r'src="([^"]*)"', frame)
    answer = desk.get(address)
    inside = answer.content.decode()
    assert '<html lang="ar" dir="rtl">' in inside
    assert "<script>alert" not in inside
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "script" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script>alert" not in shown
    assert (
        "no-store"
        in desk.get(reverse("sent_message", args=[OutboxMessage.objects.get().pk]))["Cache-Control"]
    )


# --- Sending again -------------------------------------------------------------------------------------------------


def test_what_failed_is_sent_again_and_it_is_kept_who_asked(desk: Client) -> None:
    message = write()
    fail(message)
    assert reverse("send_message_again", args=[message.pk]) in screen(desk, message)
    assert desk.post(reverse("send_message_again", args=[message.pk])).status_code == 302
    [sent] = mailing.sent()
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert TOKEN in sent.body
    [entry] = ModelLogEntry.objects.filter(action="members.mail_sent_again")
    assert (entry.user, entry.label) == (User.objects.get(username="amal"), f"password_reset {message.pk}")
    assert "example.org" not in str(entry.data) + entry.label


def test_what_was_sent_is_not_sent_again(desk: Client) -> None:
    message = write()
    mailing.sent()
    assert reverse("send_message_again", args=[message.pk]) not in screen(desk, message)
    desk.post(reverse("send_message_again", args=[message.pk]))
    assert len(mailing.sent()) == 1
    assert not ModelLogEntry.objects.filter(action="members.mail_sent_again").exists()


def test_a_link_alone_sends_nothing(desk: Client) -> None:
    message = write()
    fail(message)
    assert desk.get(reverse("send_message_again", args=[message.pk])).status_code == 405
    assert desk.get(reverse("send_mail_again")).status_code == 405


# --- The first screen ----------------------------------------------------------------------------------------------


def first_screen(client: Client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_first_screen_says_nothing_while_all_is_well(desk: Client) -> None:
    alive()
    assert "Mail and work in the background" not in first_screen(desk)


def test_the_first_screen_tells_of_failed_mail_and_a_silent_worker(desk: Client) -> None:
    alive()
    fail(write())
    shown = first_screen(desk)
    assert "1 message could not be sent." in shown
    assert "beatriz" not in shown
    csrf = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)
    assert csrf, "the form on the first screen can be sent"
    Heartbeat.objects.filter(part="clock").update(at=dt.datetime(2026, 11, 20, 14, 5, tzinfo=dt.UTC))
    shown = first_screen(desk)
    assert "The worker in the background does not answer" in shown
    assert "20 November 2026, 14:05 UTC" in shown
    assert "The queue of the worker" not in shown
    Heartbeat.objects.all().delete()
    assert "It has never been seen." in first_screen(desk)


def test_a_server_that_has_just_started_blames_nobody(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "STARTED", time.monotonic() - heartbeats.SETTLING + 60)
    assert "Mail and work in the background" not in first_screen(desk)
    fail(write())
    assert "1 message could not be sent." in first_screen(desk), "what has failed has failed"
    monkeypatch.setattr(heartbeats, "STARTED", time.monotonic() - heartbeats.SETTLING)
    assert "It has never been seen." in first_screen(desk)


def test_one_worker_of_several_that_is_silent_is_named(desk: Client, settings: Settings) -> None:
    for name in ("bogota", "cairo"):
        settings.WORKER_NAME = name
        alive()
    Heartbeat.objects.filter(worker="bogota").update(at=timezone.now() - heartbeats.SILENCE * 2)
    shown = first_screen(desk)
    assert "One of the workers in the background does not answer: <bdi>bogota</bdi>." in shown
    assert "mail and everything else that is due waits" not in shown


# --- Tidying up ----------------------------------------------------------------------------------------------------


def result(status: str, age: dt.timedelta) -> Any:
    moment = timezone.now() - age
    finished = None if status == TaskResultStatus.RUNNING else moment
    return DBTaskResult.objects.create(
        status=status,
        task_path="members.tasks.send_mail",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="worker",
        run_after=moment,
        started_at=moment,
        finished_at=finished,
    )


def test_what_is_over_is_forgotten(settings: Settings) -> None:
    kept = [
        result(TaskResultStatus.SUCCESSFUL, dt.timedelta(hours=1)),
        result(TaskResultStatus.FAILED, dt.timedelta(days=20)),
        result(TaskResultStatus.RUNNING, dt.timedelta(minutes=10)),
    ]
    result(TaskResultStatus.SUCCESSFUL, dt.timedelta(days=1))
    result(TaskResultStatus.FAILED, dt.timedelta(days=31))
    result(TaskResultStatus.RUNNING, dt.timedelta(hours=2))
    periodic_jobs.tidy_up()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {row.pk for row in kept}


def test_old_mail_of_the_staff_loses_its_address_and_text_and_keeps_its_key(settings: Settings) -> None:
    old, waiting, recent, application = write(), write("Chen"), write("Dina"), write("Efua", application_id=7)
    OutboxMessage.objects.exclude(pk=waiting.pk).update(state=MailState.SENT, sent_at=Now())
    long_ago = timezone.now() - dt.timedelta(days=settings.MAIL_KEPT_DAYS + 1)
    OutboxMessage.objects.exclude(pk=recent.pk).update(created=long_ago)
    periodic_jobs.tidy_up()
    rows = {row.pk: row for row in OutboxMessage.objects.all()}
    assert {pk for pk, row in rows.items() if not row.to} == {old.pk}
    assert all(getattr(rows[old.pk], column) == "" for column in OutboxMessage.personal)
    assert (rows[old.pk].key, rows[old.pk].message_id) == (old.key, old.message_id)
    assert rows[application.pk].to == "efua@example.org"


def test_what_was_forgotten_is_not_sent_again(desk: Client) -> None:
    message = write()
    fail(message)
    OutboxMessage.objects.all().forget()
    desk.post(reverse("send_message_again", args=[message.pk]))
    assert OutboxMessage.objects.get().state == MailState.FAILED
    shown: Any = screen(desk, message)
    assert "were deleted when their time was over" in shown
    assert "(text deleted)" in desk.get(reverse("sent_mail")).content.decode()


def test_a_site_for_the_public_that_mails_nowhere_is_told(settings: Settings) -> None:
    settings.FOR_THIS_MACHINE_ONLY = False
    settings.MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
    assert [found.id for found in mail_goes_out()] == ["members.W001"]
    settings.MAIL_TRANSPORT = "cicc_site.smtp.EmailBackend"
    assert mail_goes_out() == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (mail_errors.SECRETS_UNREADABLE, "If the key is lost, applicants ask for a new link"),
        (mail_errors.WITHHELD, "Nothing is to be done"),
        (mail_errors.WITHHELD_AT_RESTORE, "restored from a backup"),
        ("SMTPRecipientsRefused 550", "does not take this address"),
    ],
)
def test_the_page_of_a_message_says_what_its_error_means(desk: Client, error: str, words: str) -> None:
    message = write()
    OutboxMessage.objects.filter(pk=message.pk).update(state=MailState.FAILED, last_error=error)
    shown = desk.get(reverse("sent_message", args=[message.pk])).content.decode()
    assert f">{error}<" in shown
    assert "What it means" in shown
    assert words in shown


def test_an_error_without_a_sentence_stands_alone(desk: Client) -> None:
    message = write()
    OutboxMessage.objects.filter(pk=message.pk).update(state=MailState.FAILED, last_error="OSError")
    shown = desk.get(reverse("sent_message", args=[message.pk])).content.decode()
    assert ">OSError<" in shown
    assert "What it means" not in shown
