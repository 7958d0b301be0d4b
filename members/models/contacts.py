"""What only officers see of an organization. It stands apart, so that no public query can touch it by mistake."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from cicc_site import languages

# What follows the @: by it duplicates are found (members.duplicates).
EMAIL_HOST = Func(
    Lower("email"), Value("@"), Value(2), function="split_part", output_field=models.TextField()
)


class Contact(models.Model):
    """A person or an office of an organization. Personal data: officers only, never exported for the public."""

    personal: ClassVar = frozenset({"name", "email", "phone"})

    class Role(models.TextChoices):
        GENERAL = "general", _("General address")
        HEAD = "head", _("Head of the organization")
        MAIN = "main", _("Main contact")
        SECOND = "second", _("Second contact")

    organization = ParentalKey(
        "members.Organization",
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.GENERAL)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(
        _("telephone"), max_length=20, blank=True, help_text=_("In international form: +254 20 1234567.")
    )
    language = models.CharField(
        _("preferred language"), max_length=8, choices=languages.choices(), blank=True
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["email"], name="contact_email"),
            models.Index(fields=["phone"], name="contact_phone"),
            models.Index(EMAIL_HOST, name="contact_host"),
        ]
        # To see one is one thing, to carry all of them away another. In English: Django stores it.
        permissions = [("export_contact", "Can export contacts")]

    def __str__(self) -> str:
        return self.name or self.get_role_display()


class Registration(models.Model):
    """Where and under which number an organization is registered, and its postal address."""

    personal: ClassVar = frozenset({"authority", "number", "postal_address"})

    class Registered(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNSAFE = "unsafe", _("Cannot safely")

    organization = models.OneToOneField(
        "members.Organization",
        on_delete=models.CASCADE,
        related_name="registration",
        primary_key=True,
        verbose_name=_("organization"),
    )
    registered = models.CharField(_("registered"), max_length=6, choices=Registered, blank=True)
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    number = models.CharField(_("registration number"), max_length=80, blank=True, db_index=True)
    postal_address = models.TextField(_("postal address"), blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")

    def __str__(self) -> str:
        return str(_("registration"))


class Note(models.Model):
    """A remark of an officer on an organization: for officers, never published. Never changed but for the erasure of a
    person's data (`members.applications.erasure`)."""

    personal: ClassVar = frozenset({"text"})

    organization = models.ForeignKey(
        "members.Organization", on_delete=models.CASCADE, related_name="notes", verbose_name=_("organization")
    )
    at = models.DateTimeField(_("written"), auto_now_add=True)
    author = models.ForeignKey(
        "members.User", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    author_name = models.CharField(_("author"), max_length=200)
    text = models.TextField(_("note"))

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
