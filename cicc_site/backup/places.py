"""Where a site keeps files besides its database: what a backup reads, and what a restore fills.

Pictures for links (SHARE_IMAGE_ROOT) and static files are made anew and belong to none of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from cicc_site.backup import BackupError

IN_MEMORY = 5 * 1024 * 1024  # of a file that goes on into a bucket; larger ones wait on the disk


def ours_alone(folder: Path | str) -> FileSystemStorage:
    """A folder that nobody reads but us."""
    return FileSystemStorage(location=folder, file_permissions_mode=0o600, directory_permissions_mode=0o700)


@dataclass
class Place:
    """name: what it is called in a backup. storage: reads and writes it."""

    name: str
    storage: Storage
    _added: list[str] = field(default_factory=list)
    _is_settled: bool = False

    @property
    def folder(self) -> Path | None:
        """Its folder, where it is one; None for a bucket."""
        if isinstance(self.storage, FileSystemStorage):
            return Path(self.storage.location)
        return None

    def names(self, below: str = "") -> Iterator[str]:
        """Every file, as the storage calls it; in a stable order."""
        try:
            folders, files = self.storage.listdir(below)
        except FileNotFoundError:
            return
        for name in sorted(files):
            yield f"{below}{name}"
        for folder in sorted(folders):
            yield from self.names(f"{below}{folder}/")

    def is_empty(self) -> bool:
        return next(self.names(), None) is None

    def open(self, name: str) -> File[bytes]:
        return self.storage.open(name, "rb")

    def mark(self, name: str) -> str:
        """What tells that a file has changed, without reading it. Whoever writes a file of a folder or puts another in
        its place changes its ctime, which no program can set back; a bucket knows when it took the bytes."""
        if self.folder is None:
            return self.storage.get_modified_time(name).isoformat()
        found = (self.folder / name).stat()
        return f"{found.st_size} {found.st_ctime_ns}"

    # --- Filling: beside, then all at once ---------------------------------------------------------------------

    @property
    def beside(self) -> Path | None:
        """Where a restore gathers the files: on the same disk, so that putting them in place is one step."""
        folder = self.folder
        return folder.with_name(f".{folder.name}.restoring-{os.getpid()}") if folder else None

    def add(self, name: str, content: IO[bytes]) -> None:
        """Write a file; in a folder nobody sees it before `settle`."""
        if self.beside is None:
            self._added.append(name)
            # A bucket is told the checksum before the bytes, so its client reads a file twice.
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
                shutil.copyfileobj(content, whole)
                whole.seek(0)
                if self.storage.save(name, File(whole)) != name:
                    raise BackupError(f"The storage of {self.name} gave {name} another name.")
            return
        ours_alone(self.beside).save(name, File(content))

    def settle(self) -> None:
        """Put what was gathered in place."""
        folder, beside = self.folder, self.beside
        if folder is None or beside is None or not beside.exists():
            return
        _readable_as_configured(beside, self.storage)
        if folder.exists():
            _remove_empty(folder)
        beside.rename(folder)
        self._is_settled = True

    def forget(self) -> None:
        """Take back what was added: the place was empty before."""
        for gathered in (self.beside, self.folder if self._is_settled else None):
            if gathered is not None:
                shutil.rmtree(gathered, ignore_errors=True)
        for name in self._added:
            self.storage.delete(name)
        self._added.clear()


def _readable_as_configured(beside: Path, storage: Storage) -> None:
    """The rights that the storage gives its files: pictures are sent by the web server in front."""
    for folder, _folders, files in os.walk(beside):
        Path(folder).chmod(getattr(storage, "directory_permissions_mode", None) or 0o755)
        for name in files:
            (Path(folder) / name).chmod(getattr(storage, "file_permissions_mode", None) or 0o644)


def of_this_site() -> list[Place]:
    """What the settings name, in the order of a backup."""
    return [
        Place("media", storages["default"]),
        Place("archive", storages["archive"]),
        Place("applications", ours_alone(settings.APPLICATION_ROOT)),
        Place("imports", ours_alone(settings.IMPORT_ROOT)),
    ]


def below(root: Path) -> list[Place]:
    """The same places as folders of one root: for a trial, and for looking into a backup."""
    return [Place(place.name, ours_alone(root / place.name)) for place in of_this_site()]


def is_plain(name: str) -> bool:
    """Whether a name leads into its place and nowhere else."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and not path.is_absolute()
        and str(path) == name
        and not {".", ".."} & set(path.parts)
        and "\0" not in name
        and "\\" not in name
    )


def _remove_empty(folder: Path) -> None:
    """Empty folders only: rmdir refuses anything else."""
    for inner, _folders, _files in os.walk(folder, topdown=False):
        Path(inner).rmdir()
