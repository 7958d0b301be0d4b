"""The coded values of the registers, their names for readers, and the groups in which rules speak of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnStatus(models.TextChoices):
    MEMBER = "member", _("Member of the United Nations")
    OBSERVER = "observer", _("Observer State at the United Nations")
    NO = "no", _("Neither")


class UnGroup(models.TextChoices):
    """Regional groups of the United Nations, as the Assembly of States Parties counts them."""

    AFRICAN = "african", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern-european", _("Eastern European States")
    GRULAC = "grulac", _("Latin American and Caribbean States")
    WEOG = "weog", _("Western European and other States")


class Region(models.TextChoices):
    """Regions in which the Coalition works."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific")
    EUROPE_CENTRAL_ASIA = "europe-central-asia", _("Europe and Central Asia")
    MENA = "middle-east-north-africa", _("Middle East and North Africa")


class Treaty(models.TextChoices):
    ROME_STATUTE = "rome_statute", _("Rome Statute")
    # Known only in part: these two are never counted and never drawn on a map.
    KAMPALA_ARTICLE_8 = "kampala_article_8", _("Kampala amendment to article 8")
    KAMPALA_AGGRESSION = "kampala_aggression", _("Kampala amendments on the crime of aggression")


class ActKind(models.TextChoices):
    SIGNATURE = "signature", _("Signature")
    SIGNATURE_NO_INTENT = "signature_no_intent", _("Notice of no intention to ratify")
    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")
    DEPOSIT = "deposit", _("Deposit of an instrument")
    ENTRY_INTO_FORCE = "entry_into_force", _("Entry into force")
    WITHDRAWAL_NOTIFIED = "withdrawal_notified", _("Notice of withdrawal")
    WITHDRAWAL_REVOKED = "withdrawal_revoked", _("Notice of withdrawal revoked")
    WITHDRAWAL_EFFECTIVE = "withdrawal_effective", _("Withdrawal in effect")
    ACCESSION_WITHDRAWN = "accession_withdrawn", _("Accession withdrawn")


# Only a State that signed ratifies, accepts or approves; others accede or succeed.
NEED_SIGNATURE = frozenset({ActKind.RATIFICATION, ActKind.ACCEPTANCE, ActKind.APPROVAL})
DEPOSITS = NEED_SIGNATURE | {ActKind.ACCESSION, ActKind.SUCCESSION, ActKind.DEPOSIT}
WITHDRAWALS = frozenset(
    {ActKind.WITHDRAWAL_NOTIFIED, ActKind.WITHDRAWAL_REVOKED, ActKind.WITHDRAWAL_EFFECTIVE}
)


class Verified(models.TextChoices):
    """How well a value is supported by its sources."""

    YES = "yes", _("Yes")
    PARTIAL = "partial", _("In part: shown as reported")
    NO = "no", _("No: not shown")


class TreatyStatus(models.TextChoices):
    """Where a State stands on the Rome Statute; always computed from its acts, never stored."""

    STATE_PARTY = "state_party", _("State Party")
    DEPOSITED = "deposited", _("Instrument deposited, not yet in force")
    SIGNATORY = "signatory", _("Signatory State")
    SIGNATURE_NO_INTENT = "signature_withdrawn_intent", _("Signed, does not intend to ratify")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCESSION_WITHDRAWN = "accession_withdrawn", _("Accession withdrawn before entry into force")
    NONE = "none", _("Not a party")


class OrganizationType(models.TextChoices):
    """What kind of organization it is; one each, the one it would name first."""

    HUMAN_RIGHTS = "human-rights", _("Human rights")
    VICTIMS = "victims", _("Victims and survivors")
    WOMEN = "women", _("Women's rights and gender")
    LEGAL = "legal", _("Lawyers and bar associations")
    ACADEMIC = "academic", _("Universities and research")
    FAITH = "faith", _("Faith-based")
    PEACE = "peace", _("Peace and conflict resolution")
    DEVELOPMENT = "development", _("Development and humanitarian aid")
    YOUTH = "youth", _("Children and youth")
    MEDIA = "media", _("Media and freedom of expression")
    MINORITIES = "minorities", _("Indigenous peoples and minorities")
    LABOUR = "labour", _("Trade unions")
    NETWORK = "network", _("Networks and coalitions")
    OTHER = "other", _("Other")


class Scope(models.TextChoices):
    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class MemberStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    CONFIRMATION_DUE = "confirmation_due", _("Confirmation due")
    DORMANT = "dormant", _("Dormant")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left the Coalition")
    DISSOLVED = "dissolved", _("Dissolved")
    REMOVED = "removed", _("Removed")
    MERGED = "merged", _("Merged into another entry")


# A member counts while it is one of these (product.md, "Registers").
COUNTED = frozenset({MemberStatus.ACTIVE, MemberStatus.CONFIRMATION_DUE})


class ListingLevel(models.TextChoices):
    """How much of a member the public may know. For some it is a matter of life and death."""

    FULL = "full", _("Full entry")
    NAME_AND_COUNTRY = "name_and_country", _("Name and country only")
    MEMBERS_ONLY = "members_only", _("For members only")
    UNLISTED = "unlisted", _("Not listed")


PUBLIC_LISTINGS = frozenset({ListingLevel.FULL, ListingLevel.NAME_AND_COUNTRY})


class NameKind(models.TextChoices):
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former name")
    OTHER = "other", _("Other name")


class ChangeKind(models.TextChoices):
    """What happened to an organization's entry."""

    CREATED = "created", _("Entered")
    EDITED = "edited", _("Changed")
    IMPORTED = "imported", _("Changed by an import")
    LISTING = "listing", _("Listing level changed")
    STATUS = "status", _("Status changed")
    MERGED = "merged", _("Merged")
    TAGGED = "tagged", _("Tags changed")
    ASSIGNED = "assigned", _("Assigned")
