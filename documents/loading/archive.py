"""Loads the starting archive: bodies, and the works that the data of the site name (documents/content).

Each work remembers a digest of what was loaded: a corrected file reaches the works nobody touched since then, and never
those that staff changed. A work that was deleted comes back; hide it instead.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from cicc_site import indexing, languages
from cicc_site.dates import Precision
from cicc_site.multilingual.reader import as_editor
from documents.enums import SubjectKind, WorkKind
from documents.models import Subject, Work
from documents.subjects import keep, refresh_registers

CONTENT = Path(__file__).resolve().parents[1] / "content"
PREFIX = "data/"  # of the keys of these works
PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def load_archive_bodies(path: Path = CONTENT / "bodies.yaml") -> int:
    """Make the bodies that are not there yet, and the subjects of the registers; returns how many bodies were made."""
    made = 0
    with as_editor():
        refresh_registers()
        for row in yaml.safe_load(path.read_text("utf-8")):
            if not Subject.objects.filter(kind=SubjectKind.BODY, code=row["code"]).exists():
                keep(SubjectKind.BODY, row["code"], {code: row.get(code) for code in languages.codes()})
                made += 1
    return made


def load_works(path: Path = CONTENT / "works.yaml") -> Counter[str]:
    """Bring the works to what the file says, except those that staff changed; returns how many of which outcome."""
    report: Counter[str] = Counter()
    with as_editor(), transaction.atomic(), indexing.together():
        present = {work.key: work for work in Work.objects.filter(key__startswith=PREFIX)}
        for row in yaml.safe_load(path.read_text("utf-8")):
            key = PREFIX + row["key"]
            report[_put(present.get(key), key, _values(row), row.get("subjects") or [])] += 1
    return report


def _put(work: Work | None, key: str, values: Mapping[str, Any], named: list[str]) -> str:
    subjects = _subjects(named)
    wanted = _digest(values, subjects)
    outcome = "updated" if work else "created"
    if work is not None:
        now = _digest({name: getattr(work, name) for name in values}, list(work.subjects.all()))
        if work.loaded_digest != now:
            return "kept as edited by staff"
        if now == wanted:
            return "unchanged"
    work = work or Work(key=key)
    for name, value in values.items():
        setattr(work, name, value)
    work.loaded_digest = wanted
    work.save()
    work.subjects.set(subjects)
    return outcome


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return {column: value} of a row of the file."""
    date = str(row["date"])
    notes = [str(row.get("notes") or ""), "Sources: " + ", ".join(row["sources"]) + "."]
    values: dict[str, Any] = {
        "symbol": row.get("symbol") or "",
        "kind": WorkKind(row["kind"]).value,
        "date": dt.date.fromisoformat(f"{date}-01-01"[:10] if len(date) < 10 else date),
        "precision": PRECISIONS[len(date)].value,
        "staff_notes": "\n".join(filter(None, notes)),
    }
    for name in ("title", "summary"):
        given = row.get(name) or {}
        values |= {f"{name}_{code}": given.get(code) or None for code in languages.codes()}
    return values


def _digest(values: Mapping[str, Any], subjects: list[Subject]) -> str:
    plain = {name: str(value) for name, value in values.items() if value}
    plain["subjects"] = " ".join(sorted(f"{subject.kind}/{subject.code}" for subject in subjects))
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _subjects(named: list[str]) -> list[Subject]:
    """Those that are there already: the session whose page comes later is related the next time."""
    found: list[Subject] = []
    for name in named:
        kind, _slash, code = name.partition("/")
        found += Subject.objects.filter(kind=SubjectKind(kind), code=code)
    return found
