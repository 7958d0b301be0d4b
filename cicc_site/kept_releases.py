"""Several releases beside each other in the folder of kept pages: who lives, and whose pages the web server hands out.

Each process holds a lock in the folder of its release for as long as it lives, whatever ends it. `current` points to
one of them. A release follows when nobody of the present one lives any more: so a restart process by process never
turns back and forth, and pages that name old style sheets go with the last process that made them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from cicc_site.kept_pages import Folder

CURRENT = "current"
ALIVE = ".alive"
IDENTITY = ".id"
# What the folder of a release is called (cicc_site/release.py). Nothing else is taken away: whoever sets
# PAGE_CACHE_ROOT to a folder where other things lie must not lose them.
RELEASE = re.compile(r"[0-9a-f]{20}")


def identity(base: Path) -> str:
    """Return what distinguishes this folder from that of another host, kept in the folder itself. Raises OSError."""
    path = base / IDENTITY
    with contextlib.suppress(FileNotFoundError):
        if found := path.read_text(encoding="ascii").strip():
            return found
    base.mkdir(parents=True, exist_ok=True)
    beside = base / f"{IDENTITY}-{secrets.token_hex(8)}"
    beside.write_text(secrets.token_hex(12), encoding="ascii")
    try:
        # Of several processes that begin at once one is first; an empty file is what a full disk left.
        if path.exists() and not path.stat().st_size:
            path.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()


class Lead:
    """Looked after by each process: that its release counts as alive, and that it leads when its turn has come."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.lock: int | None = None

    def take(self) -> bool:
        """Live, and lead if nobody else does; returns whether it leads from now on. Cheap enough for each look.
        Raises OSError."""
        self._live()
        current = self.folder.base / CURRENT
        try:
            leading = os.readlink(current)
        except FileNotFoundError:
            leading = ""
        if leading == self.folder.release:
            return False
        if not leading or not (self.folder.base / leading).is_dir():
            self._point(current)
            return True
        with _dead(self.folder.base / leading) as is_dead:
            if is_dead:
                self._point(current)
                _clear(self.folder.base / leading)
        return is_dead

    def tidy(self) -> None:
        """Take away what releases left that nobody runs any more. Raises OSError."""
        for path in self.folder.base.iterdir():
            if path.is_dir() and not path.is_symlink() and path != self.folder.root:
                with _dead(path) as is_dead:
                    if is_dead and os.readlink(self.folder.base / CURRENT) != path.name:
                        _clear(path)

    def end(self) -> None:
        """Live no longer, as the end of the process does it."""
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def _live(self) -> None:
        path = self.folder.root / ALIVE
        with contextlib.suppress(FileNotFoundError):
            if self.lock is not None and os.path.samestat(os.fstat(self.lock), path.stat()):
                return
        self.end()
        self.folder.root.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            # Another one may be taking the folder away at this moment: then it is made anew at the next look.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise
        self.lock = lock

    def _point(self, current: Path) -> None:
        beside = current.with_name(f".{CURRENT}-{secrets.token_hex(8)}")
        beside.symlink_to(self.folder.release)
        beside.replace(current)


def _clear(folder: Path) -> None:
    if RELEASE.fullmatch(folder.name):
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _dead(folder: Path) -> Iterator[bool]:
    """Within, nobody begins to live in the folder of a release; False where somebody does live there."""
    try:
        lock = os.open(folder / ALIVE, os.O_RDWR)
    except FileNotFoundError:
        yield True  # it never lived, or is being taken away
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)
