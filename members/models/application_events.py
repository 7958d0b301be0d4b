"""What happened to an application: events that are only ever added, each chained to the one before it by its hash.

An event holds codes, times, ids and a digest of the words that belong to it; the words and their salt stand in a row
of their own, so that erasing them leaves the chain whole. The database role that serves the site cannot change or
delete an event (migration `members/0015_application_guards`). `members.applications.chain` writes and verifies.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.applications.states import ActorKind, EventKind, State


class ApplicationEvent(models.Model):
    """sequence: its place in the chain of all events; number: its place among those of its application, from 1.

    subject: a short code of what it is about, never words (an attachment's number, a box of the checklist).
    outbox_key: of the message that went with it. text_digest: SHA-256 of salt and text, "" where there is no text.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    application = models.ForeignKey("members.Application", on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("what"), max_length=30, choices=EventKind)
    from_state = models.CharField(max_length=16, choices=State, blank=True)
    to_state = models.CharField(max_length=16, choices=State, blank=True)
    actor_kind = models.CharField(_("by"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    subject = models.CharField(max_length=60, blank=True)
    outbox_key = models.CharField(max_length=120, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event of an application")
        verbose_name_plural = _("events of applications")
        ordering: ClassVar = ["sequence"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="one_event_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class ApplicationEventText(models.Model):
    """The words of an event: a reason, a message, a note. They can be erased; the event stays."""

    personal: ClassVar = frozenset({"text"})

    event = models.OneToOneField(ApplicationEvent, on_delete=models.PROTECT, related_name="words")
    salt = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return ""
