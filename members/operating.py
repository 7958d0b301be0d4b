"""Marks of how the site is run, one row each, seen by every process with its next question."""

from __future__ import annotations

from django.db.models.functions import Now

from members.models import OperatingMark

BACKUP = "backup"  # the last one: file, full (that it needs), bytes, files, rows, seconds
PROVEN = "proven"  # the last backup that was restored on trial and compared: file, made, files, tables
RESTORED = "restored"  # where this database comes from, when it was restored: file, made
MAIL = "mail"  # members/mail_gate.py
READ_ONLY = "read_only"  # members/read_only.py


def remember(mark: str, **details: object) -> None:
    """Write a mark anew, with the moment of the database's clock."""
    OperatingMark.objects.update_or_create(mark=mark, defaults={"at": Now(), "details": details})


def recall(mark: str) -> OperatingMark | None:
    """Return a mark; None when it was never made. One query."""
    return OperatingMark.objects.filter(mark=mark).first()


def forget(mark: str) -> bool:
    """Take a mark away; whether there was one."""
    return bool(OperatingMark.objects.filter(mark=mark).delete()[0])
