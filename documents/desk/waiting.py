"""Files that wait to be confirmed: whose they are, how long they wait, what was typed about them, how they go."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.models import WaitingFile
from members.models import User

logger = logging.getLogger(__name__)

SEEN_AGAIN_AFTER = dt.timedelta(hours=1)  # looking at the page twice writes nothing twice
LONGEST_SAID = 1000  # letters of one field


def waiting_of(user: User) -> QuerySet[WaitingFile]:
    return WaitingFile.objects.filter(sent_by=user)


def kept_for() -> dt.timedelta:
    return dt.timedelta(days=settings.ARCHIVE_WAITING_KEPT_DAYS)


def kept_until(waiting: WaitingFile) -> dt.datetime:
    """When it goes, if nobody looks at it before."""
    return waiting.seen_at + kept_for()


def look_at(user: User) -> None:
    """Their owner has them before the eyes: the days are counted from now on."""
    now = timezone.now()
    waiting_of(user).filter(seen_at__lt=now - SEEN_AGAIN_AFTER).update(seen_at=now)


def remember(said: Mapping[WaitingFile, Mapping[str, str]]) -> None:
    """Keep what was typed about each file, so that it is there again whichever way the page is left."""
    for waiting, values in said.items():
        waiting.said = {name: value.replace("\0", "")[:LONGEST_SAID] for name, value in values.items()}
    WaitingFile.objects.bulk_update(said, ["said"])


def drop(waiting: WaitingFile) -> None:
    """Forget a waiting file; its bytes go when that is committed."""
    storage, name = waiting.file.storage, waiting.file.name or ""
    waiting.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def tidy_up() -> int:
    """Forget the files that nobody has looked at for so many days, with their bytes; return how many went.

    One that is being confirmed at this moment is locked by whoever does it (documents/desk/confirming.py), and left.
    """
    old = WaitingFile.objects.filter(seen_at__lt=timezone.now() - kept_for())
    gone = 0
    for key in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = old.select_for_update(skip_locked=True).filter(pk=key).first()
            if waiting is not None:
                drop(waiting)
                gone += 1
    if gone:
        logger.info("%d file(s) that nobody confirmed were deleted.", gone)
    return gone
