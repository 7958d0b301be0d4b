"""Two officers at one entry of a register: what the second saves never undoes what the first saved meanwhile.

A form carries what it was opened with, signed. When it comes back, each column that only one of the two changed is
kept from that one. Where both changed the same, nothing is stored, the second is told, and their next save decides.
Rows (the acts of a country) are taken as one: where both changed them, the second has to look at them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.forms import BaseModelFormSet
from django.http import QueryDict

SALT = "members.meanwhile"
Content = dict[str, Any]


def sealed(content: Content) -> str:
    """What a form was opened with, as a hidden field carries it."""
    return signing.dumps(content, salt=SALT, compress=True)


def opened(token: str) -> Content | None:
    """None for a field that is missing or was tampered with: then the form is judged as if nobody else had saved."""
    try:
        content: Content = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return content


def disputed(base: Content, theirs: Content, mine: Content) -> list[str]:
    """The columns that both changed, each to something else."""
    return [
        name
        for name in mine
        if name in theirs and mine[name] != theirs[name] and base.get(name) not in (mine[name], theirs[name])
    ]


def left_to_them(base: Content, theirs: Content, mine: Content) -> list[str]:
    """The columns that only they changed."""
    return [
        name
        for name in mine
        if name in theirs and mine[name] == base.get(name) and theirs[name] != mine[name]
    ]


def rows_as_opened(
    data: Mapping[str, str], formset: BaseModelFormSet[Any, Any], rows: dict[str, dict[str, str]]
) -> bool:
    """Whether the rows of a form came back as they were given out. rows: by number, each {name of input: value}."""
    prefix = formset.prefix
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not total.isdecimal() or len(total) > 4 or int(total) != len(rows):
        return False
    for place in range(int(total)):
        row = rows.get(data.get(f"{prefix}-{place}-id", ""))
        if row is None or data.get(f"{prefix}-{place}-DELETE"):
            return False
        if any(_plain(data.get(f"{prefix}-{place}-{name}", "")) != _plain(row[name]) for name in row):
            return False
    return True


def with_rows(data: QueryDict, prefix: str, rows: dict[str, dict[str, str]]) -> QueryDict:
    """What was posted, with these rows in the place of those that came with it."""
    changed = data.copy()
    for key in [key for key in changed if key.startswith(f"{prefix}-")]:
        del changed[key]
    changed[f"{prefix}-TOTAL_FORMS"] = changed[f"{prefix}-INITIAL_FORMS"] = str(len(rows))
    for place, (number, row) in enumerate(rows.items()):
        for name, value in {"id": number, **row}.items():
            changed[f"{prefix}-{place}-{name}"] = value
    return changed


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
