"""What the worker does again and again for the archive; registered when Django starts (documents/apps.py)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cicc_site import periodic
from documents import stored_files, wishes
from documents.desk import waiting
from documents.extraction import working


def register() -> None:
    periodic.register(
        "texts of files",
        dt.timedelta(minutes=1),
        working.sweep,
        title=_("Reading the texts of files in the archive"),
    )
    periodic.register(
        "stray files of the archive",
        dt.timedelta(hours=24),
        stored_files.sweep,
        title=_("Removing files of the archive that belong to nothing"),
    )
    periodic.register(
        "files nobody confirmed",
        dt.timedelta(hours=6),
        waiting.tidy_up,
        title=_("Deleting uploads that nobody confirmed"),
    )
    # By the clock and not by the change of a file: the end of an embargo changes nothing.
    periodic.register(
        "letters about languages",
        dt.timedelta(minutes=10),
        wishes.tell,
        title=_("Letters about new languages of documents"),
    )
    periodic.register(
        "wishes nobody confirmed",
        dt.timedelta(hours=6),
        wishes.tidy_up,
        title=_("Deleting wishes that nobody confirmed"),
    )
