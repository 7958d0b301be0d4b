"""The sessions of the Assembly of States Parties: pages/content/court/sessions.yaml."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pages.loading import store
from pages.loading.files import CONTENT, columns, read, slug_columns
from pages.loading.tree import key
from pages.models import AssemblyIndexPage, AssemblySessionPage
from pages.models.assembly import ResumedPart

FILE = CONTENT / "court" / "sessions.yaml"


def load_sessions() -> store.Report:
    """Create or refresh a page per session, below the page of the Assembly."""
    report = store.Report()
    parent = store.find(AssemblyIndexPage, key("about-the-court/assembly-of-states-parties"))
    if parent is None:
        return report
    for session in read(FILE)["sessions"]:
        values = {
            **columns("title", session["title"]),
            **slug_columns(session["slug"]["en"], session["slug"]),
            **_dates(session),
            "number": session["number"],
            "staff_notes": session.get("notes") or "",
            "resumed_parts": [ResumedPart(**_dates(part)) for part in session.get("resumed") or []],
        }
        _page, outcome = store.put(AssemblySessionPage, f"session/{session['number']}", parent, values)
        report[outcome] += 1
    return report


def _dates(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "start": dt.date.fromisoformat(row["start"]) if row.get("start") else None,
        "end": dt.date.fromisoformat(row["end"]) if row.get("end") else None,
        "place": row.get("place") or "",
        "verified": row["verified"],
    }
