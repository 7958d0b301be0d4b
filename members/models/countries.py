"""The register of countries: every figure and every list of States on the site is counted here.

What a set of acts means is said once in `members.treaty`; `CountryQuerySet.with_status` says it again in SQL.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Case, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from cicc_site import languages
from cicc_site.countries import country_slug
from cicc_site.multilingual.freshness import Stamped
from members import treaty
from members.enums import DEPOSITS, ActKind, Region, Treaty, TreatyStatus, UnGroup, UnStatus
from members.models.former_slugs import FormerCountrySlug
from members.models.registers import rome_statute_as_of, treaty_register
from members.models.treaty_acts import TreatyAct, happened_by, public_acts

# Shown as States although neither members nor observers of the United Nations.
OTHER_STATES = ("COK",)


class CountryQuerySet(models.QuerySet["Country"]):
    def with_page(self) -> Self:
        """The States that have a page: members and observers of the United Nations, and Cook Islands."""
        return self.filter(Q(un_status__in=[UnStatus.MEMBER, UnStatus.OBSERVER]) | Q(alpha3__in=OTHER_STATES))

    def with_register_date(self) -> Self:
        """Adds `register_as_of`, the date of the treaty register, so that no list asks for it apart."""
        return self.annotate(register_as_of=Subquery(treaty_register().values("as_of")[:1]))

    def with_public_acts(self) -> Self:
        """Adds `acts_told`: the acts on the Rome Statute that may be told, in plain values, in the same query."""
        acts = TreatyAct.objects.on_rome_statute().public().filter(country=OuterRef("pk")).order_by()
        told = JSONObject(kind="kind", date="date", precision="precision", verified="verified")
        return self.annotate(acts_told=ArraySubquery(acts.values(told=told)))

    def with_status(self, on: date) -> Self:
        """Adds `treaty_status`, the answer of `members.treaty.status_on`, to each country."""
        counted = Q(treaty_acts__treaty=Treaty.ROME_STATUTE)
        counted &= public_acts("treaty_acts__") & happened_by(on, "treaty_acts__")

        def latest(*kinds: str) -> Max:
            return Max("treaty_acts__date", filter=counted & Q(treaty_acts__kind__in=kinds))

        return self.annotate(
            act_signed=latest(ActKind.SIGNATURE),
            act_no_intent=latest(ActKind.SIGNATURE_NO_INTENT),
            act_deposited=latest(*DEPOSITS),
            act_in_force=latest(ActKind.ENTRY_INTO_FORCE),
            act_left=latest(ActKind.WITHDRAWAL_EFFECTIVE),
            act_taken_back=latest(ActKind.ACCESSION_WITHDRAWN),
        ).annotate(treaty_status=_status_from_latest_acts())

    def of_status(self, *statuses: TreatyStatus, on: date | None = None) -> Self:
        """Countries that stood so on that day; without a day, on the date of the register."""
        day = on or rome_statute_as_of()
        return self.with_status(day).filter(treaty_status__in=statuses) if day else self.none()

    def states_parties(self, on: date | None = None) -> Self:
        day = on or rome_statute_as_of()
        return self.filter(pk__in=TreatyAct.objects.states_bound(day)) if day else self.none()

    def signatories(self, on: date | None = None) -> Self:
        """States that signed and are not bound, those included that do not intend to ratify."""
        return self.of_status(TreatyStatus.SIGNATORY, TreatyStatus.SIGNATURE_NO_INTENT, on=on)


def _status_from_latest_acts() -> Case:
    not_left, not_taken_back = Q(act_left__isnull=True), Q(act_taken_back__isnull=True)
    bound = Q(act_in_force__isnull=False) & (not_left | Q(act_in_force__gt=F("act_left")))
    waiting = (
        Q(act_deposited__isnull=False)
        & (not_left | Q(act_deposited__gt=F("act_left")))
        & (not_taken_back | Q(act_deposited__gt=F("act_taken_back")))
    )
    return Case(
        When(bound, then=Value(TreatyStatus.STATE_PARTY)),
        When(waiting, then=Value(TreatyStatus.DEPOSITED)),
        When(act_left__isnull=False, then=Value(TreatyStatus.WITHDRAWN)),
        When(act_taken_back__isnull=False, then=Value(TreatyStatus.ACCESSION_WITHDRAWN)),
        When(act_no_intent__isnull=False, then=Value(TreatyStatus.SIGNATURE_NO_INTENT)),
        When(act_signed__isnull=False, then=Value(TreatyStatus.SIGNATORY)),
        default=Value(TreatyStatus.NONE),
        output_field=models.CharField(max_length=30),
    )


class CountryAddresses(models.Model):
    """An address in each language, `slug_xx`: made from the name, NULL where the English one serves."""

    class Meta:
        abstract = True


for _code in languages.codes():
    CountryAddresses.add_to_class(
        f"slug_{_code}",
        models.SlugField(
            _("address"),
            max_length=120,
            unique=True,
            allow_unicode=True,
            null=_code != languages.DEFAULT_LANGUAGE,
            blank=True,
            help_text=_("The last part of the address in this language. Empty: made from the name."),
        ),
    )


class Country(CountryAddresses, Stamped, ClusterableModel):
    translated: ClassVar[list[str]] = ["name"]

    alpha2 = models.CharField(
        _("two-letter code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    alpha3 = models.CharField(
        _("three-letter code"), max_length=3, unique=True, validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    numeric = models.CharField(
        _("number"), max_length=3, unique=True, validators=[RegexValidator(r"^[0-9]{3}$")]
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("As the United Nations writes it."))
    un_status = models.CharField(
        _("United Nations"),
        max_length=10,
        choices=UnStatus,
        help_text=_("Neither: listed as a territory, for addresses only. Cook Islands is the exception."),
    )
    un_regional_group = models.CharField(
        _("regional group"), max_length=20, choices=UnGroup, blank=True, help_text=_("Blank for territories.")
    )
    cicc_region = models.CharField(
        _("region"), max_length=30, choices=Region, blank=True, help_text=_("Region of the Coalition.")
    )
    m49_region = models.CharField(_("M49 region"), max_length=3, blank=True, help_text=_("Code of the UN."))
    m49_subregion = models.CharField(
        _("M49 subregion"), max_length=3, blank=True, help_text=_("Code of the UN.")
    )
    staff_notes = models.TextField(_("notes"), blank=True, help_text=_("For staff only, never published."))
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["alpha3"]

    def __str__(self) -> str:
        return self.name_in("en") or self.alpha3

    @classmethod
    def language_columns(cls) -> list[str]:
        return [*super().language_columns(), *(f"slug_{code}" for code in languages.codes())]

    @property
    def has_page(self) -> bool:
        return self.un_status in {UnStatus.MEMBER, UnStatus.OBSERVER} or self.alpha3 in OTHER_STATES

    def name_in(self, language: str) -> str:
        return getattr(self, f"name_{language}") or ""

    def slug_in(self, language: str) -> str:
        own: str | None = getattr(self, f"slug_{language}")
        return own or str(getattr(self, f"slug_{languages.DEFAULT_LANGUAGE}"))

    def fill_slugs(self) -> None:
        """Give each name an address; one that exists stays, because links point to it."""
        for code in languages.codes():
            if not getattr(self, f"slug_{code}"):
                setattr(self, f"slug_{code}", country_slug(self.name_in(code), code) or None)

    def clean(self) -> None:
        super().clean()
        self.fill_slugs()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        before = Country.objects.filter(pk=self.pk).first() if self.pk else None
        result = super().save(*args, **kwargs)
        if before is not None:
            self._remember_slugs(before)
        return result

    def _remember_slugs(self, before: "Country") -> None:
        """Links to an address that is given up lead to the new one; one that is taken up again is no former one."""
        for code in languages.codes():
            former, now = before.slug_in(code), self.slug_in(code)
            if former != now:
                FormerCountrySlug.objects.filter(language=code, slug=now).delete()
                FormerCountrySlug.objects.update_or_create(
                    language=code, slug=former, defaults={"country": self}
                )

    def status_on(self, on: date) -> TreatyStatus:
        acts = [act for act in self.treaty_acts.all() if act.treaty == Treaty.ROME_STATUTE]
        return treaty.status_on(acts, on)
