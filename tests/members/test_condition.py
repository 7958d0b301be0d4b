"""How the site is doing, as the staff reads it: each part in each state, who may see it, and the first screen."""

from __future__ import annotations

import datetime as dt
import html
import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cicc_site import languages, periodic
from cicc_site.backup import keeping
from cicc_site.periodic import Job, Ran
from members import heartbeats, job_runs, mail_gate, operating, outbox, read_only, readiness
from members.condition import rows, sizes, views
from members.condition.rows import BROKEN, GOOD, LOOK, UNUSED, Row
from members.models import Heartbeat, JobRun, MailState, OperatingMark, OutboxMessage, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has run for long."""
    monkeypatch.setattr(heartbeats, "STARTED", time.monotonic() - heartbeats.SETTLING)


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.APPLICATION_ROOT = settings.BACKUP_ROOT = tmp_path / "files"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(
        User.objects.create_superuser("keeper"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def row(name: str) -> Row:
    [found] = [each for each in rows.all_rows() if each.name == name]
    return found


def said(name: str) -> str:
    return re.sub("<[^>]+>", "", html.unescape(" ".join(row(name).said)))


def ago(**units: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**units)


def made(mark: str, at: dt.datetime, **details: Any) -> None:
    operating.remember(mark, **details)
    OperatingMark.objects.filter(mark=mark).update(at=at)


def written(key: str = "k") -> OutboxMessage:
    with transaction.atomic():
        return outbox.write(
            "app_added",
            to="amal@example.org",
            language="en",
            key=key,
            context={"user": "x", "day": "1", "time": "12:00"},
        )


# --- Each part --------------------------------------------------------------------------------------------------


def test_a_backup_is_asked_for_its_age_and_its_copy(settings: Settings) -> None:
    settings.FOR_THIS_MACHINE_ONLY = False
    assert row("backup").state is BROKEN, "there never was one"
    whole = {"rows": 9, "files": 3, "bytes": 2_000_000}
    made(operating.BACKUP, ago(hours=2), **whole)
    assert row("backup").state is GOOD
    assert "3 files and takes 1.9" in said("backup")
    made(operating.BACKUP, ago(hours=2), **whole, bucket="failed")
    assert row("backup").state is LOOK
    assert "not copied" in said("backup")
    made(operating.BACKUP, ago(hours=2), **whole, bucket="copied")
    assert row("backup").state is GOOD
    made(operating.BACKUP, ago(hours=4), **whole)
    assert (row("backup").state, "timer" in row("backup").todo) == (LOOK, True)
    made(operating.BACKUP, ago(hours=37), **whole)
    assert row("backup").state is BROKEN


def test_a_backup_of_an_hour_is_asked_for_the_full_one_it_needs() -> None:
    whole = {"rows": 9, "files": 3, "bytes": 2_000_000}
    made(operating.BACKUP, ago(minutes=20), **whole, full=keeping.name_of(ago(hours=20)))
    assert (row("backup").state, "lie in the full one of" in said("backup")) == (GOOD, True)
    made(operating.BACKUP, ago(minutes=20), **whole, full=keeping.name_of(ago(hours=61)))
    assert (row("backup").state, "every day" in row("backup").todo) == (LOOK, True)


def test_a_proof_grows_old() -> None:
    assert row("proof").state is LOOK
    made(operating.PROVEN, ago(days=20), tables=120, files=7)
    assert (row("proof").state, "120 tables" in said("proof")) == (GOOD, True)
    made(operating.PROVEN, ago(days=41), tables=120, files=7)
    assert row("proof").state is LOOK


def test_a_copy_says_so_and_the_site_itself_does_not(desk: Client) -> None:
    home = reverse("wagtailadmin_home")
    assert "copy" not in {each.name for each in rows.all_rows()}
    assert "This is a copy of the site" not in desk.get(home).content.decode()
    operating.remember(operating.RESTORED, file="x", made="2026")
    mail_gate.shut()
    assert row("copy").state is LOOK
    assert "This is a copy of the site" in desk.get(home).content.decode()
    mail_gate.open_here(without_waiting=False)  # it is the site now
    assert row("copy").state is GOOD
    assert "This is a copy of the site" not in desk.get(home).content.decode()


def test_mail_that_waits_or_has_failed(db: None) -> None:
    assert row("mail").state is GOOD
    message = written()
    OutboxMessage.objects.update(not_before=ago(minutes=20))
    assert (row("mail").state, "1 message waits." in said("mail")) == (LOOK, True)
    OutboxMessage.objects.update(not_before=ago(hours=7))
    assert row("mail").state is BROKEN
    OutboxMessage.objects.filter(pk=message.pk).update(state=MailState.FAILED)
    assert (row("mail").state, "1 message could not be sent." in said("mail")) == (LOOK, True)
    assert "amal" not in str(row("mail"))


def test_a_worker_that_is_silent() -> None:
    assert (row("worker").state, "never heard of" in said("worker")) == (BROKEN, True)
    for part in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(part)
    assert row("worker").state is GOOD
    Heartbeat.objects.update(at=ago(hours=1))
    assert row("worker").state is BROKEN


def test_jobs_that_fail_or_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("watering", dt.timedelta(hours=1), lambda: None, title="Watering the flowers")
    monkeypatch.setattr(periodic, "_jobs", {job.name: job})

    def state() -> Any:
        return row("jobs").details[0].state

    assert state() is LOOK, "it has never run"
    job_runs.keep(Ran(job, 0.5))
    assert (state(), row("jobs").state) == (GOOD, GOOD)
    for times in (1, 2, 3):
        job_runs.keep(Ran(job, 0.5, "ConnectionError"))
        assert state() is (BROKEN if times == 3 else LOOK)
    told = re.sub("<[^>]+>", "", row("jobs").details[0].said)
    assert "It failed 3 times in a row: ConnectionError." in told
    job_runs.keep(Ran(job, 0.5))
    assert JobRun.objects.get().failures == 0
    JobRun.objects.update(at=ago(hours=2, minutes=11))
    assert state() is LOOK
    read_only.turn_on()
    assert state() is GOOD, "it pauses"


@pytest.mark.django_db(transaction=True)
def test_how_a_job_ended_is_kept_whatever_happened() -> None:
    def failing() -> None:
        raise ValueError("amal@example.org")

    well, badly = (Job(name, dt.timedelta(hours=1), run) for name, run in (("w", int), ("b", failing)))
    assert periodic.perform(well)
    assert not periodic.perform(badly)
    assert list(JobRun.objects.order_by("pk").values_list("pk", "fault", "failures")) == [
        ("b", "ValueError", 1),
        ("w", "", 0),
    ]
    job_runs.forget_the_gone({"w"})
    assert JobRun.objects.count() == 1


def test_each_job_that_the_worker_knows_is_called_something_in_each_language() -> None:
    jobs = periodic.jobs()
    assert len(jobs) > 20
    for code in languages.codes():
        with translation.override(code):
            titles = [str(job.title) for job in jobs]
        assert all(titles)
        assert len(set(titles)) == len(titles)


def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "files" / "below").mkdir(parents=True)
    (tmp_path / "files" / "below" / "x").write_bytes(b"x" * 3000)
    assert sizes.measure()["media"] == 3000
    giga = 1024**3
    for free, state in ((50, GOOD), (1, LOOK), (0, BROKEN)):
        monkeypatch.setattr(sizes, "room", lambda free=free: (free * giga, 100 * giga))
        assert row("room").state is state
    shown = {str(detail.title): detail.said for detail in row("room").details}
    assert shown["Pictures and files of pages"] == "2.9\xa0KB"
    assert set(shown) == {
        "Database",
        "Pictures and files of pages",
        "Archive of documents",
        "Files of applicants",
        "Backups on this server",
    }


def test_what_stands_besides(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (row("files").state, row("antivirus").state, row("read_only").state) == (GOOD, UNUSED, GOOD)
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")
    assert row("antivirus").state is BROKEN
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    settings.MEDIA_ROOT = blocked / "media"
    assert row("files").state is BROKEN
    read_only.turn_on()
    assert row("read_only").state is LOOK
    versions = {str(detail.title): detail.said for detail in row("versions").details}
    assert set(versions) == {"Wagtail", "Django", "Python", "PostgreSQL"}
    assert versions["PostgreSQL"].startswith("18.")


def test_a_line_that_cannot_be_written_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Row:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        raise AssertionError

    monkeypatch.setitem(rows._writers, "mail", (20, "Mail", broken))
    assert (row("mail").state, row("worker").state) == (BROKEN, BROKEN)
    assert "could not be found out" in said("mail")


# --- The page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "word"),
    [
        ("en", "How the site is doing", "Broken"),
        ("es", "Estado del sitio", "Averiado"),
        ("fr", "État du site", "En panne"),
        ("ar", "حال الموقع", "معطَّل"),
    ],
)
def test_the_page_says_each_state_in_words(desk: Client, language: str, title: str, word: str) -> None:
    user = User.objects.get(username="keeper")
    UserProfile.objects.create(user=user, preferred_language=language)
    page = desk.get(reverse("condition")).content.decode()
    assert title in page
    assert word in page, "no worker"
    states = re.findall(r'class="condition-state condition-state--(\w+)">(.*?)</span>', page, re.DOTALL)
    assert len(states) > 10
    assert all("<svg" in inside and re.sub("<[^>]+>", "", inside).strip() for _name, inside in states)


def test_every_line_leads_into_a_chapter_of_the_manual_that_is_there(desk: Client) -> None:
    operating.remember(operating.RESTORED, file="x")
    found = rows.all_rows()
    assert len(found) >= 12
    assert [each.name for each in found if not each.guide] == []
    pages: dict[str, str] = {}
    for each in found:
        address = reverse("operators_guide", args=[each.chapter])
        if address not in pages:
            pages[address] = desk.get(address).content.decode()
        assert f'id="{each.part}"' in pages[address], (each.name, each.guide)


def test_the_manual_leads_nowhere_else(desk: Client) -> None:
    for chapter in ("backup", "monitoring", "modes"):
        text = desk.get(reverse("operators_guide", args=[chapter])).content.decode()
        article = text.partition('<article class="guide"')[2].partition("</article>")[0]
        links = re.findall(r'href="([^"]*)"', article)
        assert links
        assert not [link for link in links if not re.match(r"/admin/manual/|https?://|#", link)]
    assert desk.get(reverse("operators_guide", args=["no-such"])).status_code == 404


def test_it_is_for_administrators_and_who_is_given_the_right(client: Client, roles: None) -> None:
    user = User.objects.create_user("somebody")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("condition")).status_code == 302
    assert "condition-state" not in client.get(reverse("wagtailadmin_home")).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="view_condition"))
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("condition")).status_code == 200
    assert reverse("condition") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_first_screen_tells_what_is_broken_and_nothing_else(desk: Client, settings: Settings) -> None:
    assert views.ConditionPanel.if_needed() is not None, "no worker"
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert f"{reverse('condition')}#condition-worker" in page
    assert "#condition-proof" not in page, "that is to be looked at, and no fault"
    for part in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(part)
    assert views.ConditionPanel.if_needed() is None


def test_readiness_is_asked_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LONGEST", 0.3)
    held = threading.Event()
    hanging = readiness.Check("archive", lambda: str(held.wait(20)))
    monkeypatch.setattr(readiness, "BESIDES", (readiness.Check("files", lambda: ""), hanging))
    try:
        assert row("files").state is BROKEN
    finally:
        held.set()
