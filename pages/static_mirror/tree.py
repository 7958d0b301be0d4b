"""A new folder beside the old one, and the moment they change places: whoever looks finds one or the other, whole.

What has not changed is the very file of the former mirror (a hard link), so its date stays, and copying the folder on
(rsync) carries what is new only. A former file is taken over only if it still has the digest it was written with.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pages.static_mirror.places import OWN

MANIFEST = f"{OWN}/manifest.json"
PART = 1024 * 1024
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


class TreeError(Exception):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file. taken: the day since which it has been as it is; sha256: of the file; content: of what it was made of,
    without that day."""

    address: str
    sha256: str
    size: int
    taken: str
    content: str
    etag: str = ""


@dataclass(slots=True)
class Manifest:
    """What a mirror holds. made: when it was compared with the site the last time."""

    made: str = ""
    base: str = ""
    files: dict[str, Kept] = field(default_factory=dict)

    def places(self) -> dict[str, str]:
        return {kept.address: place for place, kept in self.files.items()}

    def write(self, folder: Path) -> None:
        files = {place: asdict(self.files[place]) for place in sorted(self.files)}
        text = json.dumps(
            {"made": self.made, "base": self.base, "files": files}, ensure_ascii=False, indent=1
        )
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def of(cls, folder: Path) -> Manifest:
        """That of a mirror; an empty one where there is none or it cannot be read."""
        try:
            told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
            files = {place: Kept(**kept) for place, kept in told["files"].items()}
            return cls(told["made"], told["base"], files)
        except (OSError, ValueError, KeyError, TypeError):
            return cls()


@dataclass(slots=True)
class Site:
    """target: the mirror; new: what is being made; work: what is needed meanwhile; former: what target holds."""

    target: Path
    new: Path
    work: Path
    former: Manifest

    def is_sound(self, place: str) -> bool:
        """Whether a file of the former mirror is there and what it was written as: somebody may have broken in."""
        kept, source = self.former.files.get(place), self.target / place
        try:
            return kept is not None and not source.is_symlink() and digest(source) == kept.sha256
        except OSError:
            return False

    def take_over(self, place: str) -> None:
        """Let a file of the former mirror be one of the new; ask `is_sound` before."""
        to = self.path_for(place)
        try:
            os.link(self.target / place, to)
        except OSError:  # a file system without links
            shutil.copy2(self.target / place, to)

    def path_for(self, place: str) -> Path:
        path = self.new / place
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def switch(self) -> None:
        """The new mirror takes the place of the former one, which goes."""
        os.sync()
        if not self.target.exists():
            self.new.rename(self.target)
            return
        if not _exchange(self.new, self.target):
            # A file system that cannot do it at once: for a moment there is none.
            aside = self.target.with_name(f".{self.target.name}.former")
            self.target.rename(aside)
            self.new.rename(self.target)
            self.new = aside
        shutil.rmtree(self.new)


@contextmanager
def building(target: Path) -> Iterator[Site]:
    """Within, one process makes a mirror; what is not switched is thrown away. Raises TreeError."""
    target = Path(os.path.abspath(target))
    _check(target)
    beside = {name: target.with_name(f".{target.name}.{name}") for name in ("new", "work", "former")}
    with _locked(target.with_name(f".{target.name}.lock")):
        if not target.exists() and beside["former"].exists():
            beside["former"].rename(target)  # the power went out between two names
        _clear(beside.values())
        try:
            for name in ("new", "work"):
                beside[name].mkdir()
            (beside["new"] / OWN).mkdir()
            yield Site(target, beside["new"], beside["work"], Manifest.of(target))
        finally:
            _clear(beside.values())


def _check(target: Path) -> None:
    """Nothing is ever taken away that is no mirror."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise TreeError(f"{target} is no folder.")
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise TreeError(f"{target} holds something that is no mirror. Name a new or an empty folder.")
    if target.exists() and os.path.ismount(target):
        raise TreeError(
            f"{target} is a file system of its own and cannot be exchanged. Name a folder within it."
        )
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise TreeError(f"Nothing can be written into {target.parent}.")


def _clear(folders: Any) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TreeError("Another run is making this mirror.") from None
        yield


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change names at once; False where the system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(PART):
            found.update(part)
    return found.hexdigest()
