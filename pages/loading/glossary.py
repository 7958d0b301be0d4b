"""The glossary of agreed terms: pages/content/glossary.csv. Corrections reach what staff left as it was."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from cicc_site import languages
from pages.loading import store
from pages.loading.files import CONTENT, ContentError
from pages.models import GlossaryTerm
from pages.models.glossary import Checked

FILE = CONTENT / "glossary.csv"
_COLUMNS = {"id", "domain", "source", "verified", "notes", languages.DEFAULT_LANGUAGE}


def load_glossary(path: Path = FILE) -> store.Report:
    """Create terms and refresh those nobody touched since they were loaded; raises ContentError."""
    report = store.Report()
    present = {term.key: term for term in GlossaryTerm.objects.exclude(key=None)}
    taken = {str(term) for term in GlossaryTerm.objects.filter(key=None)}
    for key, values in _read(path).items():
        term = present.get(key)
        digest = _digest(values)
        if term is None:
            if values[f"term_{languages.DEFAULT_LANGUAGE}"] in taken:
                report[store.Outcome.KEPT] += 1
                continue
            GlossaryTerm.objects.create(key=key, loaded_digest=digest, **values)
            report[store.Outcome.CREATED] += 1
        elif term.loaded_digest == digest:
            report[store.Outcome.UNCHANGED] += 1
        elif term.loaded_digest != _digest({name: getattr(term, name) for name in values}):
            report[store.Outcome.KEPT] += 1
        else:
            for name, value in {**values, "loaded_digest": digest}.items():
                setattr(term, name, value)
            term.save()
            report[store.Outcome.UPDATED] += 1
    return report


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Return {key: {column of the model: value}}."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ContentError(path, f"not readable as CSV: {error}") from error
    if rows and (missing := _COLUMNS - set(rows[0])):
        raise ContentError(path, f"columns are missing: {', '.join(sorted(missing))}")
    found: dict[str, dict[str, str]] = {}
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ContentError(path, f"line {line}: another number of cells than columns")
        key = row["id"].strip()
        if not key or key in found:
            raise ContentError(path, f"line {line}: the id “{key}” is empty or stands there twice")
        if row["verified"] not in Checked.values:
            raise ContentError(path, f"line {line}: verified is yes, partial or no, not “{row['verified']}”")
        found[key] = {
            **{f"term_{code}": (row.get(code) or "").strip() for code in languages.codes()},
            "domain": row["domain"].strip(),
            "source": row["source"].strip(),
            "verified": row["verified"],
            "note": row["notes"].strip(),
        }
    return found


def _digest(values: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
