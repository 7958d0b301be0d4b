"""What can be wrong with a file or a cell: kept as codes, told in the language of whoever reads the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Longer values are of no use in a report, and may be a whole file that lost a quotation mark.
SHOWN = 200

FILE_PROBLEMS: dict[str, Any] = {
    "too-large": _("The file is larger than %(limit)s MB. Send it in parts."),
    "empty": _("The file is empty."),
    "not-a-table": _("This is neither a CSV nor an XLSX file."),
    "old-workbook": _("This is an XLS file of an old version of Excel. Save it as XLSX or CSV."),
    "damaged": _("The file is damaged or incomplete: it cannot be opened."),
    "bomb": _("The file unpacks into more than it may. It was not opened."),
    "entities": _("The file holds definitions that no spreadsheet needs. It was not opened."),
    "encrypted": _("The file is protected with a password. Save it without one."),
    "no-sheet": _("The workbook has no sheet with cells."),
    "no-heading": _("No row of headings was found. The first row names the columns."),
    "no-rows": _("There are headings, but no row below them."),
    "too-many-columns": _("There are more than %(limit)s columns."),
    "too-many-rows": _("There are more than %(limit)s rows. Send the file in parts."),
    "long-cell": _("Row %(row)s has a cell without end: perhaps a quotation mark is missing before it."),
    "encoding": _("The letters of the file cannot be read as %(encoding)s."),
    "no-name": _("No column holds the number or the name of the organizations."),
    "twice": _("Two columns are said to hold the same: %(column)s."),
    "busy": _("Another import is being taken in. Try again when it is done."),
    "stopped": _("An error stopped the work. Nothing was taken in, and it can be begun again."),
    "gone": _("The file is no longer here. Send it once more."),
}

CELL_PROBLEMS: dict[str, Any] = {
    "missing": _("A new entry needs this."),
    "no-clearing": _("This cannot be emptied."),
    "too-long": _("Longer than %(limit)s characters."),
    "not-text": _("Holds signs that are no text."),
    "sheet-error": _("The spreadsheet itself shows an error here."),
    "unknown-country": _("No country of the register is called so."),
    "unknown-issue": _("No issue of the list is called so."),
    "unknown-choice": _("None of the values that are possible here."),
    "unknown-language": _("No language is called so."),
    "unknown-coalition": _("No national coalition is called so."),
    "several-coalitions": _("Several national coalitions are called so."),
    "date": _("Not a date of the form 2026-10-02, 2026-10 or 2026."),
    "ambiguous-date": _("It is not clear which number is the day. Write 2026-10-02."),
    "future": _("This day has not come yet."),
    "year": _("Not a year between 1000 and this one."),
    "website": _("Not an address of a website."),
    "email": _("Not an e-mail address."),
    "phone": _("Not a telephone number in international form."),
    "merged": _("An entry becomes merged by being merged, never by an import."),
    "is-merged": _("This entry was merged into entry %(into)s. Use the number of that one."),
    "unknown-id": _("The register has no entry with this number."),
    "id": _("Not a number of an entry."),
    "id-taken": _("Entry %(id)s has this number already."),
    "twice-in-file": _("Row %(row)s has the same number."),
    "same-entry": _("Row %(row)s is about the same entry."),
    "not-allowed": _("You may not load contacts and registrations: this column was left out."),
    "extra-cells": _("The row has more cells than there are headings."),
    "gone-since": _("What the row names is no longer in the register."),
}

# These are told, and keep no row out.
HINTS = frozenset({"not-allowed"})


class FileProblem(Exception):
    """The file as a whole cannot be taken; str() says why in the active language."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code, self.details = code, details
        super().__init__(code)

    def __str__(self) -> str:
        return told({"code": self.code, **self.details})


@dataclass(frozen=True, slots=True)
class CellProblem:
    """column: name of the column, "" for the row as a whole; value: what the file says; cell: the whole of it, where
    the value is a part of a list."""

    code: str
    column: str = ""
    value: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    cell: str = ""

    def as_json(self, heading: str = "") -> dict[str, Any]:
        return {
            "code": self.code,
            "column": self.column,
            "heading": heading,
            "value": self.value[:SHOWN].replace("\0", ""),
            **self.details,
        }


class BadValue(Exception):
    """A cell that means nothing. Raised where cells are understood, caught where rows are."""

    def __init__(self, code: str, value: str = "", *, cell: str = "", **details: Any) -> None:
        self.code, self.value, self.cell, self.details = code, value, cell, details
        super().__init__(code)


def told(problem: dict[str, Any]) -> str:
    """Return a stored problem as a sentence in the active language."""
    code = problem.get("code", "")
    text = FILE_PROBLEMS.get(code) or CELL_PROBLEMS.get(code)
    return str(text) % problem if text else gettext("This cannot be taken.")
