"""The words for why a file has no text, or not all of it: for staff, in their language."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.extraction import findings
from documents.models import WorkFile

PROBLEMS = {
    findings.BROKEN: _("The file is damaged, or is not what it says it is. Open it; if that fails, upload it anew."),
    findings.ENCRYPTED: _("The file is locked with a password. Upload a copy without one."),
    findings.COSTLY: _("Reading the file takes more time or memory than it may. Save it anew, or divide it."),
    findings.BOMB: _("The file grows out of all measure when it is unpacked. Save it anew."),
    findings.MISSING: _("The file is not in the storage. Restore it from a backup."),
    findings.TOO_MANY_PAGES: _("The file has too many pages. Divide it."),
    findings.CRASHED: _("Reading the file was broken off three times. Save it anew."),
    findings.PARTIAL: _("Only the first pages were read: the file is very long."),
    findings.DAMAGED_PAGES: _("Some pages are damaged and were left out."),
}  # fmt: skip


def problem(file: WorkFile) -> str:
    """Return in the active language why a file has no text, or not all; empty where there is nothing to say."""
    if not file.text_problem:
        return ""
    return str(PROBLEMS.get(file.text_problem) or gettext("The file cannot be read."))
