"""Files that wait, seen from two connections: one confirms while the other one tidies up.

Apart from the others, for this test commits: what a module of the desk shares stands in a transaction.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from pytest_django import Settings

from documents.desk import waiting
from documents.desk.confirming import Confirmation
from documents.models import WaitingFile
from members.models import User
from tests.documents.desk.test_waiting import aged

KEPT_DAYS = 10


@pytest.mark.django_db(transaction=True)
def test_what_is_being_confirmed_at_this_moment_is_left(settings: Settings) -> None:
    """Two connections: one confirms and has not committed yet, the other one tidies up."""
    settings.ARCHIVE_WAITING_KEPT_DAYS = KEPT_DAYS
    user = User.objects.create_user("archivist")
    waiting_file = _waiting(user)
    aged(KEPT_DAYS + 1)
    row = Confirmation(user).rows[0]
    with transaction.atomic():
        Confirmation(user)._hold([row])
        assert _tidied_elsewhere() == 0
    assert WaitingFile.objects.filter(pk=waiting_file.pk).exists()
    assert _tidied_elsewhere() == 1


def _waiting(user: User) -> WaitingFile:
    made = WaitingFile(name="f.txt", media_type="text/plain", size=3, sha256="0" * 64, sent_by=user)
    made.file.save("f.txt", SimpleUploadedFile("f.txt", b"abc"), save=False)
    made.save()
    return made


def _tidied_elsewhere() -> int:
    """Tidy up as the worker does, in a thread with a connection of its own."""

    def tidy() -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")  # to wait for the lock is an error, not a halt
            return waiting.tidy_up()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(tidy).result(timeout=30)
