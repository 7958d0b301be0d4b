"""What every table needs that leaves the site for a spreadsheet: no cell of it may run as a formula."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula; blanks before it do not help.
FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")


def defused(text: str) -> str:
    """The text of a cell; an apostrophe before what would run, which spreadsheets do not show."""
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}")[:1] in FORMULA_SIGNS else text
