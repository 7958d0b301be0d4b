"""The words for attached files: what an officer should know of one (`FLAGS`), why one is not taken (`REFUSALS`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.applications.inspecting import findings

MEGABYTE = 1024 * 1024

# In the order of their weight. Of links only that there are some: they do nothing until somebody presses one.
FLAGS = {
    findings.SCRIPTS: _(
        "Contains a script. Open it only in a viewer that runs none, such as that of a browser."
    ),
    findings.LAUNCH: _(
        "Contains a command that starts other programs. Refuse when the viewer asks to run it."
    ),
    findings.AUTOMATIC: _(
        "Does something by itself when it is opened or a page is turned. Open it in a browser."
    ),
    findings.EMBEDDED: _("Has other files inside. Do not open or save those."),
    findings.REMOTE: _(
        "Fetches something from the internet when opened: the sender may learn that it was read."
    ),
    findings.FORM: _("Contains a form that may send what is typed into it. Type nothing."),
    findings.MEDIA: _("Contains sound, film or a model in three dimensions. Do not start it."),
    findings.ENCRYPTED: _(
        "Is locked with a password, so nobody could look inside. Ask the applicant for an open one."
    ),
    findings.UNREADABLE: _(
        "Parts of it cannot be read, so they could not be looked into. Open it in a browser."
    ),
    findings.LINKS: _("Contains links. Look at the address before you follow one."),
}

# Codes of members.applications.attachments, and those of findings.
REFUSALS = {
    "missing": _("Choose a file first."),
    "empty": _("The file is empty. Look whether it is the right one, then choose it again."),
    "too_large": _("The file is larger than %(limit)s MB. Save it in a smaller size, then choose it again."),
    "kind_of_file": _(
        "This is no PDF, JPEG, PNG or DOCX file, whatever it is called. Save it as PDF and choose that."
    ),
    "archive": _("Packed files cannot be taken. Unpack it and choose the documents one by one."),
    "old_office": _(
        "This is an old or locked Office file. Save it without a password as PDF or DOCX and choose that."
    ),
    "heic": _("Pictures in the HEIC format cannot be taken. Save it as JPEG and choose that."),
    "extension": _(
        "This is a %(kind)s file, and its name ends otherwise. Let it end in %(ending)s, then choose it."
    ),
    "total": _("Together your files would be larger than %(limit)s MB. Remove one, or choose a smaller one."),
    "count": _("%(limit)s files are the most. Remove one first."),
    "virus": _(
        "The virus scanner calls this file harmful, so it is not taken. Clean your device, then try again."
    ),
    "silent": _(
        "Files cannot be checked at the moment, so none is taken. Nothing else is lost: try again in an hour."
    ),
    "often": _("Too many files in a short time. Wait an hour, then go on; what is attached stays."),
    "closed": _("No files can be attached now: your application has been sent. Write us a message instead."),
    "kept": _("What was sent stays with your application. Write us a message if a file should not be there."),
    "cut_off": _("The files did not arrive completely. Choose them again; what is attached already stays."),
    "stale": _("This page was open for too long. Choose the files again; what is attached already stays."),
    findings.BROKEN: _(
        "The file is damaged or was not saved completely. Open it, save it again and choose that."
    ),
    findings.PIXELS: _("The picture has more than 25 million pixels. Make it smaller, then choose it again."),
    findings.BOMB: _("The file unpacks into far more than a document holds. Save it as PDF and choose that."),
    findings.MACROS: _(
        "The document contains macros. Save it without them, as PDF or DOCX, and choose that."
    ),
    findings.LOCKED: _("The document is locked with a password. Save it without one and choose that."),
    findings.TWO_KINDS: _("The file is of two kinds at once. Save it as PDF anew and choose that."),
    findings.COSTLY: _("The file is too complicated to be checked. Print it into a new PDF and choose that."),
}


def size(count: int) -> str:
    """Return a number of bytes as people read it: “12 KB”, “1.4 MB”; nothing is smaller than 1 KB."""
    if count < MEGABYTE:
        return gettext("%(size)s KB") % {"size": max(round(count / 1024), 1)}
    return gettext("%(size)s MB") % {"size": number_format(count / MEGABYTE, decimal_pos=1)}


def warnings(flags: Iterable[str]) -> list[str]:
    """Return the sentences for an officer, the weightiest first; a flag without words is an error."""
    unknown = set(flags) - FLAGS.keys()
    if unknown:
        raise LookupError(f"No words for {', '.join(sorted(unknown))}.")
    return [str(words) for flag, words in FLAGS.items() if flag in flags]


def refusal(code: str, **values: object) -> str:
    """Return why a file is not taken and what to do, in the active language."""
    return str(REFUSALS[code]) % values
