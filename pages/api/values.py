"""Values as the API writes them: names with their language, codes with their label, dates as exact as known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, TextChoices

from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import Localized, localized
from members.enums import ActKind, Verified
from members.models import Country, TreatyAct

Value = dict[str, Any]


def name(value: Localized | None) -> Value | None:
    return {"text": str(value), "language": value.language} if value else None


def name_of(record: Model, field: str, language: str) -> Value:
    value = localized(record, field, language)
    return {"text": str(value), "language": value.language}


def coded(choices: type[TextChoices], code: str) -> Value | None:
    """None for no code. The label is in the active language."""
    return {"code": code, "label": str(choices(code).label)} if code else None


def country_name(country: Country, language: str) -> Value:
    return {"id": country.alpha3, "name": name_of(country, "name", language)}


def known_date(date: PartialDate, *, reported: bool) -> Value:
    return {"date": date.isoformat(), "precision": date.precision.value, "reported": reported}


def act(row: TreatyAct) -> Value:
    return {
        "kind": coded(ActKind, row.kind),
        **known_date(row.when, reported=row.verified == Verified.PARTIAL),
    }


def iso(date: PartialDate | dt.date | None) -> str | None:
    return date.isoformat() if date else None
