"""A work as the values a manifest could give it, and the marks by which staff's edits are told from what was imported.

`Work.imported` keeps a short digest of each value as the last import left it. A value with another digest is staff's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from cicc_site.dates import PartialDate, Precision
from documents.importing.columns import OF_FILE, SUBJECTS, TEXTS
from documents.importing.known import Known
from documents.models import Work, WorkFile
from members.importing.cells import clean, clean_lines

Verdict = Literal["same", "change", "staff-changed", "not-ours"]
PLAIN = {"symbol": "symbol", "kind": "kind", "held_elsewhere": "held_elsewhere", "access": "access"}
MARK_LENGTH = 16


def mark(value: Any) -> str:
    """Return the digest under which a value is remembered."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:MARK_LENGTH]


def verdict(present: Any, wanted: Any, remembered: str | None, *, overwrite: bool) -> Verdict:
    """Return what becomes of a value. remembered: its mark, None where no import has written it."""
    if present == wanted:
        return "same"
    if overwrite or (remembered is None and present in ("", None, [])):
        return "change"
    if remembered is None:
        return "not-ours"
    return "change" if remembered == mark(present) else "staff-changed"


def of_work(work: Work) -> dict[str, Any]:
    """Return every value of a work that a manifest can give, {column: value}. Two queries at most."""
    found: dict[str, Any] = {name: clean(getattr(work, field)) for name, field in PLAIN.items()}
    for name in TEXTS:
        text = getattr(work, name) or ""
        found[name] = clean(text) if name.startswith("title_") else clean_lines(text)
    found["notes"] = clean_lines(work.staff_notes)
    found["date"] = work.when.isoformat() if work.when else ""
    found["public_from"] = work.public_from.astimezone(dt.UTC).isoformat() if work.public_from else ""
    found["authors"] = list(work.authors)
    codes: dict[str, list[str]] = {kind: [] for kind in SUBJECTS.values()}
    for kind, code in work.subjects.values_list("kind", "code") if work.pk else ():
        codes[kind].append(code)
    return found | {name: sorted(codes[kind]) for name, kind in SUBJECTS.items()}


def put(work: Work, values: Mapping[str, Any]) -> None:
    """Write values into the columns of a work, not yet into the database; subjects are apart."""
    for name, value in values.items():
        if name in PLAIN:
            setattr(work, PLAIN[name], value)
        elif name in TEXTS:
            # NULL is "no translation yet".
            setattr(work, name, value or None)
        elif name == "notes":
            work.staff_notes = value
        elif name == "authors":
            work.authors = list(value)
        elif name == "date":
            when = PartialDate.parse(value) if value else None
            work.date = when.date if when else None
            work.precision = when.precision if when else Precision.DAY
        elif name == "public_from":
            work.public_from = dt.datetime.fromisoformat(value) if value else None


def put_subjects(work: Work, values: Mapping[str, Any], known: Known) -> None:
    """Relate a stored work to the subjects of the kinds that are named; those of other kinds stay."""
    for name in values.keys() & SUBJECTS.keys():
        kind = SUBJECTS[name]
        wanted = {known.keys[kind, code] for code in values[name]}
        present = set(work.subjects.filter(kind=kind).values_list("pk", flat=True))
        work.subjects.remove(*present - wanted)
        work.subjects.add(*wanted - present)


def of_file(file: WorkFile) -> dict[str, Any]:
    """Return what describes a language version, {column: value}."""
    found: dict[str, Any] = {name: getattr(file, field) for name, field in OF_FILE.items()}
    return {name: clean(value) if isinstance(value, str) else value for name, value in found.items()}


def file_key(language: str, column: str = "") -> str:
    """Return under which name the mark of a file, or of what describes it, is kept."""
    return f"file:{language}:{column}" if column else f"file:{language}"
