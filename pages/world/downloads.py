"""The rows of the table as files, CSV and JSON: exactly those the page shows, with date and licence in each file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from cicc_site.spreadsheets import defused
from members.tables import ActDate, CountryRow
from pages.world.question import Question

NAMES = {"csv": "countries.csv", "json": "countries.json"}
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
# The codes and regions come from a file under this licence (see NOTICE); what is made of it is shared alike.
LICENCE = "CC BY-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
ATTRIBUTION = (
    "Coalition for the International Criminal Court; "
    "country codes and regions: lukes/ISO-3166-Countries-with-Regional-Codes"
)
# Spreadsheets take a file without it for one in an older encoding, and Arabic names for noise.
BYTE_ORDER_MARK = "\ufeff"

Value = str | bool | None
FIELDS = (
    "alpha3",
    "name",
    "language",
    "status",
    "status_label",
    "un_group",
    "region",
    "signed",
    "signed_reported",
    "deposited",
    "deposited_kind",
    "deposited_reported",
    "in_force",
    "in_force_reported",
    "left",
    "left_kind",
    "left_reported",
)


def record(row: CountryRow) -> dict[str, Value]:
    """One State by the names of the columns; dates as exact as they are known (YYYY, YYYY-MM or YYYY-MM-DD)."""
    return {
        "alpha3": row.alpha3,
        "name": row.name,
        "language": row.name_language,
        "status": row.status.value,
        "status_label": row.status_label,
        "un_group": row.un_group,
        "region": row.region,
        "signed": day(row.signed),
        "signed_reported": reported(row.signed),
        "deposited": day(row.deposited),
        "deposited_kind": row.deposited.kind.value if row.deposited else None,
        "deposited_reported": reported(row.deposited),
        "in_force": day(row.in_force),
        "in_force_reported": reported(row.in_force),
        "left": day(row.left),
        "left_kind": row.left.kind.value if row.left else None,
        "left_reported": reported(row.left),
    }


def day(act: ActDate | None) -> str | None:
    return act.date.isoformat() if act else None


def reported(act: ActDate | None) -> bool | None:
    """Whether sources differ on the date; nothing where there is no date."""
    return act.reported if act else None


def as_json(rows: Iterable[CountryRow], question: Question) -> bytes:
    content = {
        **about(question),
        "filters": question.chosen,
        "countries": [record(row) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_csv(rows: Iterable[CountryRow], question: Question) -> bytes:
    """A plain table; date and licence are columns of their own, so that no program stumbles over a line of words."""
    output = io.StringIO(newline="")
    known = about(question)
    writer = csv.writer(output)
    writer.writerow([*FIELDS, *known])
    for row in rows:
        cells = record(row)
        writer.writerow(
            [defused(cell(cells[name])) for name in FIELDS] + [defused(v) for v in known.values()]
        )
    return (BYTE_ORDER_MARK + output.getvalue()).encode()


def about(question: Question) -> dict[str, str]:
    """The day the rows are true on, the date of the register they come from, and on which terms they may be used."""
    return {
        "as_of": question.day.isoformat(),
        "register_as_of": question.as_of.isoformat(),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "attribution": ATTRIBUTION,
    }


def cell(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""
