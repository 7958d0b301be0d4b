"""Dates keep their precision in every language."""

from datetime import date

import pytest

from cicc_site.dates import PartialDate, Precision


@pytest.mark.parametrize("text", ["1998", "2022-01", "2002-07-01"])
def test_a_date_reads_back_as_it_was_written(text: str) -> None:
    assert PartialDate.parse(text).isoformat() == text


@pytest.mark.parametrize(
    "text", ["", "98", "2002-7-1", "2002-13", "2002-02-30", "2002-07-01T00:00", "01/07/2002"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-10-27", date(2016, 10, 27), date(2016, 10, 27)),
    ],
)
def test_the_period_a_date_can_mean(text: str, first: date, last: date) -> None:
    value = PartialDate.parse(text)
    assert (value.first_day, value.last_day) == (first, last)


def test_a_day_inside_the_period_does_not_sharpen_it() -> None:
    assert PartialDate(date(2016, 10, 19), Precision.MONTH).first_day == date(2016, 10, 1)
    assert PartialDate(date(2016, 10, 19), Precision.YEAR).first_day == date(2016, 1, 1)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2002-07-01", "en", "1 July 2002"),
        ("2002-07-01", "es", "1 de julio de 2002"),
        ("2002-07-01", "fr", "1er juillet 2002"),
        ("2002-07-11", "fr", "11 juillet 2002"),
        ("2002-07-01", "ar", "1 تموز/يوليه 2002"),
        ("2022-01", "en", "January 2022"),
        ("2022-01", "es", "enero de 2022"),
        ("2022-01", "fr", "janvier 2022"),
        ("2022-01", "ar", "كانون الثاني/يناير 2022"),
        ("2017", "ar", "2017"),
    ],
)
def test_a_date_reads_naturally(text: str, language: str, expected: str) -> None:
    assert PartialDate.parse(text).text(language) == expected
