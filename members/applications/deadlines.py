"""When an application ends by itself because nothing is heard of its applicant, and when that is said beforehand.

Counted from the last thing the applicant did. Nothing ends that was not reminded of it for the whole time it was
promised (`members.applications.lapsing`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from members.applications.states import ActorKind, EventKind, State
from members.models import Application


@dataclass(frozen=True)
class Rule:
    """days: without a sign of the applicant, after which it ends; reminder: so many days before."""

    days: int
    reminder: int

    @property
    def reminded_after(self) -> int:
        return max(self.days - self.reminder, 0)


def rules() -> dict[State, Rule]:
    """The states in which the next step is the applicant's. 0 days: it never ends by itself."""
    days = {
        State.DRAFT: settings.APPLICATION_DRAFTS_KEPT_DAYS,
        State.UNCONFIRMED: settings.APPLICATION_UNCONFIRMED_DAYS,
        State.INFO_REQUESTED: settings.APPLICATION_ANSWER_DAYS,
    }
    before = settings.APPLICATION_REMINDER_DAYS
    return {state: Rule(count, min(before, count)) for state, count in days.items() if count}


def rule_of(application: Application) -> Rule | None:
    return rules().get(State(application.state))


def last_sign(application: Application) -> dt.datetime:
    """When the applicant last did something, or was asked for something. One query, except for a draft."""
    if application.state == State.DRAFT:
        return max(application.saved_at, application.created)
    signs = application.events.filter(actor_kind=ActorKind.APPLICANT).order_by("-number")
    own = signs.values_list("at", flat=True).first()
    return max(application.state_since, own) if own else application.state_since


def reminded_at(application: Application, sign: dt.datetime) -> dt.datetime | None:
    """When it was reminded in its state, since that last sign of the applicant. One query."""
    events = application.events.filter(kind=EventKind.REMINDED, subject=application.state, at__gte=sign)
    return events.order_by("-number").values_list("at", flat=True).first()


def end(rule: Rule, sign: dt.datetime, reminded: dt.datetime) -> dt.datetime:
    """The end after a reminder: not before the time is over that it leaves."""
    return max(sign + dt.timedelta(days=rule.days), reminded + dt.timedelta(days=rule.reminder))


def ends_at(application: Application, now: dt.datetime) -> dt.datetime | None:
    """When it ends by itself unless its applicant does something; None where it does not. What was not reminded yet is
    at the earliest now. Two queries, for a draft one."""
    rule = rule_of(application)
    if rule is None:
        return None
    sign = last_sign(application)
    return end(rule, sign, reminded_at(application, sign) or now)
