"""Mail that is to be sent, is being sent or was sent, and when the worker was last seen.

Rows are written by `members/outbox.py` and `members/outbox_sending.py` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from cryptography.fernet import InvalidToken, MultiFernet
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cicc_site import languages, sealing, workers
from cicc_site.mail import Rendered


class SecretsLost(Exception):
    """The key of the site was changed without keeping the one before."""


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("state of a message", "Sent")
    FAILED = "failed", _("Failed")


FINISHED = (MailState.SENT, MailState.FAILED)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self) -> Self:
        """What may be sent now, by the clock of the database."""
        return self.filter(state=MailState.WAITING, not_before__lte=Now())

    def abandoned(self) -> Self:
        """What somebody took and let go of: a killed worker."""
        return self.filter(state=MailState.SENDING, lease_until__lt=Now())

    def failed(self) -> Self:
        return self.filter(state=MailState.FAILED)

    def visible_to(self, user: Any) -> Self:
        """What somebody of the staff may see: every message, those of applications, or none."""
        if user.has_perm("members.view_staff_mail"):
            return self.all()
        return (
            self.exclude(application_id=None) if user.has_perm("members.view_outboxmessage") else self.none()
        )

    def forget(self) -> int:
        """Wipe what is personal; give of how many. The rows stay: their keys keep a cause from a second message."""
        wiped = dict.fromkeys(OutboxMessage.personal, "")
        return self.filter(state__in=FINISHED).exclude(to="").update(**wiped)


class OutboxMessage(models.Model):
    """One message to one address, written in the transaction of its cause and sent at least once.

    key: of its cause; the same cause never makes a second message. message_id: the header by which mail programs know
    a repetition. subject, text, html: as they are read, with marks in the place of secrets. secrets: those values,
    sealed; gone as soon as the message is sent. last_error: class of the fault and code of the mail server, never an
    address.
    """

    # Columns that hold personal data: no list, log, search or export of them but for those who may see this mail.
    personal: ClassVar[frozenset[str]] = frozenset({"to", "subject", "text", "html", "secrets"})

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=255, unique=True)
    occasion = models.CharField(max_length=80)
    to = models.CharField(max_length=320)
    language = models.CharField(max_length=8, choices=languages.choices)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    secrets = models.TextField(blank=True, editable=False)
    application_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created = models.DateTimeField(db_default=Now(), editable=False)
    not_before = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created", "-pk"]
        default_permissions = ("view", "change")
        permissions = [("view_staff_mail", "Can see mail that belongs to no application")]
        indexes = [
            models.Index(fields=["not_before"], name="outbox_waiting", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="outbox_sending", condition=Q(state="sending")),
            models.Index(fields=["created"], name="outbox_failed", condition=Q(state="failed")),
            models.Index(fields=["-created", "-id"], name="outbox_latest"),
        ]
        constraints = [
            models.CheckConstraint(name="outbox_state", condition=Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="outbox_lease",
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until=None, leased_by="")),
            ),
            models.CheckConstraint(
                name="outbox_sent_at",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.pk}"

    @property
    def reference(self) -> str:
        """The random part of the Message-ID, which nobody knows before the message is written."""
        return self.message_id.strip("<>").partition("@")[0]

    def mark(self, name: str) -> str:
        """What stands for a secret until the message is sent."""
        # Letters, digits and hyphens only, which survive every template; with the reference no text holds it by chance.
        return f"secret-{name.replace('_', '-')}-{self.reference}"

    def seal(self, secrets: Mapping[str, str]) -> None:
        """Keep secrets, {name: value}, readable with the key of the site only: backups are read by others."""
        told = json.dumps(dict(secrets)).encode()
        self.secrets = _cipher().encrypt(told).decode() if secrets else ""

    def revealed(self) -> dict[str, str]:
        """Return the secrets; empty when there are none (any more). Raises SecretsLost where no key opens them."""
        if not self.secrets:
            return {}
        try:
            values: dict[str, str] = json.loads(_cipher().decrypt(self.secrets.encode()))
        except InvalidToken as error:
            raise SecretsLost from error
        return values

    def as_rendered(self) -> Rendered:
        """Return the message as it is kept: marks in the place of secrets."""
        return Rendered(self.subject, self.text, self.html)


def _cipher() -> MultiFernet:
    return sealing.cipher("members.models.outbox", "secrets of messages")


class Heartbeat(models.Model):
    """When a part ("clock", "queue") of a worker was last seen. Written by `members/heartbeats.py` only."""

    part = models.CharField(max_length=40)
    worker = models.CharField(max_length=workers.LONGEST)
    at = models.DateTimeField()
    # Whether the worker said that it ends.
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "worker"], name="heartbeat_of_a_worker")]

    def __str__(self) -> str:
        return f"{self.part} {self.worker}"
