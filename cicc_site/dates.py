"""Dates that keep their precision: a year, a month or a day, and how they read in each language.

Sources often know only the month or the year of an event. Such a date is stored as the first day of its
period together with its precision, and never shown with more precision than it has.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from django.db import models
from django.utils.translation import gettext_lazy as _

# Day before month in every language of the site; plain "en" would be the American order.
LOCALES = {"en": "en_GB"}
# The documents of the United Nations give each month both names, so that every Arab country reads its own.
ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Precision(models.TextChoices):
    YEAR = "year", _("Year only")
    MONTH = "month", _("Month and year")
    DAY = "day", _("Full date")


@dataclass(frozen=True, order=True)
class PartialDate:
    date: datetime.date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read YYYY, YYYY-MM or YYYY-MM-DD; anything else is a ValueError."""
        match = ISO_DATE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = match.groups()
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return cls(datetime.date(int(year), int(month or 1), int(day or 1)), precision)

    def isoformat(self) -> str:
        length = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[self.precision]
        return self.date.isoformat()[:length]

    @property
    def first_day(self) -> datetime.date:
        """The earliest day it can mean, also where the stored day lies later in the period."""
        if self.precision == Precision.DAY:
            return self.date
        return self.date.replace(day=1, month=1 if self.precision == Precision.YEAR else self.date.month)

    @property
    def last_day(self) -> datetime.date:
        """The day by which it is certain that the event has happened."""
        if self.precision == Precision.DAY:
            return self.date
        month = 12 if self.precision == Precision.YEAR else self.date.month
        return self.date.replace(month=month, day=calendar.monthrange(self.date.year, month)[1])

    def text(self, language: str) -> str:
        return _text(self.date, self.precision, language)


# The table of the countries writes four hundred dates, the same ones for every reader.
@lru_cache(maxsize=16_384)
def _text(date: datetime.date, precision: Precision, language: str) -> str:
    locale = LOCALES.get(language, language)
    if precision == Precision.YEAR:
        return format_skeleton("y", date, locale=locale)
    if language == "ar":
        month = f"{ARABIC_MONTHS[date.month - 1]} {date.year}"
        return month if precision == Precision.MONTH else f"{date.day} {month}"
    if precision == Precision.MONTH:
        return format_skeleton("yMMMM", date, locale=locale)
    long = format_date(date, format="long", locale=locale)
    # French writes the first of the month as an ordinal, which CLDR patterns cannot say.
    return long.replace("1 ", "1er ", 1) if language == "fr" and date.day == 1 else long
