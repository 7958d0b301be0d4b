"""One dated act of a State on the Rome Statute or its amendments."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from cicc_site.dates import PartialDate, Precision
from members import treaty
from members.enums import DEPOSITS, WITHDRAWALS, ActKind, Treaty, Verified


def public_acts(prefix: str = "") -> Q:
    """`members.treaty.is_public` for the database."""
    told_in_doubt = [kind for kind in ActKind if kind not in WITHDRAWALS]
    return Q(**{f"{prefix}verified": Verified.YES}) | Q(
        **{f"{prefix}verified": Verified.PARTIAL, f"{prefix}kind__in": told_in_doubt}
    )


def happened_by(on: date, prefix: str = "") -> Q:
    """Certain to have happened: an act known by month or year counts from the end of its period."""
    tomorrow = on + timedelta(days=1)
    ends = {
        Precision.DAY: tomorrow,
        Precision.MONTH: tomorrow.replace(day=1),
        Precision.YEAR: tomorrow.replace(month=1, day=1),
    }
    return Q(
        *(Q(**{f"{prefix}precision": known, f"{prefix}date__lt": end}) for known, end in ends.items()),
        _connector=Q.OR,
    )


class TreatyActQuerySet(models.QuerySet["TreatyAct"]):
    def public(self) -> Self:
        return self.filter(public_acts())

    def happened_by(self, on: date) -> Self:
        return self.filter(happened_by(on))

    def on_rome_statute(self) -> Self:
        return self.filter(treaty=Treaty.ROME_STATUTE)

    def deposits(self) -> Self:
        return self.filter(kind__in=DEPOSITS)

    def signatures(self) -> Self:
        return self.filter(kind=ActKind.SIGNATURE)

    def states_bound(self, on: date) -> models.QuerySet[Any, Any]:
        """The keys of the States for which the Statute was in force on that day.

        As `members.treaty.status_on` says of a State Party, from the two kinds of act that decide it: a tenth of what
        it takes to find out every status.
        """

        def latest(kind: ActKind) -> Max:
            return Max("date", filter=Q(kind=kind))

        acts = self.on_rome_statute().public().happened_by(on).order_by()
        acts = acts.filter(kind__in=[ActKind.ENTRY_INTO_FORCE, ActKind.WITHDRAWAL_EFFECTIVE])
        states = acts.values("country").annotate(
            in_force=latest(ActKind.ENTRY_INTO_FORCE), left=latest(ActKind.WITHDRAWAL_EFFECTIVE)
        )
        bound = Q(in_force__isnull=False) & (Q(left__isnull=True) | Q(in_force__gt=F("left")))
        return states.filter(bound).values("country")


class TreatyAct(models.Model):
    country = ParentalKey("members.Country", on_delete=models.CASCADE, related_name="treaty_acts")
    treaty = models.CharField(_("treaty"), max_length=30, choices=Treaty, default=Treaty.ROME_STATUTE)
    kind = models.CharField(_("act"), max_length=30, choices=ActKind)
    date = models.DateField(
        _("date"), help_text=_("The first day of the month or year if only that is known.")
    )
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    verified = models.CharField(
        _("verified"),
        max_length=7,
        choices=Verified,
        default=Verified.NO,
        help_text=_("A withdrawal that is not fully verified is never shown."),
    )
    sources = models.CharField(
        _("sources"), max_length=255, blank=True, help_text=_("Keys of the sources. For staff only.")
    )
    staff_notes = models.TextField(_("notes"), blank=True, help_text=_("For staff only, never published."))

    objects = TreatyActQuerySet.as_manager()

    class Meta:
        verbose_name = _("treaty act")
        verbose_name_plural = _("treaty acts")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "treaty", "kind", "date"],
                name="one_act_per_day",
                violation_error_message=_("This act is entered twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when.isoformat()}"

    @property
    def when(self) -> PartialDate:
        return PartialDate(self.date, Precision(self.precision))

    @property
    def is_public(self) -> bool:
        return treaty.is_public(self.kind, self.verified)
