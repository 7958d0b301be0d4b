"""What the worker does again and again for the archive; registered when Django starts (documents/apps.py)."""

from __future__ import annotations

import datetime as dt

from cicc_site import periodic
from documents import wishes


def register() -> None:
    # By the clock and not by the change of a file: the end of an embargo changes nothing.
    periodic.register("letters about languages", dt.timedelta(minutes=10), wishes.tell)
    periodic.register("wishes nobody confirmed", dt.timedelta(hours=6), wishes.tidy_up)
