"""Counters that several processes raise and any of them reads: a file each in one folder, mapped into memory.

A process holds a lock on its file as long as it lives. Whoever reads adds up all files; one whose lock is free belongs
to a process that is gone, and is added to a file of the gone, so that no counter ever falls. Where the folder cannot be
used each process counts for itself alone: the numbers are then those of whoever happens to answer.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import mmap
import os
import struct
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

logger = logging.getLogger(__name__)

Key = tuple[str, ...]  # the name of a metric, then the values of its labels
SIZE = 1024 * 1024  # of a file: some ten thousand counters
GONE, SUFFIX = "gone.json", ".counters"
_USED = struct.Struct("<Q")  # at the beginning: how much of the file holds counters
_ENTRY = struct.Struct("<dI")  # of each counter its value and the length of its key, which follows
_VALUE = struct.Struct("<d")


class Counter:
    """place: where its value lies in the file; 0 for nowhere."""

    __slots__ = ("place", "value")

    def __init__(self) -> None:
        self.value, self.place = 0.0, 0


class Values:
    """The counters of this process. folder: shared with the others of this site; None for none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._is_open = False
        self._own: dict[Key, Counter] = {}
        self._memory: mmap.mmap | None = None
        self._file: BinaryIO | None = None
        self._used = 0
        os.register_at_fork(after_in_child=self._forked)

    def add(self, amounts: dict[Key, float]) -> None:
        """Raise some counters. Each request does it, a kept page as well, which costs hardly more than this."""
        with self._lock:
            if not self._is_open:
                self._open()
            memory = self._memory
            for key, amount in amounts.items():
                counter = self._own.get(key) or self._new(key)
                counter.value += amount
                if counter.place and memory is not None:
                    _VALUE.pack_into(memory, counter.place, counter.value)

    def all(self) -> dict[Key, float]:
        """The counters of all processes, those that are gone included."""
        with self._lock:
            own = {key: counter.value for key, counter in self._own.items()} if self._is_open else {}
        if self.folder is None or self._memory is None:
            return own
        try:
            return self._gathered()
        except (OSError, ValueError) as error:
            logger.warning("The counters of other processes cannot be read: %s", type(error).__name__)
            return own

    # --- The own file ------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Begin a file of this process."""
        self._is_open = True
        self._own, self._memory, self._file = {}, None, None
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = _begun(self.folder)
            self._memory = mmap.mmap(file.fileno(), SIZE)
        except OSError as error:
            logger.warning(
                "Each process counts for itself: the folder of the metrics cannot be used (%s)",
                error.strerror,
            )
            return
        self._file, self._used = file, _USED.size
        _USED.pack_into(self._memory, 0, self._used)

    def _new(self, key: Key) -> Counter:
        """Begin a counter, with a place in the file while there is room."""
        counter = self._own[key] = Counter()
        name = json.dumps(key).encode()
        if self._memory is None or self._used + _ENTRY.size + len(name) > SIZE:
            return counter
        place = self._used
        _ENTRY.pack_into(self._memory, place, 0.0, len(name))
        self._memory[place + _ENTRY.size : place + _ENTRY.size + len(name)] = name
        self._used = place + _ENTRY.size + len(name)
        _USED.pack_into(self._memory, 0, self._used)  # last: who reads meets whole entries
        counter.place = place
        return counter

    def _forked(self) -> None:
        """A process made by copying: the lock is the parent's, and so is whoever held ours in that moment."""
        self._lock = threading.Lock()
        if self._file is not None:
            self._file.close()  # the parent keeps its own
        self._is_open, self._memory, self._file = False, None, None

    # --- All files ---------------------------------------------------------------------------------------------

    def _gathered(self) -> dict[Key, float]:
        folder = self.folder
        assert folder is not None  # noqa: S101
        with _alone(folder):
            total = _gone(folder)
            over: list[Path] = []
            living: dict[Key, float] = defaultdict(float)
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
                    is_over = _is_free(file)
                    for key, value in _read(file.read()):
                        (total if is_over else living)[key] += value
                    if is_over:
                        over.append(path)
            if over:
                _keep(folder, total)
                for path in over:
                    path.unlink(missing_ok=True)
        for key, value in living.items():
            total[key] += value
        return total


def _begun(folder: Path) -> BinaryIO:
    """A file of this process, locked. Raises OSError, and leaves none then."""
    path = folder / f"{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}"
    with _alone(folder):  # nobody takes it for one of the gone before it is locked
        file = path.open("x+b")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        # Not a file with holes: on a full disk whoever writes into a hole of mapped memory is killed (SIGBUS).
        os.posix_fallocate(file.fileno(), 0, SIZE)
    except OSError:
        path.unlink(missing_ok=True)
        file.close()
        raise
    return file


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_free(file: BinaryIO) -> bool:
    """Whether the process of a file is gone."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(data: bytes) -> Iterator[tuple[Key, float]]:
    used, place = _USED.unpack_from(data)[0] if len(data) >= _USED.size else 0, _USED.size
    while place + _ENTRY.size <= min(used, len(data)):
        value, length = _ENTRY.unpack_from(data, place)
        name = data[place + _ENTRY.size : place + _ENTRY.size + length]
        yield tuple(json.loads(name)), value
        place += _ENTRY.size + length


def _gone(folder: Path) -> dict[Key, float]:
    total: dict[Key, float] = defaultdict(float)
    with contextlib.suppress(FileNotFoundError):
        for key, value in json.loads((folder / GONE).read_text(encoding="utf-8")):
            total[tuple(key)] += value
    return total


def _keep(folder: Path, total: dict[Key, float]) -> None:
    beside = folder / f".{GONE}.{os.getpid()}"
    beside.write_text(json.dumps([[key, value] for key, value in total.items()]), encoding="utf-8")
    beside.replace(folder / GONE)
