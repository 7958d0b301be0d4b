"""Consultations on an application, and the papers of its decisions.

A consultation is one window: opened by an officer, closed by its time. Who is asked is a row, what they say is an event
of the application (kind OPINION), where all words stand. A paper is a file: the application as it was decided, or the
letter of the decision.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.models.applications import attachment_name


class OpinionCode(models.TextChoices):
    """What somebody who is asked can say; SILENCE is written down by the site when the window closes."""

    IN_FAVOUR = "in-favour", _("In favour")
    AGAINST = "against", _("Against")
    NO_OBJECTION = "no-objection", _("No objection")
    CANNOT_SAY = "cannot-say", _("Cannot say")
    SILENCE = "silence", _("No objection (no answer)")


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def running(self) -> Self:
        return self.filter(closed_at=None)


class Consultation(models.Model):
    """closes_at: no answer is taken from this moment on. closed_at: when it was noted that it is over, because its time
    was up or because the application had moved on."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="consultations"
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["opened_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None), name="one_consultation_at_a_time"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="consultation_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"


class ConsultationInvitation(models.Model):
    """A member that is asked, by a personal link of which only a digest is kept. code: what it answered last, for
    lists; the words and every earlier answer are events."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=8, choices=languages.choices())
    invited_at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=15, choices=OpinionCode, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consultation", "organization"], name="one_invitation_of_a_member"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DecisionPaper(models.Model):
    """A PDF that does not change any more, in settings.APPLICATION_ROOT under `stored_as`; personal data.

    event: the decision it belongs to. sha256: of the file, so that a paper somebody shows can be compared.
    """

    class Kind(models.TextChoices):
        APPLICATION = "application", _("The application as it was decided")
        LETTER = "letter", _("The letter")

    application = models.ForeignKey("members.Application", on_delete=models.CASCADE, related_name="papers")
    event = models.ForeignKey("members.ApplicationEvent", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    language = models.CharField(max_length=8, choices=languages.choices())
    stored_as = models.CharField(max_length=32, unique=True, default=attachment_name, editable=False)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "kind"], name="one_paper_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
