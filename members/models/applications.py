"""An application for membership: its state, its drafts step by step, its personal links, its files.

Nothing but members/workflow/applications.py changes `state` or `version`; the database itself refuses an illegal move,
and a move without its event. `personal` names the columns that are personal data: officers only, never in a list of
rows, a log, an address or an export for the public.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications import file_words
from members.applications.states import CLOSED, OPEN, UNSENT, WITH_OFFICERS, State

# Letters and digits that are not mistaken for each other, in any of our scripts' fonts.
REFERENCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A number for letters and telephone calls that says nothing: not how many, not when."""
    signs = "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def unsent(self) -> Self:
        return self.filter(state__in=sorted(UNSENT))

    def open(self) -> Self:
        return self.filter(state__in=sorted(OPEN))

    def with_officers(self) -> Self:
        """Sent, confirmed, not decided: the queue."""
        return self.filter(state__in=sorted(WITH_OFFICERS))

    def closed(self) -> Self:
        return self.filter(state__in=sorted(CLOSED))

    def for_officers(self) -> Self:
        """All that were ever confirmed: nobody looks into what was not sent."""
        return self.exclude(received_at=None)

    def in_regions(self, regions: Any) -> Self:
        """Those of countries in the Coalition's `regions`: a regional coordinator's."""
        return self.filter(country__cicc_region__in=list(regions))


class Application(models.Model):
    """One organization's request. The answers stand in ApplicationAnswers, personal data of officers' eyes apart."""

    personal: ClassVar = frozenset({"email"})

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    # Where it goes back to when what was asked for has come.
    returns_to = models.CharField(max_length=16, choices=State, blank=True, editable=False)
    # How many events it has; the number of the last one.
    version = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(_("language"), max_length=8, choices=languages.choices())
    email = models.EmailField(_("e-mail"), max_length=254, help_text=_("Of whoever fills in."))
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, editable=False)
    quiet = models.BooleanField(
        _("no content by e-mail"),
        default=False,
        help_text=_("E-mails say only that there is something to read."),
    )
    created = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    received_at = models.DateTimeField(_("received"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    cycle = models.ForeignKey(
        "members.ReviewCycle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("review cycle"),
    )
    officer = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    country = models.ForeignKey(
        "members.Country", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("country")
    )
    organization = models.ForeignKey(
        "members.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("organization it became"),
    )
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name=_("joined to"),
    )
    has_candidates = models.BooleanField(_("possible duplicate"), default=False, editable=False)
    reduced_at = models.DateTimeField(_("reduced"), null=True, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering: ClassVar = ["received_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "state_since"], name="application_queue"),
            models.Index(fields=["email"], name="application_email"),
        ]
        permissions: ClassVar = [
            ("comment_application", "Can comment on applications"),
            ("decide_application", "Can decide on applications"),
            ("export_application", "Can export applications"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED


class ApplicationStep(models.Model):
    """What was typed into one step, as it was typed, until the application is sent; then ApplicationAnswers has it.

    values: {name of field: text or list of texts}. version: rises with each saving, so that a second tab notices.
    passed: whether it stood the checks when it was last saved.
    """

    personal: ClassVar = frozenset({"values"})

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=15)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    passed = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "step"], name="one_draft_per_step")
        ]


class ApplicationStepCopy(models.Model):
    """What a later saving replaced: nothing that was typed is lost while the application is not sent."""

    personal: ClassVar = frozenset({"values"})

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="step_copies")
    step = models.CharField(max_length=15)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]


class ApplicationLink(models.Model):
    """A personal link: who has it may read and write one application as its applicant. Kept as a digest only.

    mailed: it has gone to the address on file and nowhere else, so whoever opens it reads what arrives there.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="links")
    digest = models.BinaryField(max_length=32, unique=True)
    mailed = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)


class LinkRequest(models.Model):
    """Somebody asked for the links of an e-mail address; the worker sees whether there are any, the page never does.

    sealed: the address, encrypted (`members.applications.own_links`). besides: an application just begun with it; then
    only other drafts of the last day are meant. The row is gone as soon as it has been seen to.
    """

    personal: ClassVar = frozenset({"sealed"})

    sealed = models.BinaryField()
    besides = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


def attachment_name() -> str:
    return uuid.uuid4().hex


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> Self:
        """Those that were not taken away again."""
        return self.filter(removed_at=None)

    def answers(self) -> Self:
        """Those sent when information was asked for."""
        return self.filter(kind=Attachment.Kind.ANSWER)


class Attachment(models.Model):
    """A file an applicant sent. It lies in settings.APPLICATION_ROOT under `stored_as`, a name nobody can guess.

    name: as the applicant called it, cleaned, shown only. media_type: as the content says. flags: what an officer
    should know (`members.applications.attachments`). sha256: of the bytes as kept.
    """

    class Kind(models.TextChoices):
        STATUTES = "statutes", _("Statutes")
        REGISTRATION = "registration", _("Proof of registration")
        REPORT = "report", _("Report on activities")
        LOGO = "logo", _("Logo")
        ANSWER = "answer", _("Answer to a request")

    personal: ClassVar = frozenset({"name"})

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    stored_as = models.CharField(max_length=32, unique=True, default=attachment_name, editable=False)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    flags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            # What is sent twice (a lost connection, a double click) is there once.
            models.UniqueConstraint(
                fields=["application", "sha256"],
                condition=models.Q(removed_at=None),
                name="one_attachment_of_same_bytes",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def size_words(self) -> str:
        return file_words.size(self.size)

    @property
    def warnings(self) -> list[str]:
        """What an officer should know before opening it, in sentences."""
        return file_words.warnings(self.flags)
