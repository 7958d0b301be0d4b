"""Arithmetic of treaty acts: what a set of acts means on a given day, and which sets cannot be true.

Plain functions on anything that looks like an act, without the database. `CountryQuerySet.with_status`
says the same in SQL; a test holds the two together on many days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from cicc_site.dates import PartialDate, Precision
from members.enums import DEPOSITS, NEED_SIGNATURE, WITHDRAWALS, ActKind, TreatyStatus, Verified

ADOPTION = date(1998, 7, 17)
LAST_DAY_FOR_SIGNATURE = date(2000, 12, 31)  # article 125
SIXTIETH_DEPOSIT = date(2002, 4, 11)  # article 126: the Statute entered into force for the first parties
FIRST_ENTRY_INTO_FORCE = date(2002, 7, 1)


class Act(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def verified(self) -> str: ...
    @property
    def when(self) -> PartialDate: ...


def is_public(kind: str, verified: str) -> bool:
    """A value in doubt is told as reported; a withdrawal in doubt is neither told nor counted."""
    return verified == Verified.YES or (verified == Verified.PARTIAL and kind not in WITHDRAWALS)


def status_on(acts: Iterable[Act], on: date) -> TreatyStatus:
    """The status at the end of that day. An act known by month or year counts from the end of its period."""
    counted = [act for act in acts if is_public(act.kind, act.verified) and act.when.last_day <= on]

    def latest(*kinds: str) -> date:
        return max((act.when.date for act in counted if act.kind in kinds), default=date.min)

    in_force, deposited = latest(ActKind.ENTRY_INTO_FORCE), latest(*DEPOSITS)
    left, taken_back = latest(ActKind.WITHDRAWAL_EFFECTIVE), latest(ActKind.ACCESSION_WITHDRAWN)
    if in_force > left:
        return TreatyStatus.STATE_PARTY
    if deposited > left and deposited > taken_back:
        return TreatyStatus.DEPOSITED
    if left > date.min:
        return TreatyStatus.WITHDRAWN
    if taken_back > date.min:
        return TreatyStatus.ACCESSION_WITHDRAWN
    if latest(ActKind.SIGNATURE_NO_INTENT) > date.min:
        return TreatyStatus.SIGNATURE_NO_INTENT
    return TreatyStatus.SIGNATORY if latest(ActKind.SIGNATURE) > date.min else TreatyStatus.NONE


def entry_into_force_due(deposit: date) -> date:
    """Article 126: the first day of the month after the 60th day following the deposit."""
    if deposit <= SIXTIETH_DEPOSIT:
        return FIRST_ENTRY_INTO_FORCE
    sixtieth = deposit + timedelta(days=60)
    return (sixtieth.replace(day=1) + timedelta(days=32)).replace(day=1)


def order_errors(acts: Sequence[Act]) -> list[str]:
    """Why these acts of one State on the Rome Statute cannot all be true; empty when they can."""
    return [
        *_outside_the_statute(acts),
        *_without_precedent(acts),
        *_entry_into_force(acts),
        *_withdrawals(acts),
    ]


def _of(acts: Iterable[Act], *kinds: str) -> list[PartialDate]:
    return sorted(act.when for act in acts if act.kind in kinds)


def _iso(when: PartialDate) -> str:
    return when.isoformat()


def _outside_the_statute(acts: Sequence[Act]) -> Iterable[str]:
    for act in acts:
        if act.when.last_day < ADOPTION:
            yield _("%(date)s is before the adoption of the Rome Statute.") % {"date": _iso(act.when)}
    signatures = _of(acts, ActKind.SIGNATURE)
    if len(signatures) > 1:
        yield _("A State signs only once.")
    for when in signatures:
        if when.first_day > LAST_DAY_FOR_SIGNATURE:
            yield _("%(date)s: the Rome Statute was open for signature until 31 December 2000.") % {
                "date": _iso(when)
            }


def _without_precedent(acts: Sequence[Act]) -> Iterable[str]:
    """Each act needs one that made it possible. A succession is bound before it is deposited (Montenegro)."""
    needs: list[tuple[frozenset[ActKind], frozenset[ActKind]]] = [
        (NEED_SIGNATURE, frozenset({ActKind.SIGNATURE})),
        (frozenset({ActKind.SIGNATURE_NO_INTENT}), frozenset({ActKind.SIGNATURE})),
        (frozenset({ActKind.WITHDRAWAL_NOTIFIED}), frozenset({ActKind.ENTRY_INTO_FORCE})),
        (frozenset({ActKind.WITHDRAWAL_REVOKED}), frozenset({ActKind.WITHDRAWAL_NOTIFIED})),
        (frozenset({ActKind.WITHDRAWAL_EFFECTIVE}), frozenset({ActKind.WITHDRAWAL_NOTIFIED})),
        (frozenset({ActKind.ACCESSION_WITHDRAWN}), frozenset({ActKind.ACCESSION})),
    ]
    if not _of(acts, ActKind.SUCCESSION):
        needs.append((frozenset({ActKind.ENTRY_INTO_FORCE}), DEPOSITS))
    for later, earlier in needs:
        possible = _of(acts, *earlier)
        for when in _of(acts, *later):
            if not any(before.first_day <= when.last_day for before in possible):
                yield _("%(later)s of %(date)s needs an earlier act: %(earlier)s.") % {
                    "later": " / ".join(sorted(str(kind.label) for kind in later)),
                    "date": _iso(when),
                    "earlier": " / ".join(sorted(str(kind.label) for kind in earlier)),
                }


def _entry_into_force(acts: Sequence[Act]) -> Iterable[str]:
    deposits = _of(acts, *(DEPOSITS - {ActKind.SUCCESSION}))
    for when in _of(acts, ActKind.ENTRY_INTO_FORCE):
        before = [deposit for deposit in deposits if deposit.date <= when.date]
        if not before or {before[-1].precision, when.precision} != {Precision.DAY}:
            continue
        due = entry_into_force_due(before[-1].date)
        if when.date != due:
            yield _("Under article 126 a deposit of %(deposit)s enters into force on %(due)s.") % {
                "deposit": _iso(before[-1]),
                "due": due.isoformat(),
            }


def _withdrawals(acts: Sequence[Act]) -> Iterable[str]:
    revoked = _of(acts, ActKind.WITHDRAWAL_REVOKED)
    for effect in _of(acts, ActKind.WITHDRAWAL_EFFECTIVE):
        notices = [n for n in _of(acts, ActKind.WITHDRAWAL_NOTIFIED) if n.date <= effect.date]
        if not notices:
            continue
        if effect.last_day < _a_year_after(notices[-1].first_day):
            yield _("Under article 127 a withdrawal takes effect one year after its notice at the earliest.")
        if any(notices[-1].date <= r.date <= effect.date for r in revoked):
            yield _("A notice of withdrawal that was revoked does not take effect.")
    for taken_back in _of(acts, ActKind.ACCESSION_WITHDRAWN):
        if any(f.last_day <= taken_back.first_day for f in _of(acts, ActKind.ENTRY_INTO_FORCE)):
            yield _("An accession cannot be taken back once it is in force.")


def _a_year_after(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)
