"""Which transactions changed what pages are made of: triggers of the database write it, `pages.generations` reads."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """One transaction that wrote rows of a table. topic: the name of the table; times: how many statements of it did.

    The tables that have a trigger are listed in migration 0022 and those that follow it.
    """

    pk = models.CompositePrimaryKey("topic", "transaction")
    topic = models.CharField(max_length=63)
    transaction = models.BigIntegerField()  # PostgreSQL's number of it, which never comes again
    times = models.IntegerField(default=1)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.topic} {self.transaction}"
