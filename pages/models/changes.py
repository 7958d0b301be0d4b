"""Which transactions changed what pages are made of: triggers of the database write it, `pages.generations` reads."""

from __future__ import annotations

from django.db import models


class Topic(models.TextChoices):
    """What is kept as long as nothing in it changes. The values are arguments of triggers."""

    FRAME = "frame"  # menu, footer, section, notice: pages, their sites, the settings


class Change(models.Model):
    """One transaction that wrote rows of a topic. times: how many statements of it did."""

    pk = models.CompositePrimaryKey("topic", "transaction")
    topic = models.CharField(max_length=10, choices=Topic)
    transaction = models.BigIntegerField()  # PostgreSQL's number of it, which never comes again
    times = models.IntegerField(default=1)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.topic} {self.transaction}"
