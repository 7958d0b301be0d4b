"""The sets of data as files: /open-data/<name>.csv and .json, and <name>.csv-metadata.json, which describes the table.

Written out while they are read, always from the register itself: no copy lies anywhere, so that an organization that is
delisted is in no file that is asked for afterwards.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.spreadsheets import defused
from pages.api import terms
from pages.api.door import open_door
from pages.api.rows import Row
from pages.api.tables import AS_OF, LICENCE, TABLES, Column, Table
from pages.api.terms import TERMS, DataSet, base

# A file of all rows counts for so many requests.
COST = 20
# Rows that leave together: one by one they would leave at a tenth of the speed.
BATCH = 200
# Spreadsheets take a file without it for one in an older encoding, and Arabic names for noise.
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = "; "
CSV = "text/csv; charset=utf-8; header=present"
JSON = "application/json; charset=utf-8"
CSVW = "application/csvm+json"


class DataSetConverter:
    """A set of data in an address."""

    regex = "|".join(DataSet)

    def to_python(self, value: str) -> Table:
        return TABLES[DataSet(value)]

    def to_url(self, value: Table | DataSet) -> str:
        return value.data_set.value if isinstance(value, Table) else value.value


register_converter(DataSetConverter, "data_set")


# --- Views -----------------------------------------------------------------------------------------------


def csv_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    as_of = table.as_of()
    return sent(table, "csv", CSV, as_of, lambda: in_batches(csv_lines(table, as_of)))


def json_file(request: HttpRequest, table: Table) -> HttpResponseBase:
    as_of = table.as_of()
    head = terms.meta(table.data_set, as_of)  # now: the language is no longer set when the rows are read
    return sent(table, "json", JSON, as_of, lambda: in_batches(json_lines(table, head)))


def metadata(request: HttpRequest, table: Table) -> HttpResponse:
    """What the columns mean, as "CSV on the Web" has it: programs look for it at this address."""
    return JsonResponse(
        described(table), json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=CSVW
    )


def sent(
    table: Table, kind: str, content_type: str, as_of: dt.date | None, body: Callable[[], Iterator[str]]
) -> StreamingHttpResponse:
    name = table.data_set.value
    response = StreamingHttpResponse(body(), content_type=content_type)
    dated = f"{name}-{as_of.isoformat()}" if as_of else name
    response.headers["Content-Disposition"] = f'attachment; filename="{dated}.{kind}"'
    links = [f'<{address(name, "csv-metadata.json")}>; rel="describedby"; type="{CSVW}"']
    if TERMS[table.data_set].url:
        links.append(f'<{TERMS[table.data_set].url}>; rel="license"')
    response.headers["Link"] = ", ".join(links)
    response.headers["Content-Language"] = ", ".join(languages.codes())
    return response


def address(name: str, ending: str) -> str:
    return f"{base()}/open-data/{name}.{ending}"


# --- Writing ---------------------------------------------------------------------------------------------


def csv_lines(table: Table, as_of: dt.date | None) -> Iterator[str]:
    """Cells that a spreadsheet would run are defused; the last two columns say of what day and on which terms."""
    names = [column.name for column in all_columns(table)]
    yield BYTE_ORDER_MARK + csv_line(names)
    known: Row = {
        AS_OF.name: as_of,
        LICENCE.name: TERMS[table.data_set].url or TERMS[table.data_set].name,
    }
    for row in table.rows():
        values = {**row, **known}
        yield csv_line([cell(values[name]) for name in names])


def all_columns(table: Table) -> tuple[Column, ...]:
    return (*table.columns, AS_OF, LICENCE)


def csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([defused(text) for text in cells])
    return line.getvalue()


def cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return SEPARATOR.join(str(item).replace(SEPARATOR.strip(), ",") for item in value)
    return str(value)


def json_lines(table: Table, head: Row) -> Iterator[str]:
    """One object; the head first, then each row on a line of its own."""
    yield f'{{"meta": {dumped(head)},\n"data": ['
    between = "\n"
    for row in table.rows():
        yield between + dumped(row)
        between = ",\n"
    yield "\n]}\n"


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def in_batches(lines: Iterator[str]) -> Iterator[str]:
    while batch := "".join(islice(lines, BATCH)):
        yield batch


# --- What the columns mean -------------------------------------------------------------------------------


def described(table: Table) -> dict[str, Any]:
    licence = terms.licence(table.data_set)
    as_of = table.as_of()
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": languages.active()}],
        "url": f"{table.data_set.value}.csv",
        "dc:title": gettext(table.title),
        "dc:publisher": gettext("Coalition for the International Criminal Court"),
        "dc:license": licence["url"] or licence["name"],
        "dc:rights": licence["text"],
        "dc:date": as_of.isoformat() if as_of else None,
        "notes": [note for note in (terms.notice(table.data_set),) if note],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [described_column(column) for column in all_columns(table)],
            "primaryKey": list(table.key),
        },
    }


def described_column(column: Column) -> dict[str, Any]:
    kind = "string" if column.kind == "list" else column.kind
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": gettext(column.about),
        "datatype": kind,
    }
    if column.kind == "list":
        found["separator"] = SEPARATOR
    if column.language:
        found["lang"] = column.language
    return found


def urls() -> list[URLPattern]:
    return [
        path("<data_set:table>.csv", open_door(csv_file, cost=COST), name="data_csv"),
        path("<data_set:table>.json", open_door(json_file, cost=COST), name="data_json"),
        path("<data_set:table>.csv-metadata.json", open_door(metadata), name="data_metadata"),
    ]
