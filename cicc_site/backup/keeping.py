"""What backups are called, and which of them stay: read from their names alone, so that a folder and a bucket agree.

cicc-20251126T003000Z.tar.age                            a full one: everything
cicc-20251126T013000Z-since-20251126T003000Z.tar.age     a differential one: the database, and the files that the
                                                         full one it names does not hold
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

NAME = re.compile(r"cicc-(\d{8}T\d{6}Z)(?:-since-(\d{8}T\d{6}Z))?\.tar\.age")
UNFINISHED = ".unfinished"  # behind the name of what is being written
STAMP = "%Y%m%dT%H%M%SZ"
ALL_OF = dt.timedelta(days=1)
DAY, MONTH = 8, 6  # so many digits of a moment


def name_of(moment: dt.datetime, full: str = "") -> str:
    """What a backup is called. full: the name of the full one that a differential one needs."""
    since = f"-since-{_stamp(full)}" if full else ""
    return f"cicc-{moment:{STAMP}}{since}.tar.age"


def moment_of(name: str) -> dt.datetime:
    return dt.datetime.strptime(_stamp(name), STAMP).replace(tzinfo=dt.UTC)


def full_of(name: str) -> str:
    """The name of the full backup that this one needs; "" for one that needs none."""
    found = NAME.fullmatch(name)
    return f"cicc-{found[2]}.tar.age" if found and found[2] else ""


def newest_first(names: Iterable[str]) -> list[str]:
    """Those that are names of backups; foreign ones are left out."""
    return sorted((name for name in names if NAME.fullmatch(name)), reverse=True)


def _stamp(name: str) -> str:
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError("This is no name of a backup.")
    return found[1]


@dataclass(frozen=True)
class Rule:
    """All of the last day stay; of so many days, and of so many months, the last full one; and those that are named.

    Days without a backup do not count, and the clock is not asked: where backups stop, none goes any more.
    """

    days: int
    months: int = 0
    named: frozenset[str] = frozenset()

    def kept(self, names: Collection[str]) -> set[str]:
        """Those of the names that stay, each with the full one it needs."""
        order = newest_first(names)
        if not order:
            return set()
        newest = moment_of(order[0])
        kept = {name for name in order if newest - moment_of(name) <= ALL_OF}
        full = [name for name in order if not full_of(name)]
        for digits, many in ((DAY, max(self.days, 1)), (MONTH, self.months)):
            last: dict[str, str] = {}
            for name in full:
                last.setdefault(_stamp(name)[:digits], name)
            kept |= {*list(last.values())[:many]}
        kept |= self.named & {*order}
        return kept | ({full_of(name) for name in kept} & {*order})

    def gone(self, names: Collection[str]) -> list[str]:
        """Those of the names that go, the differential ones first: none is ever left without what it needs."""
        kept = self.kept(names)
        return sorted((name for name in newest_first(names) if name not in kept), key=full_of, reverse=True)
