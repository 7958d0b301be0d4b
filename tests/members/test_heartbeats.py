"""Signs of life of the workers: both parts of each, who is missed, and who is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cicc_site import workers
from members import heartbeats, outbox, outbox_sending, periodic_jobs, tasks
from members.models import Heartbeat

pytestmark = pytest.mark.django_db
CONTEXT = {"user": "x", "day": "1", "time": "12:00"}


def alive() -> None:
    for name in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(name)


def test_the_command_says_whether_the_worker_lives(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("worker_status")
    assert ended.value.code == 1
    assert "The clock of the worker has not been seen so far." in capsys.readouterr().err
    alive()
    call_command("worker_status")
    assert "The worker is alive." in capsys.readouterr().out


@pytest.fixture
def queue(settings: Settings) -> None:
    """The queue of a site that is served; the one of the tests takes everything and does nothing."""
    settings.TASKS = {
        **settings.TASKS,
        "worker": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
    }


def test_both_parts_of_the_worker_beat(queue: None) -> None:
    for _ in range(2):  # asked for once, until it is done
        periodic_jobs.beat()
    assert [part.name for part in heartbeats.silent()] == ["queue"]
    assert [asked.queue_name for asked in DBTaskResult.objects.ready()] == [workers.own_queue()]
    tasks.beat.call()
    assert heartbeats.silent() == []
    Heartbeat.objects.update(at=timezone.now() - heartbeats.SILENCE - dt.timedelta(seconds=1))
    assert {part.name for part in heartbeats.silent()} == {"clock", "queue"}
    tasks.beat.call()
    assert Heartbeat.objects.count() == 2


def test_each_half_is_asked_for_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """In containers the halves are two services, and one is well while the other is not."""
    heartbeats.beat(heartbeats.QUEUE)
    call_command("worker_status", "--only", "queue")
    with pytest.raises(SystemExit):
        call_command("worker_status", "--only", "clock")
    assert "The clock of the worker has not been seen so far." in capsys.readouterr().err


def test_mail_leaves_from_the_queue_while_it_is_heard_of(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(outbox_sending, "send_due", lambda: sent.append("by the clock"))

    def waiting() -> list[str]:
        return [asked.task_path for asked in DBTaskResult.objects.ready()]

    heartbeats.beat(heartbeats.QUEUE)
    periodic_jobs.see_to_mail()
    assert waiting() == [], "nothing is due"
    with transaction.atomic():
        outbox.write("app_added", to="x@example.org", language="en", key="k", context=CONTEXT)
    DBTaskResult.objects.all().delete()  # a nudge that was lost with its worker
    for _ in range(2):
        periodic_jobs.see_to_mail()
        assert (waiting(), sent) == ([tasks.send_mail.module_path], [])
    Heartbeat.objects.update(at=timezone.now() - heartbeats.SILENCE - dt.timedelta(seconds=1))
    periodic_jobs.see_to_mail()
    assert sent == ["by the clock"]


def test_a_dead_worker_does_not_hide_behind_a_living_one(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("bogota", "cairo"):
        settings.WORKER_NAME = name
        alive()
    assert heartbeats.silent() == []
    died = timezone.now() - heartbeats.SILENCE - dt.timedelta(seconds=1)
    Heartbeat.objects.filter(worker="bogota").update(at=died)
    told = [heartbeats.Silent(part, died, "bogota") for part in ("clock", "queue")]
    assert heartbeats.silent() == told
    with pytest.raises(SystemExit):
        call_command("worker_status")
    assert "The queue of the worker bogota has not been seen since" in capsys.readouterr().err
    # Had it been stopped, nobody would miss it.
    settings.WORKER_NAME = "bogota"
    heartbeats.sign_off()
    assert heartbeats.silent() == []
    # Where no worker is left all are missed, however they ended.
    Heartbeat.objects.update(at=died)
    assert heartbeats.silent() == [heartbeats.Silent(part, died) for part in ("clock", "queue")]


def test_who_is_gone_for_good_is_forgotten_where_another_one_works(settings: Settings) -> None:
    settings.WORKER_NAME = "bogota"
    alive()
    Heartbeat.objects.update(at=timezone.now() - heartbeats.FORGOTTEN - dt.timedelta(minutes=1))
    periodic_jobs.tidy_up()
    assert Heartbeat.objects.count() == 2, "it is the last one that was seen"
    settings.WORKER_NAME = "cairo"
    alive()
    periodic_jobs.tidy_up()
    assert set(Heartbeat.objects.values_list("worker", flat=True)) == {"cairo"}


def test_what_is_asked_of_the_queue_of_a_worker_that_is_gone_is_forgotten(queue: None) -> None:
    periodic_jobs.beat()
    periodic_jobs.tidy_up()
    assert DBTaskResult.objects.ready().count() == 1
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(hours=2))
    periodic_jobs.tidy_up()
    assert not DBTaskResult.objects.ready().exists()
