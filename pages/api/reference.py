"""What the page on open data shows: the sets of data, their columns, and the operations as the schema has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from pages.api import terms
from pages.api.app import PREFIX, schema
from pages.api.door import PERIOD
from pages.api.files import COST, address, all_columns
from pages.api.tables import TABLES, Size, Table, sizes
from pages.api.terms import TERMS, base


@dataclass
class FieldView:
    """A column; of columns that differ only by language the names of all."""

    about: str
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DataSetView:
    name: str
    title: str
    count: int
    as_of: dt.date | None
    csv: str
    json: str
    metadata: str
    licence: str
    licence_url: str
    licence_text: str
    fields: list[FieldView]


@dataclass(frozen=True)
class ParameterView:
    name: str
    about: str
    values: list[str]
    default: str


@dataclass(frozen=True)
class OperationView:
    path: str
    summary: str
    parameters: list[ParameterView]
    example: str


@dataclass(frozen=True)
class Limits:
    """count: requests from one address in so many minutes, 0 for no limit; a file counts for `file_cost`."""

    count: int
    minutes: int
    file_cost: int


def data_sets() -> list[DataSetView]:
    """With how many rows each has: one query each, however many rows there are."""
    known = sizes()
    return [data_set_view(table, known[table.data_set]) for table in TABLES.values()]


def data_set_view(table: Table, size: Size) -> DataSetView:
    name = table.data_set.value
    licence = terms.licence(table.data_set)
    return DataSetView(
        name=name,
        title=gettext(table.title),
        count=size.rows,
        as_of=size.as_of,
        csv=address(name, "csv"),
        json=address(name, "json"),
        metadata=address(name, "csv-metadata.json"),
        licence=licence["name"],
        licence_url=TERMS[table.data_set].url,
        licence_text=licence["text"],
        fields=fields(table),
    )


def fields(table: Table) -> list[FieldView]:
    found: dict[str, FieldView] = {}
    for column in all_columns(table):
        stem = column.name.removesuffix(f"_{column.language}") if column.language else column.name
        found.setdefault(stem, FieldView(gettext(column.about))).names.append(column.name)
    return list(found.values())


def operations() -> list[OperationView]:
    """Every operation of the OpenAPI document, in its order and in the active language."""
    document = schema()
    return [
        OperationView(
            path=path,
            summary=details["get"]["summary"],
            parameters=[parameter(each, document) for each in details["get"]["parameters"]],
            example=f"curl '{base()}{EXAMPLES.get(path, path)}'",
        )
        for path, details in document["paths"].items()
    ]


EXAMPLES = {
    f"/{PREFIX}countries": f"/{PREFIX}countries?status=state_party&on=2010-06-01&lang=fr",
    f"/{PREFIX}countries/{{id}}": f"/{PREFIX}countries/KEN?lang=ar",
    f"/{PREFIX}treaty-acts": f"/{PREFIX}treaty-acts?kind=ratification&since=1999-01-01&until=1999-12-31",
    f"/{PREFIX}organizations": f"/{PREFIX}organizations?region=africa&sort=name&per_page=200",
    f"/{PREFIX}organizations/{{id}}": f"/{PREFIX}organizations/1",
    f"/{PREFIX}situations": f"/{PREFIX}situations?country=COD",
    f"/{PREFIX}situations/{{id}}": f"/{PREFIX}situations/drc",
    f"/{PREFIX}cases": f"/{PREFIX}cases?situation=drc&lang=es",
    f"/{PREFIX}cases/{{id}}": f"/{PREFIX}cases/lubanga",
    f"/{PREFIX}documents": f"/{PREFIX}documents?kind=resolution&body=asp&sort=-date",
    f"/{PREFIX}documents/{{id}}": f"/{PREFIX}documents/1?lang=es",
}


def parameter(details: dict[str, Any], document: dict[str, Any]) -> ParameterView:
    values = choices(details["schema"], document)
    default = details["schema"].get("default")
    return ParameterView(
        name=details["name"],
        about=details.get("description") or gettext("The id, as the list has it."),
        values=values,
        default="" if default is None else str(default),
    )


def choices(part: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """The values a parameter may have, where they are a list."""
    if "$ref" in part:
        return choices(document["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]], document)
    for each in part.get("anyOf", []):
        found = choices(each, document)
        if found:
            return found
    return [str(value) for value in part.get("enum", [])]


def limits() -> Limits:
    return Limits(settings.OPEN_DATA_LIMIT, int(PERIOD.total_seconds() // 60), COST)


def start() -> str:
    return f"{base()}/{PREFIX}"
