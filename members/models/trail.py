"""What the last verification of the trail of applications found: one row, written by `members.applications.trail`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class TrailVerification(models.Model):
    """events, head: how many events there were, and the hash of the last one; the next verification expects that one
    where it stood. problems: what was wrong, a sentence each, in English; the first ones."""

    # There is one row, and its number is 1.
    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    events = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    problems = ArrayField(models.TextField(), default=list)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(only=1), name="one_verification_of_the_trail")
        ]

    def __str__(self) -> str:
        return f"{self.events}:{self.head}"

    @property
    def is_whole(self) -> bool:
        return not self.problems
