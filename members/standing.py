"""Where one State stands on the Rome Statute: the acts that may be told, up to the date of the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cicc_site.dates import PartialDate, Precision
from members.enums import ActKind, TreatyStatus, Verified
from members.models import Country, TreatyAct
from members.models.registers import rome_statute_as_of
from members.treaty import Act, status_on

# Of acts of one day the one that makes the other possible comes first.
ORDER = {kind: place for place, kind in enumerate(ActKind)}


@dataclass(frozen=True)
class ToldAct:
    """A public act with no more than a reader may know of it."""

    kind: ActKind
    when: PartialDate
    verified: Verified

    @property
    def is_reported(self) -> bool:
        """Whether sources differ on it."""
        return self.verified == Verified.PARTIAL


@dataclass(frozen=True)
class Standing:
    """The status of a State and the public acts it follows from, oldest first. Nothing in it is for staff only."""

    status: TreatyStatus
    as_of: date
    acts: tuple[ToldAct, ...] = ()
    leaving: bool = False  # a notice of withdrawal was given, not revoked, and has not taken effect

    @property
    def is_reported(self) -> bool:
        """Whether sources differ on all of it."""
        return bool(self.acts) and all(act.is_reported for act in self.acts)


def standing(country: Country, on: date | None = None) -> Standing | None:
    """The standing on a day, by default the date of the register; None while no register has been loaded."""
    day = on or getattr(country, "register_as_of", None) or rome_statute_as_of()
    if day is None:
        return None
    acts = [act for act in _public_acts(country) if act.when.last_day <= day]
    acts.sort(key=lambda act: (act.when.date, ORDER[act.kind]))
    return Standing(status_on(acts, day), day, tuple(acts), is_leaving(acts))


def _public_acts(country: Country) -> list[ToldAct]:
    """Those that came with the country (`CountryQuerySet.with_public_acts`), else in a query."""
    came: list[dict[str, str]] | None = getattr(country, "acts_told", None)
    if came is None:
        stored = TreatyAct.objects.filter(country=country).on_rome_statute().public()
        return [ToldAct(ActKind(act.kind), act.when, Verified(act.verified)) for act in stored]
    return [
        ToldAct(
            ActKind(act["kind"]),
            PartialDate(date.fromisoformat(act["date"]), Precision(act["precision"])),
            Verified(act["verified"]),
        )
        for act in came
    ]


def is_leaving(acts: Iterable[Act]) -> bool:
    """Whether the last word of a State on leaving is a notice: it stays a party until that takes effect."""
    last: Act | None = None
    for act in sorted(acts, key=lambda act: act.when.last_day):
        if act.kind in (
            ActKind.WITHDRAWAL_NOTIFIED,
            ActKind.WITHDRAWAL_REVOKED,
            ActKind.WITHDRAWAL_EFFECTIVE,
        ):
            last = act
    return last is not None and last.kind == ActKind.WITHDRAWAL_NOTIFIED


def periods_in_force(acts: Sequence[Act], until: date) -> list[tuple[date, date]]:
    """From when to when the Statute bound the State: from its entry into force to a withdrawal, or to `until`."""
    periods: list[tuple[date, date]] = []
    start: date | None = None
    for act in sorted(acts, key=lambda act: act.when.last_day):
        if act.kind == ActKind.ENTRY_INTO_FORCE and start is None:
            start = act.when.last_day
        elif act.kind == ActKind.WITHDRAWAL_EFFECTIVE and start is not None:
            periods.append((start, act.when.last_day))
            start = None
    return [*periods, (start, until)] if start is not None else periods
