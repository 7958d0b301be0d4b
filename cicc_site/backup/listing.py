"""What a full backup holds, as a list beside it: by it a differential one knows which files it need not repeat.

The server cannot read its own backups. The list is sealed with the key of the site, because BACKUP_ROOT may be somebody
else's disk; it is no part of the backup, and when it is lost or cannot be read the next backup is a full one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import InvalidToken

from cicc_site import sealing
from cicc_site.backup import keeping

SUFFIX = ".list"
PLACE, PURPOSE = "cicc_site.backup", "list of a full backup"


@dataclass(frozen=True)
class Listing:
    """full: the name of the backup. recipients: who can open it. files: of each file inside it the length, the SHA-256,
    and the mark it bore (`Place.mark`)."""

    full: str
    recipients: list[str]
    files: dict[str, tuple[int, str, str]] = field(default_factory=dict)


def path_of(full: Path) -> Path:
    return full.with_name(full.name + SUFFIX)


def write(folder: Path, listing: Listing) -> None:
    """Lay the list beside its backup; it is there as a whole or not at all."""
    path = path_of(folder / listing.full)
    told = json.dumps({"recipients": listing.recipients, "files": listing.files}).encode()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{keeping.UNFINISHED}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealing.cipher(PLACE, PURPOSE).encrypt(told))
    unfinished.replace(path)


def newest(folder: Path, recipients: Sequence[str]) -> Listing | None:
    """The list of the newest full backup of a folder; None without one, or when it was made for other keys: one key
    must open both."""
    full = [name for name in keeping.newest_first(os.listdir(folder)) if not keeping.full_of(name)]
    if not full:
        return None
    try:
        told = json.loads(sealing.cipher(PLACE, PURPOSE).decrypt(path_of(folder / full[0]).read_bytes()))
        files = {name: (size, digest, mark) for name, (size, digest, mark) in told["files"].items()}
        found = Listing(full[0], told["recipients"], files)
    except (OSError, InvalidToken, ValueError, KeyError, TypeError):
        return None
    return found if sorted(found.recipients) == sorted(recipients) else None
