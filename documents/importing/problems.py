"""What can be wrong with a manifest, a row or a file, besides what can be wrong with any table: codes and sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.importing import problems

SHOWN = problems.SHOWN

PROBLEMS: dict[str, Any] = {
    "no-key": _("No column holds a key or a symbol by which a work could be found again."),
    "busy": _("Another import is under way. Try again when it is done."),
    "not-a-folder": _("This is no folder that can be read."),
    "unknown-column": _("There is no column of this name: %(value)s."),
    "unknown-heading": _("The file has no heading of this name: %(value)s."),
    "nothing-names-it": _("The row has neither a key nor a symbol."),
    "missing": _("A new work needs this."),
    "missing-language": _("A file needs its language."),
    "no-file-named": _("Says something of a file, and names none."),
    "differs": _("Row %(row)s says something else of the same work."),
    "same-language": _("Row %(row)s has a file of the same work in this language."),
    "same-work": _("Row %(row)s is about the same work under another key."),
    "several-works": _("Several works have this symbol. Use the key."),
    "several-keys": _("Several keys of this file have this symbol. Use the key."),
    "unknown-subject": _("Nothing in the list is called so."),
    "ambiguous-subject": _("Several entries of the list are called so. Use the code."),
    "number": _("Not a whole number above zero."),
    "moment": _("Not a date or moment of the form 2026-10-02 or 2026-10-02T18:00+00:00."),
    "web-address": _("Not an address that begins with https:// or http://."),
    "invalid": _("The archive does not take this: %(reason)s"),
    "itself": _("A work has no relation to itself."),
    "unknown-work": _("Neither the archive nor this file has a work of this key or symbol."),
    "outside": _("Leads out of the folder."),
    "no-file": _("The folder has no such file."),
    "no-regular-file": _("This is no file, but a folder or something else."),
    "unreadable": _("The file cannot be read from the disk."),
    "empty-file": _("The file has no content."),
    "large-file": _("The file is larger than %(limit)s MB."),
    "packed": _("A packed archive. Unpack it and name its files."),
    "macros": _("The file holds macros. Save it without them."),
    "locked": _("The file is protected with a password."),
    "format": _("The archive does not keep files of this format."),
    "duplicate-file": _("The archive has this file already: %(work)s, %(language)s."),
    "duplicate-row": _("Row %(row)s has the same file."),
    "staff-changed": _("Somebody changed this in the archive. It was left as it is."),
    "not-ours": _("The archive says something else, and not from an import. It was left as it is."),
    "same-symbol": _("Another work has this symbol too: %(work)s."),
}


def told(problem: dict[str, Any]) -> str:
    """Return a problem as a sentence in the active language."""
    text = PROBLEMS.get(problem.get("code", ""))
    return str(text) % problem if text else problems.told(problem)
