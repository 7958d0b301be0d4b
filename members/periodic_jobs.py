"""What the worker does again and again for this app; registered when Django starts (members/apps.py)."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from cicc_site import periodic, workers
from members import heartbeats, job_runs, outbox_sending, read_only, security_log, tasks
from members.applications import (
    consultation,
    cycles,
    lapsing,
    own_links,
    retention,
    snapshot,
    stored_files,
    trail,
)
from members.applications_desk import digest
from members.condition import sizes
from members.models import OutboxMessage
from members.models.outbox import FINISHED

logger = logging.getLogger(__name__)

RESULTS_KEPT = {
    TaskResultStatus.SUCCESSFUL: dt.timedelta(hours=12),
    TaskResultStatus.FAILED: dt.timedelta(days=30),
}
LOST_AFTER = dt.timedelta(hours=1)  # no task of ours takes so long


def register() -> None:
    periodic.register("heartbeat", heartbeats.EVERY, beat, always=True, title=_("Signs of life"))
    periodic.register("mail", dt.timedelta(minutes=1), see_to_mail, title=_("Sending mail"))
    periodic.register(
        "links asked for",
        dt.timedelta(minutes=1),
        own_links.see_to_requests,
        title=_("Personal links that applicants asked for"),
    )
    periodic.register(
        "review cycles",
        dt.timedelta(minutes=10),
        cycles.keep_up,
        title=_("Opening and closing review cycles"),
    )
    periodic.register(
        "consultations", dt.timedelta(minutes=10), consultation.keep_up, title=_("Ending consultations")
    )
    periodic.register(
        "papers of decisions", dt.timedelta(minutes=10), snapshot.make_missing, title=_("Papers of decisions")
    )
    periodic.register(
        "reminders and ends",
        dt.timedelta(hours=1),
        lapsing.keep_up,
        title=_("Reminding applicants, ending applications"),
    )
    periodic.register(
        "digest for officers",
        dt.timedelta(hours=1),
        digest.keep_up,
        title=_("Daily letter to membership officers"),
    )
    periodic.register("tidying up", dt.timedelta(hours=6), tidy_up, title=_("Tidying up"))
    periodic.register(
        "retention of applications",
        dt.timedelta(hours=24),
        retention.run,
        title=_("Deleting personal data in time"),
    )
    periodic.register(
        "trail of applications",
        dt.timedelta(hours=24),
        verify_trail,
        title=_("Checking the trail of applications"),
    )
    periodic.register(
        "stray files",
        dt.timedelta(hours=6),
        stored_files.sweep,
        title=_("Removing files that belong to nothing"),
    )
    periodic.register(
        "old security events",
        dt.timedelta(hours=24),
        security_log.forget_the_old,
        title=_("Deleting old security events"),
    )
    periodic.register(
        "room on the disk",
        dt.timedelta(hours=6),
        sizes.measure,
        title=_("Measuring the room that files take"),
    )
    periodic.tell(job_runs.keep)
    periodic.pause_while(read_only.since)
    periodic.at_the_end(heartbeats.sign_off)


def verify_trail() -> None:
    """Every night, and soon after a start: that the worker was restarted costs one reading of the trail."""
    trail.verify()


def beat() -> None:
    """The clock is alive; the queue of the same worker is asked to say so of itself."""
    heartbeats.beat(workers.CLOCK)
    nudge(tasks.beat.using(queue_name=workers.own_queue()))


def nudge(wanted: Task[[], None]) -> None:
    """Put a task into its queue, unless the same waits there: of two, the second would find nothing to do."""
    waiting = DBTaskResult.objects.ready().filter(task_path=wanted.module_path, queue_name=wanted.queue_name)
    if not waiting.exists():
        wanted.enqueue()


def see_to_mail() -> None:
    """Have the queue send what is due: mail leaves from one place. Where the queue is silent it is done here."""
    if any(part.name == workers.QUEUE and not part.worker for part in heartbeats.silent()):
        outbox_sending.send_due()
    elif outbox_sending.is_anything_due():
        nudge(tasks.send_mail)


def tidy_up() -> None:
    """Forget what is over: results of tasks, tasks whose worker was killed, the texts of old mail."""
    now = timezone.now()
    over = Q()
    for status, kept in RESULTS_KEPT.items():
        over |= Q(status=status, finished_at__lt=now - kept)
    DBTaskResult.objects.filter(over).delete()
    # A task is a nudge only: what it should have done was found by the clock.
    lost, _each = DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER).delete()
    if lost:
        logger.warning("%d task(s) were lost with a worker that was killed.", lost)
    # What was asked of the queue of a worker that is gone.
    DBTaskResult.objects.ready().filter(
        task_path=tasks.beat.module_path, enqueued_at__lt=now - LOST_AFTER
    ).delete()
    heartbeats.forget_the_gone()
    job_runs.forget_the_gone({job.name for job in periodic.jobs()})
    old = now - dt.timedelta(days=settings.MAIL_KEPT_DAYS)
    OutboxMessage.objects.filter(state__in=FINISHED, application_id=None, created__lt=old).forget()
