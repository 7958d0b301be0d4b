"""The register of organizations: members, former members, and what each of them lets the public know.

`OrganizationQuerySet.listed` decides alone who is public; nothing public asks the table in another way. What a reader
may see of a listed one says `Organization.shows_everything`. Contacts, registration and notes stand in tables apart.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from cicc_site import indexing, languages
from cicc_site.countries import sort_key
from cicc_site.dates import PartialDate, Precision
from cicc_site.text import match_key, search_words, words
from members.enums import (
    COUNTED,
    PUBLIC_LISTINGS,
    ListingLevel,
    MemberStatus,
    NameKind,
    OrganizationType,
    Scope,
)
from members.models.coalitions import SteeringCommitteeTerm

COUNTS = Q(status__in=sorted(COUNTED))
LISTED = COUNTS & Q(listing__in=sorted(PUBLIC_LISTINGS))
NAME_LENGTH = 300
# The host of a website without www: by it duplicates are found (members.duplicates).
SITE = Func(
    Lower("website"),
    Value("^[a-z]+://(?:www[.])?([^/:?#]+)"),
    function="substring",
    output_field=models.TextField(),
)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def members(self) -> Self:
        """Those that count: active, or asked to confirm their entry. For totals of the world and of regions only."""
        return self.filter(COUNTS)

    def listed(self) -> Self:
        """Those the public may know of. Every public surface begins here; a count is the number of these rows."""
        return self.filter(LISTED)

    def in_full(self) -> Self:
        """Listed, with everything an entry has. Whoever filters by more than name and place begins here: to be found
        under an issue tells that somebody works on it."""
        return self.listed().filter(listing=ListingLevel.FULL)

    def in_country(self, country: Any) -> Self:
        return self.filter(country=country)

    def matching(self, text: str) -> Self:
        """Those whose public names have a word beginning with each word of `text`, in any script and order."""
        found = words(text)
        if not found:
            return self.none()
        raw = " & ".join(f"'{word}':*" for word in found)
        return self.filter(search_vector=SearchQuery(raw, config="simple", search_type="raw"))

    def on_steering_committee(self, day: dt.date) -> Self:
        return self.filter(sits_on(day))


def sits_on(day: dt.date) -> Exists:
    """Whether an organization sits in the Steering Committee on that day."""
    return Exists(SteeringCommitteeTerm.objects.on(day).filter(organization=OuterRef("pk")))


class OrganizationNames(models.Model):
    """The names of an organization in the languages of the site, and what is derived from all its names.

    Not translated fields: none of them need be there, and an English one is no original.
    """

    class Meta:
        abstract = True


for _code in languages.codes():
    OrganizationNames.add_to_class(
        f"name_{_code}", models.CharField(_("name"), max_length=NAME_LENGTH, blank=True, default="")
    )
    OrganizationNames.add_to_class(
        f"sort_{_code}",
        models.CharField(max_length=NAME_LENGTH, editable=False, default="", db_collation="C"),
    )


class Organization(OrganizationNames, ClusterableModel):
    external_id = models.CharField(
        _("number in other files"),
        max_length=80,
        null=True,
        blank=True,
        unique=True,
        help_text=_("How the files that are imported name this entry. An import finds it by this."),
    )
    legal_name = models.CharField(
        _("legal name"), max_length=NAME_LENGTH, help_text=_("In its own script, as it is registered.")
    )
    legal_language = models.CharField(
        _("language of the legal name"),
        max_length=12,
        blank=True,
        help_text=_("Code of the language: en, ar, sw, zh-Hant. Readers' programs pronounce the name by it."),
    )
    country = models.ForeignKey(
        "members.Country", on_delete=models.PROTECT, related_name="organizations", verbose_name=_("country")
    )
    countries_of_work = ParentalManyToManyField(
        "members.Country", blank=True, related_name="+", verbose_name=_("countries of work")
    )
    type = models.CharField(_("type"), max_length=20, choices=OrganizationType, blank=True)
    scope = models.CharField(_("scope"), max_length=15, choices=Scope, blank=True)
    issues = ParentalManyToManyField("members.Issue", blank=True, related_name="+", verbose_name=_("issues"))
    working_languages = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("working languages"),
        default=list,
        blank=True,
        help_text=_("Codes of languages, with commas between them: fr, sw."),
    )
    year_founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    national_coalition = models.ForeignKey(
        "members.NationalCoalition",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("national coalition"),
    )
    joined = models.DateField(
        _("joined"),
        null=True,
        blank=True,
        help_text=_("The first day of the month or year if only that is known."),
    )
    joined_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    status = models.CharField(
        _("status"), max_length=20, choices=MemberStatus, default=MemberStatus.ACTIVE, db_index=True
    )
    # The safe choice is the one nobody has to think of.
    listing = models.CharField(
        _("listing level"), max_length=20, choices=ListingLevel, default=ListingLevel.UNLISTED
    )
    last_confirmed = models.DateField(_("last confirmed"), null=True, blank=True)
    tags = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("tags"),
        default=list,
        blank=True,
        help_text=_("For officers only. Words with commas between them."),
    )
    assigned_to = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_entries",
        editable=False,
        verbose_name=_("merged into"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created = models.DateTimeField(_("entered"), auto_now_add=True)
    updated = models.DateTimeField(_("changed"), auto_now=True)

    # Derived from the names whenever they, or the listing level, change: see `derive`.
    search = models.TextField(editable=False, default="")
    search_vector = models.GeneratedField(
        expression=SearchVector("search", config="simple"), output_field=SearchVectorField(), db_persist=True
    )
    match_keys = ArrayField(models.CharField(max_length=NAME_LENGTH), editable=False, default=list)

    objects = OrganizationQuerySet.as_manager()

    # Not counted among the uses of its country, issues or coalition: translators see those, and how many there are.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_en", "pk"]
        indexes = [
            *(
                models.Index(fields=[f"sort_{code}", "id"], condition=LISTED, name=f"org_listed_by_{code}")
                for code in languages.codes()
            ),
            models.Index(fields=["country", "sort_en"], condition=LISTED, name="org_listed_by_country"),
            # The directory counts every filter from this index alone (members/directory/counting.py).
            models.Index(
                fields=["country"],
                include=["id", "listing", "type", "national_coalition", "working_languages", "is_demo"],
                condition=LISTED,
                name="org_counted_in_directory",
            ),
            models.Index(fields=["sort_en", "id"], name="org_by_name"),
            # The figures of the home page are counted from this index alone.
            models.Index(fields=["status", "listing", "country", "is_demo"], name="org_figures"),
            GinIndex(fields=["search_vector"], condition=LISTED, name="org_search"),
            GinIndex(fields=["match_keys"], name="org_match_keys"),
            GinIndex(fields=["tags"], name="org_tags"),
            models.Index(SITE, name="org_site"),
        ]

    def __str__(self) -> str:
        return self.name_in(languages.DEFAULT_LANGUAGE)[0]

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        only = kwargs.get("update_fields")
        if only is None or set(only) & DERIVED_FROM:
            self.derive()
            if only is not None:
                kwargs["update_fields"] = [*{*only, *DERIVED}]
        super().save(*args, **kwargs)
        indexing.changed(self)

    def clean(self) -> None:
        super().clean()
        if self.joined and self.joined > dt.datetime.now(dt.UTC).date():
            raise ValidationError({"joined": _("This day has not come yet.")})

    @property
    def counts(self) -> bool:
        return self.status in COUNTED

    @property
    def is_listed(self) -> bool:
        """As `OrganizationQuerySet.listed` says."""
        return self.counts and self.listing in PUBLIC_LISTINGS

    @property
    def shows_everything(self) -> bool:
        return self.is_listed and self.listing == ListingLevel.FULL

    @property
    def joined_when(self) -> PartialDate | None:
        return PartialDate(self.joined, Precision(self.joined_precision)) if self.joined else None

    def name_in(self, language: str) -> tuple[str, str]:
        """Return the name a reader of `language` sees, and the language it is in ("" where nobody said)."""
        return name_for(self.__dict__, language)

    def slug_in(self, language: str) -> str:
        """Return the readable end of the address; the number before it is what counts."""
        return name_slug(self.name_in(language)[0])

    def derive(self) -> None:
        """Bring what is derived up to date with the names and the listing level."""
        other = [row.text for row in self.other_names.all()] if self.pk or self._has_new_names() else []
        for column, value in derived(self.__dict__, other).items():
            setattr(self, column, value)

    def _has_new_names(self) -> bool:
        """Rows of a form are there before the organization itself is."""
        return bool(getattr(self, "_cluster_related_objects", {}).get("other_names"))


class OrganizationName(models.Model):
    """A further name: an acronym, a former name, or another spelling, in any language."""

    organization = ParentalKey(
        Organization, on_delete=models.CASCADE, related_name="other_names", verbose_name=_("organization")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind, default=NameKind.ACRONYM)
    text = models.CharField(_("name"), max_length=NAME_LENGTH)
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "text"],
                name="one_name_once",
                violation_error_message=_("This name is entered twice."),
            )
        ]

    def __str__(self) -> str:
        return self.text


NAME_COLUMNS = ("legal_name", *(f"name_{code}" for code in languages.codes()))
DERIVED = ("search", "match_keys", *(f"sort_{code}" for code in languages.codes()))
DERIVED_FROM = frozenset({*NAME_COLUMNS, "legal_language", "listing", "status"})


def name_for(row: dict[str, Any], language: str) -> tuple[str, str]:
    """Return (name, its language) for a reader, from the name columns of a row: its own language, the languages it
    falls back to, then the legal name as it is registered."""
    for code in languages.reading_order(language):
        if row[f"name_{code}"]:
            return row[f"name_{code}"], code
        if row["legal_language"] == code:
            break
    return row["legal_name"], row["legal_language"]


def name_slug(name: str) -> str:
    """Return a name as the end of an address: letters of any script; "member" for a name of signs alone."""
    return slugify(name, allow_unicode=True)[:80].strip("-") or "member"


def derived(row: dict[str, Any], other_names: list[str]) -> dict[str, Any]:
    """Return the derived columns of a row: the order in each language, the words it is found by, the keys of names.

    The words are those of names the public may know: for an entry of name and country not its acronyms or former names;
    for a hidden one none at all, so that no index can give it away.
    """
    names = [row[column] for column in NAME_COLUMNS if row[column]]
    public = row["status"] in COUNTED and row["listing"] in PUBLIC_LISTINGS
    shown = [*names, *other_names] if row["listing"] == ListingLevel.FULL else names
    keys = dict.fromkeys(match_key(name) for name in [*names, *other_names])
    found: dict[str, Any] = {
        "search": search_words(*shown) if public else "",
        "match_keys": [key[:NAME_LENGTH] for key in keys if key],
    }
    for code in languages.codes():
        found[f"sort_{code}"] = sort_key(name_for(row, code)[0], code)[0][:NAME_LENGTH]
    return found
