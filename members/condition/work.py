"""What is done in the background: mail, the worker, its jobs."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cicc_site import periodic
from cicc_site.periodic import Job
from members import heartbeats, mail_gate, read_only
from members.condition.rows import BROKEN, GOOD, LOOK, Detail, Row, State, worst_of
from members.condition.words import sentence
from members.models import Heartbeat, JobRun, MailState, OutboxMessage
from members.templatetags.org_tags import utc_moment

WAITS_LONG = dt.timedelta(minutes=15)
WAITS_TOO_LONG = dt.timedelta(hours=6)
# A job is missed when it has not run for twice its time and this.
GRACE = dt.timedelta(minutes=10)
FAILS_OFTEN = 3  # in a row


def mail() -> Row:
    counted = OutboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[MailState.WAITING, MailState.SENDING])),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
        oldest=Min("not_before", filter=Q(state=MailState.WAITING, not_before__lte=Now())),
    )
    said = [
        ngettext("{count} message waits.", "{count} messages wait.", counted["waiting"]).format(
            count=counted["waiting"]
        )
    ]
    state, todo = GOOD, ""
    if counted["oldest"]:
        age = timezone.now() - counted["oldest"]
        said.append(
            sentence(gettext("The oldest has been due since {moment}."), moment=utc_moment(counted["oldest"]))
        )
        state = BROKEN if age > WAITS_TOO_LONG else LOOK if age > WAITS_LONG else GOOD
        todo = (
            gettext("Look whether the mail server answers; nothing is lost meanwhile.")
            if state is not GOOD
            else ""
        )
    if counted["failed"]:
        state = worst_of([state, LOOK])
        said.append(
            ngettext(
                "{count} message could not be sent.", "{count} messages could not be sent.", counted["failed"]
            ).format(count=counted["failed"])
        )
        todo = todo or gettext("Open the list: it says why, and sends them again.")
    if mail_gate.shut_because():
        state = worst_of([state, LOOK])
        said.append(gettext("Mail is shut: nothing is sent until somebody opens it."))
        todo = gettext("Have it opened when this is the site that writes to people.")
    return Row(
        "mail",
        gettext("Mail"),
        state,
        said,
        todo=todo,
        guide="worker#when-mail-fails",
        address=reverse("sent_mail"),
        deed=gettext("Sent mail"),
    )


def worker() -> Row:
    silent = heartbeats.silent() if heartbeats.has_settled() else []
    seen = Heartbeat.objects.order_by("-at").first()
    if seen is None:
        said = [gettext("The worker was never heard of. It sends mail and does what is due.")]
    else:
        said = [sentence(gettext("The worker was last heard of at {moment}."), moment=utc_moment(seen.at))]
    missing = [part for part in silent if not part.worker]
    others = [part for part in silent if part.worker]
    if others and not missing:
        said.append(
            sentence(
                gettext("Another one is silent: {names}."),
                names=", ".join(sorted({part.worker for part in others})),
            )
        )
    state = BROKEN if missing else LOOK if others else GOOD
    return Row(
        "worker",
        gettext("Work in the background"),
        state,
        said,
        todo=""
        if state is GOOD
        else gettext("Have the worker started again. Until then mail waits and nothing is lost."),
        guide="worker#is-it-alive",
    )


def jobs() -> Row:
    runs = {run.pk: run for run in JobRun.objects.all()}
    paused = read_only.since() is not None
    details = [_job(job, runs.get(job.name), paused) for job in periodic.jobs() if job.title]
    missed = sum(detail.state is LOOK for detail in details)
    failing = sum(detail.state is BROKEN for detail in details)
    said = [
        ngettext(
            "{count} job is done again and again.", "{count} jobs are done again and again.", len(details)
        ).format(count=len(details))
    ]
    if failing:
        said.append(ngettext("{count} fails.", "{count} fail.", failing).format(count=failing))
    if missed:
        said.append(
            ngettext("{count} is late or failed once.", "{count} are late or failed once.", missed).format(
                count=missed
            )
        )
    state = worst_of(detail.state for detail in details)
    todo = (
        ""
        if state is GOOD
        else gettext("If it stays so for a day, tell whoever looks after the server; the log says why.")
    )
    return Row(
        "jobs", gettext("Scheduled jobs"), state, said, todo=todo, guide="monitoring#jobs", details=details
    )


def _job(job: Job, run: JobRun | None, paused: bool) -> Detail:
    if run is None:
        return Detail(job.title, gettext("It has not run yet."), GOOD if paused else LOOK)
    expected = run.at + job.every
    said = sentence(
        gettext("Last: {last}. Next: {next}."), last=utc_moment(run.at), next=utc_moment(expected)
    )
    if run.fault:
        words = ngettext(
            "It failed once: {fault}.", "It failed {count} times in a row: {fault}.", run.failures
        )
        why = sentence(words, count=run.failures, fault=run.fault)
        return Detail(job.title, said + " " + why, BROKEN if run.failures >= FAILS_OFTEN else LOOK)
    return Detail(job.title, said, GOOD if paused or not is_late(job, run) else LOOK)


def is_late(job: Job, run: JobRun) -> bool:
    return timezone.now() - run.at > 2 * job.every + GRACE


def job_states() -> dict[str, State]:
    """{name: state} of each job, for the metrics and tests."""
    runs = {run.pk: run for run in JobRun.objects.all()}
    return {job.name: _job(job, runs.get(job.name), False).state or GOOD for job in periodic.jobs()}
