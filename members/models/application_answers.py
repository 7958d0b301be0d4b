"""The answers of an application as they were sent: typed, checked, and from then on only added to by corrections.

`personal` names the columns of officers only. What each question means says product.md, "The application".
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications import marks
from members.enums import ListingLevel, OrganizationType, Scope
from members.models.contacts import Registration
from members.models.organizations import NAME_LENGTH


class SizeBand(models.TextChoices):
    """How many people; bands, because exact numbers can give a group away."""

    NONE = "0", _("None")
    FEW = "1-5", _("1 to 5")
    SOME = "6-20", _("6 to 20")
    MANY = "21-100", _("21 to 100")
    MORE = "100+", _("More than 100")


class ShareBand(models.TextChoices):
    """Which part of the funds comes from governments."""

    NONE = "none", _("None")
    QUARTER = "to-25", _("Up to a quarter")
    HALF = "to-50", _("A quarter to a half")
    MOST = "to-75", _("A half to three quarters")
    ALL = "over-75", _("More than three quarters")


class MemberAlready(models.TextChoices):
    """What an applicant says who may apply: who is sure to be a member need not."""

    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")


class ApplicationAnswers(models.Model):
    """One row for each application that was sent. Names as in Organization, where both have them."""

    personal: ClassVar = frozenset(
        {
            "postal_address",
            "general_email",
            "phone",
            "registration_authority",
            "registration_number",
            "head_name",
            "head_role",
            "main_name",
            "main_role",
            "main_email",
            "main_phone",
            "main_signal",
            "main_language",
            "second_name",
            "second_role",
            "second_email",
            "second_phone",
            "submitter_name",
            "submitter_role",
            "note_to_officer",
        }
    )

    application = models.OneToOneField(
        "members.Application", on_delete=models.CASCADE, related_name="answers", verbose_name=_("application")
    )

    # Eligibility: the only answer there that leaves a choice to who may apply
    member_already = models.CharField(
        _("a member already"), max_length=6, choices=MemberAlready, default=MemberAlready.NO
    )

    # Organization
    legal_name = models.CharField(_("legal name"), max_length=NAME_LENGTH)
    legal_language = models.CharField(_("language of the legal name"), max_length=12, blank=True)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=NAME_LENGTH, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=NAME_LENGTH, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=NAME_LENGTH, blank=True)
    acronyms = ArrayField(models.CharField(max_length=NAME_LENGTH), verbose_name=_("acronyms"), default=list)
    former_names = ArrayField(
        models.CharField(max_length=NAME_LENGTH), verbose_name=_("former names"), default=list
    )
    country = models.ForeignKey(
        "members.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    places_of_work = models.TextField(_("places of work"), blank=True)
    countries_of_work = models.ManyToManyField(
        "members.Country", blank=True, related_name="+", verbose_name=_("countries active in")
    )
    type = models.CharField(_("type"), max_length=20, choices=OrganizationType)
    scope = models.CharField(_("scope"), max_length=15, choices=Scope)
    network = models.CharField(_("network it belongs to"), max_length=NAME_LENGTH, blank=True)
    year_founded = models.PositiveSmallIntegerField(_("founded in"))
    registered = models.CharField(_("registered"), max_length=6, choices=Registration.Registered)
    registration_authority = models.CharField(_("registered with"), max_length=200, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=80, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    social = ArrayField(models.URLField(max_length=300), verbose_name=_("social media"), default=list)
    staff_band = models.CharField(_("staff"), max_length=10, choices=SizeBand, blank=True)
    volunteer_band = models.CharField(_("volunteers"), max_length=10, choices=SizeBand, blank=True)
    postal_address = models.TextField(_("postal address"))
    general_email = models.EmailField(_("general e-mail"), max_length=254)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    # People
    head_name = models.CharField(_("head of the organization"), max_length=200)
    head_role = models.CharField(_("role of the head"), max_length=200, blank=True)
    main_name = models.CharField(_("main contact"), max_length=200)
    main_role = models.CharField(_("role of the main contact"), max_length=200, blank=True)
    main_email = models.EmailField(_("e-mail of the main contact"), max_length=254)
    main_phone = models.CharField(_("telephone of the main contact"), max_length=20, blank=True)
    main_signal = models.CharField(_("Signal of the main contact"), max_length=80, blank=True)
    main_language = models.CharField(_("preferred language"), max_length=8, choices=languages.choices())
    second_name = models.CharField(_("second contact"), max_length=200, blank=True)
    second_role = models.CharField(_("role of the second contact"), max_length=200, blank=True)
    second_email = models.EmailField(_("e-mail of the second contact"), max_length=254, blank=True)
    second_phone = models.CharField(_("telephone of the second contact"), max_length=20, blank=True)
    submitter_name = models.CharField(_("submitted by"), max_length=200)
    submitter_role = models.CharField(_("role of who submits"), max_length=200)

    # Work
    mission = models.TextField(_("mission"))
    justice_work = models.TextField(_("work on international justice"))
    links = ArrayField(models.URLField(max_length=300), verbose_name=_("links"), default=list)
    issues = models.ManyToManyField("members.Issue", related_name="+", verbose_name=_("issues"))
    # Lasting codes of the site's situations: they are pages, which this app does not know.
    situations = ArrayField(
        models.CharField(max_length=40), verbose_name=_("situations followed"), default=list
    )
    contribution = models.TextField(_("planned contribution"))
    funding = models.TextField(_("main sources of funds"))
    government_share = models.CharField(_("share of governments"), max_length=10, choices=ShareBand)

    # Commitments
    listing = models.CharField(_("listing level"), max_length=20, choices=ListingLevel)
    newsletter = models.BooleanField(_("newsletter"), default=False)
    newsletter_language = models.CharField(
        _("language of the newsletter"), max_length=8, choices=languages.choices(), blank=True
    )
    note_to_officer = models.TextField(_("note to the officer"), blank=True)

    # Derived when it is saved: by these, duplicates are found among organizations and earlier applications. They stay
    # when the application is reduced, so they are not derived again from then on.
    match_keys = ArrayField(models.CharField(max_length=NAME_LENGTH), editable=False, default=list)
    marks = ArrayField(models.CharField(max_length=marks.LONGEST), editable=False, default=list)

    class Meta:
        verbose_name = _("answers")
        verbose_name_plural = _("answers")
        indexes: ClassVar = [
            GinIndex(fields=["match_keys"], name="application_match_keys"),
            GinIndex(fields=["marks"], name="application_marks"),
        ]

    def __str__(self) -> str:
        return str(self.application)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.application.reduced_at is None:
            self.derive()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = [*{*kwargs["update_fields"], *DERIVED}]
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what is derived from the other columns."""
        self.match_keys = marks.name_keys(self.names(), NAME_LENGTH)
        self.marks = marks.of(
            country=self.country.alpha2,
            website=self.website,
            emails=self.emails(),
            phones=self.phones(),
            registration=self.registration_number,
        )

    def emails(self) -> list[str]:
        """Every address it gave, that of whoever filled in among them."""
        own = [self.general_email, self.main_email, self.second_email, self.application.email]
        return [email for email in dict.fromkeys(own) if email]

    def phones(self) -> list[str]:
        own = [self.phone, self.main_phone, self.second_phone]
        return [phone for phone in dict.fromkeys(own) if phone]

    def names(self) -> list[str]:
        """Every name it gave itself, the legal one first."""
        own = [self.legal_name, self.name_en, self.name_es, self.name_fr, self.name_ar]
        return [name for name in dict.fromkeys([*own, *self.acronyms, *self.former_names]) if name]


DERIVED = ("match_keys", "marks")


class ApplicationReference(models.Model):
    """Somebody who knows the organization: a member, or another known organization. What they answered is an event."""

    personal: ClassVar = frozenset({"person", "contact"})

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="references"
    )
    name = models.CharField(_("organization"), max_length=NAME_LENGTH)
    person = models.CharField(_("person"), max_length=200, blank=True)
    contact = models.CharField(_("e-mail or telephone"), max_length=254)
    organization = models.ForeignKey(
        "members.Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entry in the register"),
    )

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class ApplicationConsent(models.Model):
    """One box that was ticked: which text, in which wording and language, when.

    code: of the text in `members.applications.commitments`; text_version: its version, as a day; digest: SHA-256 of
    the words that stood beside the box.
    """

    application = models.ForeignKey("members.Application", on_delete=models.CASCADE, related_name="consents")
    code = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "code"], name="one_consent_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.code
