"""Cells that leave for a spreadsheet."""

import pytest

from cicc_site.spreadsheets import defused


@pytest.mark.parametrize(
    "text", ["=1+1", "+31 70", "-2", "@SUM(A1)", "\tx", "\r=1", " =1", "\N{NO-BREAK SPACE}=1", "＝1"]
)
def test_what_would_run_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Kenya", "Côte d'Ivoire", "2002-07-01", "a=b", "الأردن", "'=1"])
def test_other_text_stays(text: str) -> None:
    assert defused(text) == text
