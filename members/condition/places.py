"""Room on the disk, whether files can be written, the virus scanner, the read-only mode, and which versions run."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext

from cicc_site.backup import inventory
from cicc_site.version import version
from members import operating, read_only, readiness
from members.condition import sizes
from members.condition.rows import BROKEN, GOOD, LOOK, UNUSED, Detail, Row
from members.condition.words import sentence, size
from members.templatetags.org_tags import utc_moment

GIGABYTE = 1024**3


def room() -> Row:
    free, whole = sizes.room()
    scarce = free < 2 * GIGABYTE or free < whole // 10
    gone = free < GIGABYTE // 2
    said: list[str] = [sentence(gettext("{free} of {whole} are free."), free=size(free), whole=size(whole))]
    known = operating.recall(sizes.MARK)
    details = [Detail(gettext("Database"), size(sizes.database()))]
    if known is not None:
        names = {
            "media": gettext("Pictures and files of pages"),
            "archive": gettext("Archive of documents"),
            "applications": gettext("Files of applicants"),
            "backups": gettext("Backups on this server"),
        }
        details += [Detail(names[key], size(value)) for key, value in known.details.items() if key in names]
        said.append(sentence(gettext("Files were measured at {moment}."), moment=utc_moment(known.at)))
    return Row(
        "room",
        gettext("Room on the disk"),
        BROKEN if gone else LOOK if scarce else GOOD,
        said,
        todo=gettext("Have the disk made larger, or old backups moved away, before it is full.")
        if scarce
        else "",
        guide="monitoring#room",
        details=details,
    )


def files() -> Row:
    """Whether what is uploaded can be written; asked of the disk and of the bucket, with a limit of time."""
    found = {name: readiness.asked(name) for name in ("files", "archive")}
    wrong = [name for name, fault in found.items() if fault]
    said = {
        "files": gettext("Pictures and files of applicants cannot be stored."),
        "archive": gettext("The place of the archive does not answer: its documents cannot be downloaded."),
    }
    return Row(
        "files",
        gettext("Places for files"),
        BROKEN if wrong else GOOD,
        [said[name] for name in wrong] or [gettext("All of them answer.")],
        todo=gettext("Tell whoever looks after the server. The rest of the site goes on.") if wrong else "",
        guide="modes#what-to-ask",
    )


def antivirus() -> Row:
    title = gettext("Virus scanner")
    guide = "attached-files#a-virus-scanner"
    if not settings.CLAMAV_SOCKET:
        return Row("antivirus", title, UNUSED, [gettext("Files of applicants are not scanned.")], guide=guide)
    if not readiness.asked("antivirus"):
        return Row("antivirus", title, GOOD, [gettext("It answers.")], guide=guide)
    return Row(
        "antivirus",
        title,
        BROKEN,
        [gettext("It does not answer: applicants cannot attach files, and are told so.")],
        todo=gettext("Have it started again."),
        guide=guide,
    )


def read_only_mode() -> Row:
    since = read_only.since()
    said = (
        sentence(gettext("Since {moment} the site takes nothing in."), moment=utc_moment(since))
        if since
        else gettext("The site takes everything in, as usual.")
    )
    return Row(
        "read_only",
        gettext("Read-only mode"),
        LOOK if since else GOOD,
        [said],
        todo=gettext("End it when whatever it was for is over.") if since else "",
        guide="modes#read-only",
        address=reverse("read_only"),
        deed=gettext("Read-only mode"),
    )


def versions() -> Row:
    major, minor = divmod(connection.cursor().connection.info.server_version, 10_000)
    told = {**inventory.versions(), "postgresql": f"{major}.{minor}"}
    names = {"wagtail": "Wagtail", "django": "Django", "python": "Python", "postgresql": "PostgreSQL"}
    return Row(
        "versions",
        gettext("Version"),
        GOOD,
        [sentence(gettext("Release {name}."), name=version() or gettext("unknown"))],
        guide="monitoring#versions",
        details=[Detail(label, told[key]) for key, label in names.items()],
    )
