"""Files that are sent to the archive: each is kept in the waiting place at once, and looked into for guesses.

Nothing is lost when another file of the same sending is refused, or when looking into one takes too long.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from documents import keeping
from documents.desk import signatures
from documents.desk.waiting import waiting_of
from documents.guessing import guesses
from documents.models import WaitingFile, WorkFile
from documents.storage import Unreachable, away
from members.applications.file_types import clean_name
from members.models import User

SECONDS = 40.0  # for looking into the files of one request; the rest is guessed by the names
CHUNK = 1024 * 1024


@dataclass
class Received:
    """What became of a sending. refused: (name, why); known: files the archive has, or that wait already."""

    kept: list[WaitingFile] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    known: list[tuple[str, WorkFile | None]] = field(default_factory=list)


def receive(uploads: Iterable[UploadedFile[bytes]], user: User) -> Received:
    """Keep each file that may be kept, in a transaction of its own; guess as long as there is time."""
    received, deadline = Received(), time.monotonic() + SECONDS
    for upload in uploads:
        name = clean_name(upload.name or "")
        try:
            kind = signatures.kind_of(_bytes(upload), name, upload.size or 0)
        except signatures.Refused as refused:
            received.refused.append((name, str(refused)))
            continue
        sha256, size = keeping.checksum(_bytes(upload))
        same = keeping.same_bytes(sha256)
        if same is not None or waiting_of(user).filter(sha256=sha256).exists():
            received.known.append((name, same))
            continue
        waiting = WaitingFile(name=name, media_type=kind.media_type, size=size, sha256=sha256, sent_by=user)
        try:
            with transaction.atomic():
                waiting.file.save(name, File(_bytes(upload)), save=False)
                waiting.save()
        except Unreachable as error:
            received.refused.append((name, str(away(error))))
            continue
        look_into(waiting, enough_time=time.monotonic() < deadline)
        received.kept.append(waiting)
    return received


def _bytes(upload: UploadedFile[bytes]) -> IO[bytes]:
    found: Any = upload.file
    return found  # type: ignore[no-any-return]


def look_into(waiting: WaitingFile, *, enough_time: bool = True) -> None:
    """Guess what a waiting file is, by its words in the confined process, or by its name alone."""
    if not enough_time:
        found = guesses.guess(waiting.name, waiting.media_type, None)
    else:
        with tempfile.TemporaryFile(prefix="archive-") as copy:
            try:
                with waiting.file.storage.open(waiting.file.name or "", "rb") as stored:
                    for chunk in stored.chunks(CHUNK):
                        copy.write(chunk)
            except FileNotFoundError:
                return  # it was confirmed, dropped or tidied away meanwhile
            except Unreachable:
                found = guesses.guess(waiting.name, waiting.media_type, None)
            else:
                copy.flush()
                found = guesses.guess(waiting.name, waiting.media_type, copy)
    waiting.guess = found.as_json()
    WaitingFile.objects.filter(pk=waiting.pk).update(guess=waiting.guess)


def look_again(user: User) -> int:
    """Look into the files that were guessed by their names alone, while there is time; returns how many are left."""
    deadline = time.monotonic() + SECONDS
    unseen = [waiting for waiting in waiting_of(user) if not (waiting.guess or {}).get("seen")]
    left = len(unseen)
    for waiting in unseen:
        if time.monotonic() > deadline:
            break
        look_into(waiting)
        left -= 1
    return left
