"""Review cycles at work: proposed by quarters, told to the public, closed when their day is over, waited for.

Days are days in UTC. What depends on a day is decided by the day itself, never by whether the worker was there: a
cycle takes nothing after `received_until`, closed or not (docs/decisions/review-cycles.md).
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site.templatetags.site_tags import date_text
from members.applications.chain import Actor
from members.applications.states import WITH_OFFICERS, State
from members.models import Application, ReviewCycle
from members.workflow import applications as verbs

QUARTERS = 4
# A quarter's review takes what came up to the 15th of the month before it, and decides by the end of its second month.
LAST_DAY_TO_SEND = 15


def today() -> dt.date:
    return timezone.now().date()


# ---- proposals


def proposed(day: dt.date) -> list[ReviewCycle]:
    """Return cycles, not saved, for the next four quarters that still take what is received on `day`."""
    found: list[ReviewCycle] = []
    year, quarter = day.year, (day.month - 1) // 3 + 1
    while len(found) < QUARTERS:
        cycle = of_quarter(year, quarter)
        if cycle.received_until >= day:
            found.append(cycle)
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    return found


def of_quarter(year: int, quarter: int) -> ReviewCycle:
    first = dt.date(year, 3 * quarter - 2, 1)
    end = calendar.monthrange(year, first.month + 1)[1]
    return ReviewCycle(
        name=f"{year} Q{quarter}",
        received_until=(first - dt.timedelta(days=1)).replace(day=LAST_DAY_TO_SEND),
        review_from=first,
        decision_by=first.replace(month=first.month + 1, day=end),
    )


def add_proposed(day: dt.date) -> list[ReviewCycle]:
    """Save those of the next four quarters that no cycle stands for yet; return the new ones. Twice is as once."""
    added = [cycle for cycle in proposed(day) if not stands(cycle)]
    for cycle in added:
        cycle.save()
    return added


def stands(cycle: ReviewCycle) -> bool:
    """Whether there is a cycle for the quarter of a proposed one, or one it could not stand beside."""
    begin = cycle.review_from
    same_quarter = Q(review_from__year=begin.year, review_from__month__range=(begin.month, begin.month + 2))
    taken = Q(name=cycle.name) | Q(received_until=cycle.received_until)
    return ReviewCycle.objects.filter(same_quarter | taken).exists()


# ---- what the public reads


@dataclass(frozen=True)
class Notice:
    """When what is sent now, and what is sent later, will be reviewed. None: no record says it."""

    now: ReviewCycle | None
    then: ReviewCycle | None

    def sentences(self) -> list[str]:
        """In the active language. Nothing is said that no record says."""
        if self.now is None:
            return [
                gettext(
                    "The dates of the next review are not set yet. You can apply all the same, and hear from us when "
                    "they are."
                )
            ]
        until, begin, end = (
            date_text(day) for day in (self.now.received_until, self.now.review_from, self.now.decision_by)
        )
        said = [
            gettext(
                "Applications received until %(until)s are reviewed from %(begin)s and decided by %(end)s."
            )
            % {"until": until, "begin": begin, "end": end}
        ]
        if self.then is None:
            said.append(
                gettext("What is received after %(until)s is reviewed later; the dates are not set yet.")
                % {"until": until}
            )
        else:
            said.append(
                gettext("What is received after %(until)s is reviewed from %(begin)s and decided by %(end)s.")
                % {
                    "until": until,
                    "begin": date_text(self.then.review_from),
                    "end": date_text(self.then.decision_by),
                }
            )
        return said


def notice(day: dt.date | None = None) -> Notice:
    """One query."""
    found: list[ReviewCycle | None] = [*ReviewCycle.objects.taking(day or today())[:2], None, None]
    return Notice(found[0], found[1])


# ---- by themselves


def keep_up() -> None:
    """What the worker does again and again. Each step is harmless when it comes twice or late."""
    close_due()
    adopt()
    reopen_due()


def close_due() -> int:
    """Note that cycles are closed whose last day is over; return how many."""
    return ReviewCycle.objects.filter(received_until__lt=today(), closed_at=None).update(
        closed_at=timezone.now()
    )


def close(cycle: ReviewCycle) -> bool:
    """Close one before its day: what is received from now on goes into the next. False if it was closed already."""
    return bool(ReviewCycle.objects.filter(pk=cycle.pk, closed_at=None).update(closed_at=timezone.now()))


def adopt() -> int:
    """Put applications that no cycle took, because there was none, into the one that takes them; return how many."""
    lost = Application.objects.filter(cycle=None, state__in=sorted(WITH_OFFICERS)).exclude(received_at=None)
    return sum(_adopt(pk) for pk in lost.values_list("pk", flat=True).order_by("received_at", "pk"))


@transaction.atomic
def _adopt(application_id: int) -> bool:
    application = verbs.lock(application_id)
    if application.cycle_id is not None or application.state not in WITH_OFFICERS:
        return False
    # What waits for another cycle goes into the first that is still to come; what was received, into its own.
    waits = State.DEFERRED in (application.state, application.returns_to)
    received = timezone.now() if waits or application.received_at is None else application.received_at
    cycle = _that_took(received)
    if cycle is None:
        return False
    verbs.put_into_cycle(application_id, cycle, Actor.system())
    return True


def _that_took(received: dt.datetime) -> ReviewCycle | None:
    """The cycle for what was received at that moment, also where its record was made only afterwards."""
    found = ReviewCycle.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=received),
        received_until__gte=received.astimezone(dt.UTC).date(),
        decision_by__gte=today(),
    )
    return found.order_by("received_until").first()


def reopen_due() -> int:
    """Take up deferred applications again whose cycle has come; return how many."""
    waiting = Application.objects.filter(state=State.DEFERRED, cycle__review_from__lte=today())
    count = 0
    for pk in waiting.values_list("pk", flat=True).order_by("pk"):
        # An officer who was quicker is no fault.
        with contextlib.suppress(verbs.Refused):
            verbs.reopen(pk, Actor.system())
            count += 1
    return count


def numbers(cycles: list[ReviewCycle]) -> Iterator[tuple[ReviewCycle, int, int]]:
    """For each cycle how many applications it has, and how many of them wait for a decision. One query."""
    waiting = Count("applications", filter=Q(applications__state__in=sorted(WITH_OFFICERS)))
    counted = {
        pk: (count, left)
        for pk, count, left in ReviewCycle.objects.filter(pk__in=[cycle.pk for cycle in cycles])
        .annotate(count=Count("applications"), waiting=waiting)
        .order_by()
        .values_list("pk", "count", "waiting")
    }
    for cycle in cycles:
        yield cycle, *counted.get(cycle.pk, (0, 0))
