"""What an officer says of a row that may be a duplicate: it is judged again, as what it was said to be."""

from __future__ import annotations

from django.db import transaction

from members.importing.checking import Record
from members.importing.comparing import Seen, judge
from members.importing.lookups import Lookups
from members.importing.rows import count, fill_row
from members.models import ImportRow
from members.models.imports import Outcome

NEW = "new"


def decide(row: ImportRow, decision: str) -> bool:
    """Take a row for a new entry ("new") or for one of its candidates (its number). False: that is no choice.

    Another row of the file may be about the same entry: both are then compared with what the register has.
    """
    choices = {NEW, *(str(each["entry"]) for each in row.candidates if "entry" in each)}
    if row.outcome != Outcome.DUPLICATE or decision not in choices:
        return False
    known, run = Lookups.load(), row.run
    record = Record(row.number, dict(row.values), decision=decision)
    [verdict] = judge([record], known, Seen(), private=run.private)
    candidates = row.candidates
    with transaction.atomic():
        fill_row(row, verdict, known)
        row.decision, row.candidates = decision, candidates if row.outcome == Outcome.DUPLICATE else []
        row.save()
        run.counts = count(run)
        run.save(update_fields=["counts"])
    return True
