"""How much room everything takes. The worker measures it now and then: to count many files takes a while."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from members import operating

MARK = "sizes"
_known: dict[str, Callable[[], int]] = {}


def provide(name: str, measure: Callable[[], int]) -> None:
    """Have a place measured otherwise than by walking its folder; apps call this from ready()."""
    _known[name] = measure


def measure() -> dict[str, int]:
    """Measure every place and keep what was found."""
    found = {
        "database": database(),
        "media": below(Path(settings.MEDIA_ROOT)),
        "applications": below(Path(settings.APPLICATION_ROOT)),
        "backups": below(Path(settings.BACKUP_ROOT)),
        **{name: read() for name, read in _known.items()},
    }
    operating.remember(MARK, **found)
    return found


def database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [found] = cursor.fetchone()
    return int(found)


def below(root: Path) -> int:
    """The bytes of all files below a folder; what goes away meanwhile counts as nothing."""
    total, folders = 0, [root]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def room() -> tuple[int, int]:
    """(free, whole) of the disk where uploaded files go."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
