"""Two officers at one entry: whoever saves second is told, and nothing of either is lost.

A form carries digests of what it was opened with. When it comes back, each field is compared three ways: as it was, as
it stands now, as this officer sends it. What only the other changed is taken over; what both changed is asked again,
with both on the screen. Rows (names, contacts) that both changed come back together, for the officer to sort out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from members.models import Organization, RegisterChange
from members.officers.words import Told, Words

# Fields of the form that are no fact of the entry.
ASIDE = frozenset({"reason", "loaded"})
NO_CONTENT = frozenset({"id", "ORDER", "DELETE"})
DIGITS = 12
# The fields in which the form shows what the history calls by one name.
SHOWN_AS = dict.fromkeys(("registered", "authority", "number", "postal_address"), "registration")

Row = dict[str, list[str]]


@dataclass
class Merged:
    """data: what to bind the form to. taken: names of what the other changed alone. both: of what both changed."""

    data: QueryDict
    taken: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)


def token(form: Any) -> str:
    """Return what a form takes along: the last line of the history it knows, and a digest of each of its fields."""
    stands = as_posted(form)
    digests = {name: _digest(stands, form, name) for name in _names(form)}
    last = form.instance.changes.order_by("-pk").values_list("pk", flat=True).first()
    return json.dumps({"last": last or 0, "was": digests}, separators=(",", ":"))


def merge(data: QueryDict, present: Any) -> Merged:
    """Bring what an officer sends together with the entry as it stands; present: an unbound form of it."""
    merged = Merged(data.copy())
    was = _read(data.get("loaded", "")).get("was", {})
    stands = as_posted(present)
    for name in _names(present):
        theirs, mine = _digest(stands, present, name), _digest(data, present, name)
        if name not in was or theirs == was[name]:
            continue
        is_rows = name in present.formsets
        if mine == theirs:
            if is_rows:  # equal rows, but the numbers of theirs are the true ones
                _take(merged.data, stands, present, name)
        elif mine == was[name]:
            _take(merged.data, stands, present, name)
            merged.taken.append(name)
        else:
            if is_rows:
                _unite(merged.data, stands, present, name)
            merged.both.append(name)
    merged.data["loaded"] = token(present)
    return merged


def changes_since(organization: Organization, loaded: str) -> list[tuple[RegisterChange, list[Told]]]:
    """Return what happened to an entry after a form of it was opened, oldest first, each told in words."""
    last, words = _read(loaded).get("last"), Words()
    if not isinstance(last, int):
        return []
    found = organization.changes.filter(pk__gt=last).order_by("pk")
    return [(change, words.of(change)) for change in found[:20]]


def names_in_history(names: Iterable[str]) -> set[str]:
    return {SHOWN_AS.get(name, name) for name in names}


def _read(loaded: str) -> dict[str, Any]:
    """What a browser sends back may be anything."""
    try:
        found = json.loads(loaded)
    except ValueError:
        return {}
    if not isinstance(found, dict) or not isinstance(found.get("was", {}), dict):
        return {}
    return found


def _names(form: Any) -> list[str]:
    return [*(name for name in form.fields if name not in ASIDE), *form.formsets]


def as_posted(form: Any) -> QueryDict:
    """Return what a browser would send if it showed an unbound form and changed nothing."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        if name not in ASIDE:  # to look at a field fixes its value, and one of these is not there yet
            data.setlist(form.add_prefix(name), _values(form[name]))
    for formset in form.formsets.values():
        rows = list(formset.initial_forms)
        _count(data, formset.prefix, len(rows), len(rows))
        for number, row in enumerate(rows):
            for name in row.fields:
                data.setlist(f"{formset.prefix}-{number}-{name}", _values(row[name]))
            data[f"{formset.prefix}-{number}-ORDER"] = str(number + 1)
    return data


def _values(bound: Any) -> list[str]:
    value = bound.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    formatted = bound.field.widget.format_value(value)
    if formatted is None:
        return [""]
    return [str(one) for one in formatted] if isinstance(formatted, (list, tuple)) else [str(formatted)]


def _digest(data: QueryDict, form: Any, name: str) -> str:
    content: Any
    if name in form.formsets:
        content = sorted(json.dumps(row, sort_keys=True) for row in _rows(data, form.formsets[name]))
    else:
        content = _plain(data.getlist(form.add_prefix(name)))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:DIGITS]


def _plain(values: list[str]) -> list[str]:
    """As they count: browsers send line ends of their own, and boxes in the order of the screen."""
    return sorted(stripped for value in values if (stripped := value.replace("\r\n", "\n").strip()))


def _rows(data: QueryDict, formset: Any) -> list[Row]:
    """The rows of a list that are to stay, without their numbers and order."""
    prefix, found = formset.prefix, []
    names = [name for name in formset.empty_form.fields if name not in NO_CONTENT]
    for number in range(_total(data, prefix)):
        if data.get(f"{prefix}-{number}-DELETE"):
            continue
        row = {name: _plain(data.getlist(f"{prefix}-{number}-{name}")) for name in names}
        if any(row.values()):
            found.append(row)
    return found


def _total(data: QueryDict, prefix: str) -> int:
    try:
        return min(int(data.get(f"{prefix}-TOTAL_FORMS", "0")), 1000)
    except ValueError:
        return 0


def _count(data: QueryDict, prefix: str, total: int, initial: int) -> None:
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(total), str(initial)
    data[f"{prefix}-MIN_NUM_FORMS"], data[f"{prefix}-MAX_NUM_FORMS"] = "0", "1000"


def _take(data: QueryDict, stands: QueryDict, form: Any, name: str) -> None:
    """Put the present content of a field or list in the place of what was sent."""
    if name not in form.formsets:
        data.setlist(form.add_prefix(name), stands.getlist(form.add_prefix(name)))
        return
    prefix = f"{form.formsets[name].prefix}-"
    for key in [key for key in data if key.startswith(prefix)]:
        del data[key]
    for key in [key for key in stands if key.startswith(prefix)]:
        data.setlist(key, stands.getlist(key))


def _unite(data: QueryDict, stands: QueryDict, form: Any, name: str) -> None:
    """The rows as they stand, then those of this officer that are not among them, as new ones."""
    formset = form.formsets[name]
    mine, theirs = _rows(data, formset), _rows(stands, formset)
    _take(data, stands, form, name)
    number = initial = _total(stands, formset.prefix)
    for row in mine:
        if row in theirs:
            continue
        for column, values in row.items():
            data.setlist(f"{formset.prefix}-{number}-{column}", values or [""])
        data[f"{formset.prefix}-{number}-id"] = ""
        data[f"{formset.prefix}-{number}-ORDER"] = str(number + 1)
        number += 1
    _count(data, formset.prefix, number, initial)
