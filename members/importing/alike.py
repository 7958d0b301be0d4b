"""New rows that may be an entry under another spelling: of another script, with the same website, number or telephone.

`comparing` asks for the same name in the same country, thousands of rows at once. This asks `members.duplicates`, some
queries for each row: for as many rows as somebody can wait for. What a larger file brings is on the list of possible
duplicates afterwards (manage.py find_duplicates, or its button).
"""

from __future__ import annotations

from members.duplicate_evidence import LIKELY
from members.duplicates import CandidateFacts, candidates
from members.importing.checking import Record
from members.importing.columns import CONTACTS, OTHER_NAMES
from members.importing.comparing import Verdict
from members.importing.lookups import Lookups
from members.models.imports import Outcome

MOST_ROWS = 50


def ask(verdicts: list[Verdict], known: Lookups, *, asked: int) -> int:
    """Make "duplicate?" of the new rows that are likely to be an entry. asked: rows that were asked for before.

    Returns how many have been asked for now. A row an officer has called new stays new.
    """
    for verdict in verdicts:
        if verdict.outcome != Outcome.NEW or verdict.record.decision:
            continue
        if asked >= MOST_ROWS:
            break
        asked += 1
        found = [each.organization_id for each in candidates(facts(verdict.record, known), least=LIKELY)]
        if found:
            verdict.outcome, verdict.changes, verdict.becomes_public = Outcome.DUPLICATE, {}, False
            verdict.candidates = [{"entry": pk} for pk in found]
    return asked


def facts(record: Record, known: Lookups) -> CandidateFacts:
    """Return what a row says that tells who it is."""
    values = record.values
    names = [(name, "") for name in record.names]
    for column, kind in OTHER_NAMES.items():
        names += [(name, str(kind)) for name, _language in values.get(column) or []]
    return CandidateFacts(
        names=tuple(names),
        country=known.alpha2.get(values.get("country", ""), ""),
        website=values.get("website", ""),
        emails=_contacts(record, "email"),
        phones=_contacts(record, "phone"),
        registration=values.get("registration_number", ""),
        external_id=record.external_id,
    )


def _contacts(record: Record, field: str) -> tuple[str, ...]:
    columns = (column for column, (_role, told) in CONTACTS.items() if told == field)
    return tuple(value for column in columns if (value := record.values.get(column)))
