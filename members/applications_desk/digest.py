"""The daily mail to officers and coordinators: how many applications wait for them, and where. No names, no references:
post boxes are read by others, and what is counted is on the first screen of the admin in any case.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from members import outbox, permissions
from members.applications import officer_notice
from members.applications_desk import dashboard
from members.models import OutboxMessage, User

OCCASION = "officers_digest"
FROM_HOUR = 5  # UTC: before the working day begins in most of our offices
WEEKEND = 5


def keep_up(now: dt.datetime | None = None) -> int:
    """Write today's mails that are not written yet; the worker does so every hour. Returns how many."""
    now = now or timezone.now()
    if now.hour < FROM_HOUR or now.weekday() >= WEEKEND:
        return 0
    return sum(_write(user, now.date()) for user in readers())


def readers() -> list[User]:
    """Who works on applications or comments on them, and has an address."""
    working = permissions.people_with("change_application").values("pk")
    commenting = permissions.people_with("comment_application").values("pk")
    found = User.objects.filter(Q(pk__in=working) | Q(pk__in=commenting)).exclude(email="")
    return list(found.order_by("pk"))


def _write(user: User, day: dt.date) -> bool:
    key = f"digest:{user.pk}:{day.isoformat()}"
    if OutboxMessage.objects.filter(key=key).exists():
        return False
    language = officer_notice.language_of(user)
    with translation.override(language):
        rows = [
            {"label": due.label, "count": due.count, "address": f"{settings.SITE_URL}{due.address}"}
            for due in dashboard.due(user)
        ]
    if not rows:
        return False
    with transaction.atomic():
        outbox.write(OCCASION, to=user.email, language=language, context={"rows": rows, "day": day}, key=key)
    return True
