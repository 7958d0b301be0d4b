"""Keeps how each periodic job ended, for the page that tells the staff how the site is doing, and for the metrics."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Now

from cicc_site.periodic import Ran
from members.models import JobRun

LONGEST_FAULT = 100


def keep(ran: Ran) -> None:
    """One row a job; called by the worker after each run."""
    well = not ran.fault
    facts = {"at": Now(), "seconds": round(ran.seconds, 3), "fault": ran.fault[:LONGEST_FAULT]}
    changed = JobRun.objects.filter(pk=ran.job.name).update(
        **facts,
        succeeded=Now() if well else F("succeeded"),
        failures=0 if well else F("failures") + 1,
    )
    if not changed:
        JobRun.objects.create(
            pk=ran.job.name, **facts, succeeded=Now() if well else None, failures=0 if well else 1
        )


def forget_the_gone(known: set[str]) -> int:
    """Forget jobs that no longer exist."""
    return JobRun.objects.exclude(pk__in=known).delete()[0]
