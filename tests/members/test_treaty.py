"""The arithmetic of treaty acts, without the database."""

from dataclasses import dataclass
from datetime import date

import pytest

from cicc_site.dates import PartialDate
from members.enums import WITHDRAWALS, ActKind, TreatyStatus, Verified
from members.treaty import entry_into_force_due, is_public, order_errors, status_on

K = ActKind
S = TreatyStatus


@dataclass(frozen=True)
class Told:
    kind: ActKind
    when: PartialDate
    verified: Verified = Verified.YES


def told(*acts: tuple[ActKind, str]) -> list[Told]:
    return [Told(kind, PartialDate.parse(when)) for kind, when in acts]


PARTY = told((K.SIGNATURE, "1999-01-13"), (K.RATIFICATION, "2004-09-21"), (K.ENTRY_INTO_FORCE, "2004-12-01"))
LEAVER = PARTY + told((K.WITHDRAWAL_NOTIFIED, "2016-10-27"), (K.WITHDRAWAL_EFFECTIVE, "2017-10-27"))
SUCCESSOR = told((K.SUCCESSION, "2006-10-23"), (K.ENTRY_INTO_FORCE, "2006-06-03"))
TAKEN_BACK = told((K.ACCESSION, "2019-03-04"), (K.ACCESSION_WITHDRAWN, "2019-04-29"))
NO_INTENT = told((K.SIGNATURE, "2000-12-31"), (K.SIGNATURE_NO_INTENT, "2002-08-28"))
STAYED = PARTY + told((K.WITHDRAWAL_NOTIFIED, "2016-10"), (K.WITHDRAWAL_REVOKED, "2017"))
CAME_BACK = LEAVER + told((K.ACCESSION, "2020-01-10"), (K.ENTRY_INTO_FORCE, "2020-04-01"))


@pytest.mark.parametrize(
    ("acts", "day", "status"),
    [
        ([], "2020-01-01", S.NONE),
        (PARTY, "1999-01-12", S.NONE),
        (PARTY, "1999-01-13", S.SIGNATORY),
        (PARTY, "2004-09-20", S.SIGNATORY),
        (PARTY, "2004-09-21", S.DEPOSITED),
        (PARTY, "2004-11-30", S.DEPOSITED),
        (PARTY, "2004-12-01", S.STATE_PARTY),
        (LEAVER, "2016-10-27", S.STATE_PARTY),
        (LEAVER, "2017-10-26", S.STATE_PARTY),
        (LEAVER, "2017-10-27", S.WITHDRAWN),
        (SUCCESSOR, "2006-06-02", S.NONE),
        (SUCCESSOR, "2006-06-03", S.STATE_PARTY),
        (SUCCESSOR, "2006-12-01", S.STATE_PARTY),
        (TAKEN_BACK, "2019-03-04", S.DEPOSITED),
        (TAKEN_BACK, "2019-04-29", S.ACCESSION_WITHDRAWN),
        (TAKEN_BACK, "2019-06-01", S.ACCESSION_WITHDRAWN),
        (NO_INTENT, "2002-08-27", S.SIGNATORY),
        (NO_INTENT, "2002-08-28", S.SIGNATURE_NO_INTENT),
        (STAYED, "2018-10-31", S.STATE_PARTY),
        (CAME_BACK, "2020-01-09", S.WITHDRAWN),
        (CAME_BACK, "2020-01-10", S.DEPOSITED),
        (CAME_BACK, "2020-04-01", S.STATE_PARTY),
    ],
)
def test_status_on_a_day(acts: list[Told], day: str, status: TreatyStatus) -> None:
    assert status_on(acts, date.fromisoformat(day)) is status


def test_the_order_in_which_acts_are_given_does_not_matter() -> None:
    for acts in (LEAVER, SUCCESSOR, CAME_BACK):
        for day in (date(2006, 7, 1), date(2017, 12, 1), date(2021, 1, 1)):
            assert status_on(acts[::-1], day) is status_on(acts, day)


def test_an_act_known_by_month_or_year_counts_once_it_is_certain() -> None:
    signed = told((K.SIGNATURE, "1998-10"))
    assert status_on(signed, date(1998, 10, 30)) is S.NONE
    assert status_on(signed, date(1998, 10, 31)) is S.SIGNATORY
    signed = told((K.SIGNATURE, "1999"))
    assert status_on(signed, date(1999, 12, 30)) is S.NONE
    assert status_on(signed, date(1999, 12, 31)) is S.SIGNATORY


