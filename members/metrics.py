"""What monitoring is told besides requests, and who may ask: numbers of the whole site, nobody's data."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cicc_site import periodic
from cicc_site.metrics import exposed
from cicc_site.metrics.exposed import Reading
from cicc_site.version import version
from members import heartbeats, operating, read_only, readiness
from members.condition import sizes
from members.models import Heartbeat, JobRun, MailState, OperatingMark, OutboxMessage

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def answer(request: HttpRequest) -> HttpResponse:
    """By token, or without one from this very machine: not through a proxy on it, which passes on whoever asks."""
    if not may_ask(request):
        return HttpResponse("not for you\n", status=403, content_type="text/plain")
    return HttpResponse(exposed.text(), content_type=exposed.CONTENT_TYPE)


def may_ask(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers)
    return not forwarded and request.META.get("REMOTE_ADDR") in LOOPBACK


def register() -> None:
    provide = exposed.provide
    provide("cicc_release_info", "The release that runs", lambda: [({"release": version()}, 1)])
    provide("cicc_part_ok", "Whether a part is as it should be (/readyz)", _parts)
    provide("cicc_read_only", "Whether nothing is taken in", lambda: [({}, read_only.since() is not None)])
    provide("cicc_mail_messages", "Messages, by state; sent ones are not counted", _mail)
    provide("cicc_mail_oldest_seconds", "How long the oldest message that is due waits", _oldest_mail)
    provide("cicc_queue_tasks", "Tasks in the queue of the worker, by state", _queue)
    provide("cicc_heartbeat_age_seconds", "Since a part of any worker was last heard of", _heartbeats)
    provide("cicc_backup_age_seconds", "Since the last backup was made", lambda: _age(operating.BACKUP))
    provide("cicc_backup_bytes", "Bytes of the last backup", _backup_bytes)
    provide("cicc_backup_copied", "Whether the last backup was copied to the bucket", _copied)
    provide(
        "cicc_backup_proven_age_seconds",
        "Since a backup was restored on trial",
        lambda: _age(operating.PROVEN),
    )
    provide("cicc_job_failures", "Runs of a periodic job that failed in a row", _failures)
    provide("cicc_job_late_seconds", "How long a periodic job is over its time", _late)
    provide("cicc_job_seconds", "How long the last run of a periodic job took", _seconds)
    provide("cicc_database_bytes", "Bytes of the database", lambda: [({}, sizes.database())])
    provide("cicc_files_bytes", "Bytes of files, by place, as measured last", _files)
    provide("cicc_disk_free_bytes", "Free bytes where uploaded files lie", lambda: [({}, sizes.room()[0])])
    provide("cicc_disk_bytes", "All bytes of that disk", lambda: [({}, sizes.room()[1])])


def _parts() -> Reading:
    checks: dict[str, str] = readiness.told()["checks"]
    return [({"part": part}, said == "ok") for part, said in checks.items()]


def _mail() -> Reading:
    counted = dict.fromkeys((MailState.WAITING, MailState.SENDING, MailState.FAILED), 0)
    # Each of them has an index of its own; those that were sent are many and tell nothing.
    for state in counted:
        counted[state] = OutboxMessage.objects.filter(state=state).count()
    return [({"state": str(state.value)}, count) for state, count in counted.items()]


def _oldest_mail() -> Reading:
    oldest = OutboxMessage.objects.due().aggregate(oldest=Min("not_before"))["oldest"]
    return [({}, (timezone.now() - oldest).total_seconds() if oldest else 0)]


def _queue() -> Reading:
    found = DBTaskResult.objects.values_list("status").annotate(count=Count("pk"))
    return [({"state": str(status).lower()}, count) for status, count in found if status != "SUCCESSFUL"]


def _heartbeats() -> Iterator[tuple[dict[str, str], float]]:
    now = timezone.now()
    for part in (heartbeats.CLOCK, heartbeats.QUEUE):
        latest = Heartbeat.objects.filter(part=part).order_by("-at").first()
        if latest is not None:
            yield {"part": part}, (now - latest.at).total_seconds()


def _age(mark: str) -> Reading:
    """Nothing where it never happened: an alert asks for that, too (`absent`)."""
    found = OperatingMark.objects.filter(mark=mark, at__lte=Now()).first()
    return [({}, (timezone.now() - found.at).total_seconds())] if found else []


def _backup_bytes() -> Reading:
    found = operating.recall(operating.BACKUP)
    return [({}, float(found.details.get("bytes", 0)))] if found else []


def _copied() -> Reading:
    found = operating.recall(operating.BACKUP)
    return [({}, found.details["bucket"] == "copied")] if found and found.details.get("bucket") else []


def _failures() -> Reading:
    return [({"job": run.pk}, run.failures) for run in JobRun.objects.all()]


def _late() -> Reading:
    runs = {run.pk: run for run in JobRun.objects.all()}
    now = timezone.now()
    return [
        ({"job": job.name}, max(0.0, (now - runs[job.name].at - job.every).total_seconds()))
        for job in periodic.jobs()
        if job.name in runs
    ]


def _seconds() -> Reading:
    return [({"job": run.pk}, run.seconds) for run in JobRun.objects.all()]


def _files() -> Reading:
    found = operating.recall(sizes.MARK)
    return [({"place": name}, value) for name, value in found.details.items()] if found else []
