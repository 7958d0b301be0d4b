"""Consultations, the papers of decisions, and the events that go with them."""

import django.db.models.deletion
import django.utils.timezone
import members.models.applications
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0018_application_queue")]

    operations = [
        migrations.AlterField(
            model_name="applicationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("begun", "Begun"),
                    ("sent", "Sent"),
                    ("confirmed", "E-mail confirmed"),
                    ("taken_up", "Taken up"),
                    ("asked", "Information requested"),
                    ("answered", "Answered"),
                    ("resumed", "Resumed without an answer"),
                    ("consulted", "Consultation opened"),
                    ("made_ready", "Ready for decision"),
                    ("reviewed_again", "Back to screening"),
                    ("approved", "Approved"),
                    ("declined", "Declined"),
                    ("deferred", "Deferred"),
                    ("reopened", "Taken up again after a deferral"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Lapsed"),
                    ("joined", "Joined to another application"),
                    ("reversed", "Decision reversed"),
                    ("assigned", "Officer in charge changed"),
                    ("message_to_applicant", "Message to the applicant"),
                    ("message_from_applicant", "Message from the applicant"),
                    ("note", "Internal note"),
                    ("translation_note", "Translation note"),
                    ("checked", "Checklist"),
                    ("reference_asked", "Reference asked"),
                    ("reference_answered", "Reference answered"),
                    ("member_asked", "Member asked for an opinion"),
                    ("opinion", "Opinion given"),
                    ("consultation_closed", "Consultation closed"),
                    ("reminded", "Reminder sent"),
                    ("file_added", "File added"),
                    ("file_removed", "File taken away"),
                    ("link_sent", "Personal link sent"),
                    ("link_changed", "Personal link changed"),
                    ("file_read", "File downloaded"),
                    ("exported", "Exported"),
                    ("reduced", "Reduced after the retention period"),
                    ("erased", "Erased on request"),
                ],
                max_length=30,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="members.application",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ConsultationInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")],
                        max_length=8,
                    ),
                ),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in-favour", "In favour"),
                            ("against", "Against"),
                            ("no-objection", "No objection"),
                            ("cannot-say", "Cannot say"),
                            ("silence", "No objection (no answer)"),
                        ],
                        max_length=15,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="members.consultation",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DecisionPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("application", "The application as it was decided"),
                            ("letter", "The letter"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")],
                        max_length=8,
                    ),
                ),
                (
                    "stored_as",
                    models.CharField(
                        default=members.models.applications.attachment_name,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="members.application",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="members.applicationevent",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("application",),
                name="one_consultation_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opened_at"))), name="consultation_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationinvitation",
            constraint=models.UniqueConstraint(
                fields=("consultation", "organization"), name="one_invitation_of_a_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionpaper",
            constraint=models.UniqueConstraint(fields=("event", "kind"), name="one_paper_of_a_kind"),
        ),
    ]
