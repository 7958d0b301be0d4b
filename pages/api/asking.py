"""What can be asked of the API: the parameters all operations share, and how a wrong one is told."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from cicc_site import languages
from cicc_site.text import clean_query
from members.models import Country

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST = 200  # rows on one page


class WrongParameters(Exception):
    """parameters: {name: what is wrong with it, in the reader's language}."""

    def __init__(self, parameters: dict[str, str]) -> None:
        super().__init__(", ".join(parameters))
        self.parameters = parameters


class NotHere(Exception):
    """There is nothing public at this address; never says whether there is something else."""


def iso_day(value: Any) -> Any:
    """Only a whole day: the library would read a bare number as seconds since 1970."""
    if isinstance(value, str) and not ISO_DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not a day")
    return value


def known_language(value: str) -> str:
    if value not in languages.codes():
        expected = ", ".join(languages.codes())
        raise PydanticCustomError("enum", "unknown language", {"expected": expected})
    return value


Day = Annotated[dt.date, BeforeValidator(iso_day)]
LanguageCode = Annotated[str, AfterValidator(known_language)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Asked(Schema):
    """What every operation takes."""

    lang: LanguageCode = Field(
        languages.DEFAULT_LANGUAGE,
        description=gettext_noop(
            "The language of names, labels and messages. Neither browser nor cookie chooses it."
        ),
        json_schema_extra={"enum": [*languages.codes()]},
    )


class AskedList(Asked):
    """What every list takes besides."""

    page: int = Field(1, ge=1, le=100_000, description=gettext_noop("Number of the page."))
    per_page: int = Field(50, ge=1, le=MOST, description=gettext_noop("Rows on a page."))


def check_names(request: HttpRequest, asked: type[Asked]) -> None:
    """A parameter that does not exist, or is given twice, is an error: without it the answer would be another one.

    NUL, which PostgreSQL refuses in a text, is in no name and no id.
    """
    if "\0" in request.path:
        raise NotHere
    wrong = {}
    for name in request.GET:
        if name not in asked.model_fields:
            known = ", ".join(sorted(asked.model_fields))
            wrong[clean_query(name)[:60]] = gettext(
                "There is no such parameter here. There are: %(names)s."
            ) % {"names": known}
        elif len(request.GET.getlist(name)) > 1:
            wrong[name] = gettext("Give this parameter only once.")
        elif "\0" in request.GET[name]:
            wrong[name] = gettext("This value cannot be read.")
    if wrong:
        raise WrongParameters(wrong)


def check_country(code: str | None) -> None:
    """A code no country has is told: an empty list would read as an answer."""
    if code:
        check_known("country", Country.objects.filter(alpha3=code))


def check_known(name: str, rows: QuerySet[Any, Any]) -> None:
    if not rows.exists():
        raise WrongParameters({name: gettext("Nothing bears this code.")})


def message(error: dict[str, Any]) -> str:
    """What a reader is told of an error that pydantic found."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("enum", "literal_error"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return gettext("This is none of: %(values)s.") % {"values": expected}
    if kind in ("greater_than_equal", "less_than_equal"):
        if "ge" in context:
            return gettext("This must be at least %(number)s.") % {"number": context["ge"]}
        return gettext("This must be at most %(number)s.") % {"number": context["le"]}
    if kind.startswith("int"):
        return gettext("This must be a whole number.")
    if kind.startswith("date"):
        return gettext("This must be a day of the form YYYY-MM-DD.")
    if kind.startswith("bool"):
        return gettext("This must be true or false.")
    if kind == "string_too_long":
        return gettext("This must be at most %(number)s characters long.") % {"number": context["max_length"]}
    if kind == "string_pattern_mismatch":
        return gettext("This must be three capital letters, such as KEN.")
    return gettext("This value cannot be read.")
