"""The sets of data as schema.org has them: for the search engines that list data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from cicc_site import languages
from pages.api import terms
from pages.api.files import address
from pages.api.tables import TABLES, Table
from pages.api.terms import base

Node = dict[str, Any]


def catalogue(name: str, url: str, publisher: Node) -> Node:
    """name, url: of the page. What each set is and where its files are, in the active language.

    Without the date and the number of rows: the page shows them, and here they would cost its queries again.
    """
    return {
        "@type": "DataCatalog",
        "name": name,
        "url": url,
        "inLanguage": languages.active(),
        "publisher": publisher,
        "dataset": [data_set(table, url, publisher) for table in TABLES.values()],
    }


def data_set(table: Table, page: str, publisher: Node) -> Node:
    licence = terms.licence(table.data_set)
    name = table.data_set.value
    node = {
        "@type": "Dataset",
        "@id": f"{base()}/open-data/{name}",
        "name": gettext(table.title),
        "description": description(table),
        "url": f"{page}#{name}",
        "inLanguage": languages.codes(),
        "isAccessibleForFree": True,
        "creator": publisher,
        "usageInfo": licence["text"],
        "variableMeasured": [column.name for column in table.columns],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address(name, ending)}
            for ending, kind in (("csv", "text/csv"), ("json", "application/json"))
        ],
    }
    return {**node, "license": licence["url"]} if licence["url"] else node


def description(table: Table) -> str:
    """Search engines ask for a sentence or two."""
    parts = [gettext(table.title) + ".", terms.notice(table.data_set), terms.licence(table.data_set)["text"]]
    return " ".join(part for part in parts if part)
