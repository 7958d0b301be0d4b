"""When each periodic job ran last and how that ended. Written by `members/job_runs.py` only."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """job: its name (cicc_site/periodic.py). at: the end of its last run. fault: the class of what went wrong then, ""
    when nothing did. succeeded: when it ended well for the last time. failures: how many runs in a row have failed."""

    job = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    seconds = models.FloatField()
    fault = models.CharField(max_length=100, blank=True)
    succeeded = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.job