def test_a_withdrawal_in_doubt_neither_counts_nor_is_told() -> None:
    doubtful = [
        *PARTY,
        Told(K.WITHDRAWAL_NOTIFIED, PartialDate.parse("2016-10-27"), Verified.PARTIAL),
        Told(K.WITHDRAWAL_EFFECTIVE, PartialDate.parse("2017-10-27"), Verified.PARTIAL),
    ]
    assert status_on(doubtful, date(2020, 1, 1)) is S.STATE_PARTY
    assert {kind for kind in ActKind if not is_public(kind, Verified.PARTIAL)} == WITHDRAWALS
    assert not any(is_public(kind, Verified.NO) for kind in ActKind)
    assert all(is_public(kind, Verified.YES) for kind in ActKind)


def test_what_is_not_verified_does_not_count() -> None:
    unverified = [Told(K.SIGNATURE, PartialDate.parse("1998-07-17"), Verified.NO)]
    assert status_on(unverified, date(2020, 1, 1)) is S.NONE


@pytest.mark.parametrize(
    ("deposit", "due"),
    [
        ("1999-02-02", "2002-07-01"),
        ("2002-04-11", "2002-07-01"),
        ("2002-05-15", "2002-08-01"),
        ("2002-06-28", "2002-09-01"),
        ("2002-07-01", "2002-09-01"),
        ("2015-01-02", "2015-04-01"),
        ("2019-03-04", "2019-06-01"),
        ("2023-11-14", "2024-02-01"),
    ],
)
def test_article_126(deposit: str, due: str) -> None:
    assert entry_into_force_due(date.fromisoformat(deposit)) == date.fromisoformat(due)


@pytest.mark.parametrize("acts", [[], PARTY, LEAVER, SUCCESSOR, TAKEN_BACK, NO_INTENT, STAYED, CAME_BACK])
def test_possible_orders_are_accepted(acts: list[Told]) -> None:
    assert order_errors(acts) == []


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        (told((K.ACCESSION, "1998-07-16")), "adoption"),
        (told((K.SIGNATURE, "2001-01-01")), "open for signature until"),
        (told((K.SIGNATURE, "1998-07-17"), (K.SIGNATURE, "1999-07-17")), "signs only once"),
        (told((K.RATIFICATION, "2001-01-01")), "needs an earlier act: Signature"),
        (
            told((K.SIGNATURE, "2000-01-02"), (K.RATIFICATION, "2000-01-01")),
            "needs an earlier act: Signature",
        ),
        (told((K.ENTRY_INTO_FORCE, "2002-07-01")), "Entry into force of 2002-07-01 needs an earlier act"),
        (told((K.ACCESSION, "2011-05-19"), (K.ENTRY_INTO_FORCE, "2002-08-01")), "needs an earlier act"),
        (
            told((K.ACCESSION, "2011-05-19"), (K.ENTRY_INTO_FORCE, "2011-07-01")),
            "enters into force on 2011-08-01",
        ),
        (told((K.SIGNATURE_NO_INTENT, "2002-05-06")), "needs an earlier act: Signature"),
        (told((K.WITHDRAWAL_NOTIFIED, "2016-10-27")), "needs an earlier act: Entry into force"),
        (PARTY + told((K.WITHDRAWAL_REVOKED, "2017-02-10")), "needs an earlier act: Notice of withdrawal"),
        (PARTY + told((K.WITHDRAWAL_EFFECTIVE, "2017-10-27")), "needs an earlier act: Notice of withdrawal"),
        (
            PARTY + told((K.WITHDRAWAL_NOTIFIED, "2016-10-27"), (K.WITHDRAWAL_EFFECTIVE, "2017-10-26")),
            "one year after its notice",
        ),
        (LEAVER + told((K.WITHDRAWAL_REVOKED, "2017-03-01")), "revoked does not take effect"),
        (told((K.ACCESSION_WITHDRAWN, "2019-04-29")), "needs an earlier act: Accession"),
        (
            told(
                (K.ACCESSION, "2011-05-19"),
                (K.ENTRY_INTO_FORCE, "2011-08-01"),
                (K.ACCESSION_WITHDRAWN, "2012-01-01"),
            ),
            "once it is in force",
        ),
    ],
)
def test_impossible_orders_are_refused_with_the_reason(acts: list[Told], reason: str) -> None:
    errors = order_errors(acts)
    assert len(errors) == 1
    assert reason in errors[0]
