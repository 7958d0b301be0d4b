"""Protection of the forms of applicants against programs and floods: no third party, no cookie, no picture to read.

One call, `check`, when everything else about what was sent is right and before anything is done with it. It answers
None, or a `Problem`: then the form is shown again with everything in it and the problem's sentence. What it looks at,
the cheapest first: the signed token of the form, a field that people leave empty, the time the form was open, the work
its browser did or the wait in its place, limits by network address and by e-mail, and that no form is acted on twice.

The same for everybody: nothing here looks into the table of applications, so no answer tells who has applied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cicc_site import public_forms
from cicc_site.visitors import client_address
from members import rate_limits
from members.applications import proof_of_work
from members.rate_limits import Limit

# A field that is not shown. Its name says nothing to people and something to programs that fill in whatever they find.
TRAP = "subject"
QUICKEST = 2  # seconds; nobody reads and fills in a form sooner
SLOW = 20  # seconds for which a form without JavaScript has to be open
WORK_LASTS = 3600  # seconds; older work counts as none, or it could be done ahead for a flood
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECIPIENT = Limit("application-recipient", 5, HOUR)
SPENT = Limit("application-form-spent", 1, timedelta(seconds=public_forms.LONGEST))


class Purpose(StrEnum):
    """The forms; each value is the purpose of their tokens, too (cicc_site.public_forms)."""

    START = "application-start"
    RESEND = "application-resend"
    SAVE = "application-save"
    SEND = "application-send"
    MESSAGE = "application-message"
    LINK = "application-link"
    OPINION = "consultation-opinion"
    WISH = "language-wish"
    WISH_LINK = "language-wish-link"


@dataclass(frozen=True)
class Rule:
    """address, email: how many within `period`; slow: how many of those by address without work.

    stranger: whether anybody may send it; below a personal link nobody has to work or wait. once: whether a form that
    was acted on is refused when it comes again.
    """

    email: int
    address: int = 0
    slow: int = 0
    period: timedelta = HOUR
    stranger: bool = False
    once: bool = True


def rules() -> dict[Purpose, Rule]:
    """Of an address, more may come than of one person: offices and internet cafés share theirs."""
    most = settings.APPLICATION_LIMIT
    few = math.ceil(most / 4)
    return {
        # Begun and sent once by themselves (beginning.py, the state): a second click comes to the same place.
        Purpose.START: Rule(email=5, address=most, slow=few, stranger=True, once=False),
        Purpose.RESEND: Rule(email=5, address=most, slow=few, stranger=True),
        Purpose.SEND: Rule(email=20, once=False),
        Purpose.MESSAGE: Rule(email=20),
        Purpose.LINK: Rule(email=10),
        # Of a member that is asked about an applicant, below a link of its own.
        Purpose.OPINION: Rule(email=20),
        # To be told when a document exists in a language, and what the link in that letter opens.
        Purpose.WISH: Rule(email=5, address=most, slow=few, stranger=True),
        Purpose.WISH_LINK: Rule(email=20, once=False),
        # Saved by itself every few seconds, over and over with the same form.
        Purpose.SAVE: Rule(email=1500, once=False),
    }


class Kind(StrEnum):
    STALE = "stale"
    TRAPPED = "trapped"
    WAIT = "wait"
    LIMITED = "limited"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Problem:
    """Why a form is not acted on now. wait: seconds after which it may be."""

    kind: Kind
    wait: int = 0

    @property
    def status(self) -> int:
        return 429 if self.kind == Kind.LIMITED else 200

    @property
    def message(self) -> str:
        """A sentence for whoever sent it, with what to do."""
        if self.kind == Kind.STALE:
            return _(
                "This page was open for too long. What you entered is still here: press the button again."
            )
        if self.kind == Kind.TRAPPED:
            return _(
                "A field that is not shown was filled in, perhaps by your browser. Press the button again."
            )
        if self.kind == Kind.REPEATED:
            return _("This was sent already.")
        if self.wait < 120:
            return ngettext(
                "This takes a moment: press the button again after %(count)d second. What you entered stays here.",
                "This takes a moment: press the button again after %(count)d seconds. What you entered stays here.",
                self.wait,
            ) % {"count": self.wait}
        minutes = math.ceil(self.wait / 60)
        return ngettext(
            "Too much was sent in a short time. Try again in %(count)d minute. What you entered stays here.",
            "Too much was sent in a short time. Try again in %(count)d minutes. What you entered stays here.",
            minutes,
        ) % {"count": minutes}


@dataclass(frozen=True)
class Protection:
    """What a form carries: the template components/form_protection.html writes it. bits: 0 where no work is asked."""

    token: str
    work: str
    bits: int
    stranger: bool


def protection(request: HttpRequest, purpose: Purpose, problem: Problem | None = None) -> Protection:
    """Return what the form of a purpose carries. One that is shown again keeps its token, so that the time it was open
    goes on counting, unless the token is of no use any more."""
    rule = rules()[purpose]
    useless = problem is not None and problem.kind in {Kind.STALE, Kind.REPEATED}
    if useless or not _can_be_read(request) or not public_forms.is_fresh(request, purpose):
        token, work = public_forms.new_token(purpose), ""
    else:
        token, work = request.POST[public_forms.FIELD], request.POST.get(proof_of_work.FIELD, "")
    asked = proof_of_work.bits() if rule.stranger else 0
    return Protection(
        token, work if asked and proof_of_work.is_done(token, work) else "", asked, rule.stranger
    )


def _can_be_read(request: HttpRequest) -> bool:
    """Whether what was sent is no more than the server reads."""
    try:
        return bool(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        return False


def check(request: HttpRequest, purpose: Purpose, *, email: str = "") -> Problem | None:
    """Say why a form that was sent must not be acted on, None if it may be; it is spent then.

    email: the address that was entered or, below a personal link, the one on file. The number of queries depends on
    nothing but how far a request comes.
    """
    rule = rules()[purpose]
    seconds = public_forms.age(request, purpose)
    if seconds is None:
        return Problem(Kind.STALE)
    token, slow = request.POST[public_forms.FIELD], False
    if rule.stranger:
        if request.POST.get(TRAP):
            return Problem(Kind.TRAPPED)
        slow = not (
            seconds < WORK_LASTS and proof_of_work.is_done(token, request.POST.get(proof_of_work.FIELD, ""))
        )
        least = SLOW if slow else QUICKEST
        if seconds < least:
            return Problem(Kind.WAIT, math.ceil(least - seconds))
    for limit, who in _limits(purpose, rule, client_address(request) or "", email, slow=slow):
        verdict = rate_limits.take(limit, who)
        if not verdict.allowed:
            return Problem(Kind.LIMITED, verdict.wait)
    if rule.once and not rate_limits.take(SPENT, token).allowed:
        return Problem(Kind.REPEATED)
    return None


def check_recipient(email: str) -> Problem | None:
    """Say whether an address that somebody entered below a personal link has got enough mail from us for now: one
    application must not write to one stranger after another, nor many to one."""
    verdict = rate_limits.take(RECIPIENT, email)
    return None if verdict.allowed else Problem(Kind.LIMITED, verdict.wait)


def _limits(purpose: Purpose, rule: Rule, address: str, email: str, *, slow: bool) -> list[tuple[Limit, str]]:
    counted = []
    if rule.stranger:
        if slow:
            counted.append((Limit(f"{purpose}-slow", rule.slow, rule.period), address))
        counted.append((Limit(f"{purpose}-address", rule.address, rule.period), address))
    counted.append((Limit(f"{purpose}-email", rule.email, rule.period), email))
    return counted
