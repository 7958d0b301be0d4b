"""Backups: when one was made, when one was proven by a trial, and whether this site is itself a restored copy."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site.backup import keeping
from members import mail_gate, operating
from members.condition.rows import BROKEN, GOOD, LOOK, Row
from members.condition.words import sentence, size
from members.models import OperatingMark
from members.templatetags.org_tags import utc_moment

# One is made every hour, a full one every day: two may fail before anybody is told.
LATE = dt.timedelta(hours=3)
TOO_OLD = dt.timedelta(hours=36)
FULL_LATE = dt.timedelta(hours=60)
PROVEN_EVERY = dt.timedelta(days=40)


def copy() -> Row | None:
    """Said of a copy only."""
    restored = operating.recall(operating.RESTORED)
    shut = mail_gate.shut_because()
    if restored is None and shut != mail_gate.COPY:
        return None
    said = [gettext("This database is a copy of the one that the public sees.")]
    if restored is not None:
        said = [
            sentence(
                gettext("This site was restored from a backup at {moment}."), moment=utc_moment(restored.at)
            )
        ]
    if not shut:
        return Row(
            "copy", gettext("Where this site comes from"), GOOD, said, guide="backup#when-it-is-needed"
        )
    said.append(gettext("It is treated as a copy: it writes to nobody."))
    return Row(
        "copy",
        gettext("Where this site comes from"),
        LOOK,
        said,
        todo=gettext(
            "If this is the site now, the mail has to be opened by hand. If it is for trying things, leave it."
        ),
        guide="backup#when-it-is-needed",
    )


def backup() -> Row:
    title = gettext("Last backup")
    mark = operating.recall(operating.BACKUP)
    if mark is None:
        return Row(
            "backup",
            title,
            LOOK if settings.FOR_THIS_MACHINE_ONLY else BROKEN,
            [gettext("No backup was ever made.")],
            todo=gettext("Have backups set up: without one, a broken disk takes everything."),
            guide="backup#once",
        )
    age = timezone.now() - mark.at
    said = [sentence(gettext("Made at {moment}."), moment=utc_moment(mark.at)), _what(mark)]
    state, todo = GOOD, ""
    if full := mark.details.get("full"):
        moment = keeping.moment_of(full)
        said.append(
            sentence(
                gettext("Files that have not changed lie in the full one of {moment}."),
                moment=utc_moment(moment),
            )
        )
        if timezone.now() - moment > FULL_LATE:
            state, todo = LOOK, gettext("A full one should be made every day: look why it fails.")
    if mark.details.get("bucket") == "failed":
        state, todo = (
            LOOK,
            gettext("Look why it was not copied; until then there is one copy only, near the server."),
        )
        said.append(gettext("It was not copied to the other place."))
    elif mark.details.get("bucket") == "copied":
        said.append(gettext("A copy lies at the other place."))
    if age > LATE:
        state = BROKEN if age > TOO_OLD else LOOK
        todo = gettext("One should be made every hour: look whether the timer still runs.")
    return Row("backup", title, state, said, todo=todo, guide="backup#every-hour")


def _what(mark: OperatingMark) -> str:
    return sentence(
        gettext("It holds {rows} rows and {files} files and takes {size}."),
        rows=mark.details.get("rows", "?"),
        files=mark.details.get("files", "?"),
        size=size(mark.details.get("bytes")),
    )


def proof() -> Row:
    """A backup that nobody has restored is a hope."""
    title = gettext("Last backup restored on trial")
    mark = operating.recall(operating.PROVEN)
    if mark is None:
        said, state = (
            [gettext("No backup was ever restored on trial: nobody knows whether one can be.")],
            LOOK,
        )
    else:
        said = [
            sentence(
                gettext("At {moment}: {tables} tables and {files} files were as they had been."),
                moment=utc_moment(mark.at),
                tables=mark.details.get("tables", "?"),
                files=mark.details.get("files", "?"),
            )
        ]
        state = LOOK if timezone.now() - mark.at > PROVEN_EVERY else GOOD
    todo = (
        "" if state is GOOD else gettext("Have it done once a month by whoever keeps the key of the backups.")
    )
    return Row("proof", title, state, said, todo=todo, guide="backup#every-month-prove-it")
