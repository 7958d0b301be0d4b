"""Values of an import in the words of the history: as `members.history.facts` tells an entry, without asking for it."""

from __future__ import annotations

from typing import Any

from cicc_site.dates import PartialDate, Precision
from members import history
from members.importing.columns import CONTACTS, OTHER_NAMES, REGISTRATION
from members.importing.comparing import Changes
from members.importing.entries import PLAIN
from members.importing.lookups import Lookups


def facts(values: dict[str, Any], known: Lookups) -> history.Facts:
    """Return the facts of an entry that an import can change, private ones aside."""
    found: history.Facts = {name: values[name] for name in PLAIN}
    found["external_id"] = values["external_id"] or None
    joined = PartialDate.parse(values["joined"]) if values["joined"] else None
    found["joined"] = joined.date.isoformat() if joined else None
    found["joined_precision"] = str(joined.precision if joined else Precision.DAY)
    found["last_confirmed"] = values["last_confirmed"] or None
    found |= {name: values[name] for name in ("country", "countries_of_work", "issues")}
    coalition = values["national_coalition"]
    found["national_coalition"] = known.coalition_names.get(coalition[0], "") if coalition else ""
    found["other_names"] = sorted(
        f"{kind}: {text}" + (f" ({language})" if language else "")
        for name, kind in OTHER_NAMES.items()
        for text, language in values[name]
    )
    return found


def changes_for_history(
    before: dict[str, Any], after: dict[str, Any], changes: Changes, known: Lookups
) -> history.Changes:
    """Return what the history keeps of a change: of personal data only that there was one."""
    found = history.compare(facts(before, known), facts(after, known))
    for name, columns in (("contacts", CONTACTS), ("registration", REGISTRATION)):
        if any(column in columns for column in changes):
            found[name] = ["", "changed"]
    return found
