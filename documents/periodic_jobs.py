"""What the worker does again and again for the archive; registered when Django starts (documents/apps.py)."""

from __future__ import annotations

import datetime as dt

from cicc_site import periodic
from documents import stored_files
from documents.extraction import working


def register() -> None:
    periodic.register("texts of files", dt.timedelta(minutes=1), working.sweep)
    periodic.register("stray files of the archive", dt.timedelta(hours=24), stored_files.sweep)
