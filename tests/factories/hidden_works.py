"""Works and files that are hidden in every way there is: a word that stands nowhere else is in each of their fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from cicc_site import indexing, languages
from documents import keeping
from documents.enums import Access, RelationKind, SubjectKind
from documents.models import FileText, Subject, Work, WorkFile, WorkRelation
from tests.factories import archive

HOUR = dt.timedelta(hours=1)
# A year and a language in which nothing else is: no filter may offer them.
YEAR, LANGUAGE = 1901, "gu"
SHOWN = "Demo Shown Work"


@dataclass(frozen=True)
class HiddenWork:
    work: Work
    word: str


def states() -> list[dict[str, Any]]:
    """What hides a work: its access, its embargo, or both."""
    now = timezone.now()
    return [
        {"access": Access.STAFF},
        {"public_from": now + HOUR},
        {"access": Access.STAFF, "public_from": now - HOUR},
        {"access": Access.STAFF, "public_from": now + HOUR},
    ]


def shown() -> Work:
    """A public work, under the same subjects as the hidden ones, with a file."""
    made = archive.work(SHOWN, symbol="DEMO/SHOWN", kind="report", date=dt.date(2020, 1, 1))
    made.subjects.set(subjects())
    read(archive.work_file(made, "en", title="Demo shown file"), "Demo shown words.")
    return made


def subjects() -> list[Subject]:
    """Some that have pages of their own, and a body."""
    named = [(SubjectKind.COUNTRY, "KEN"), (SubjectKind.CASE, "lubanga"), (SubjectKind.SESSION, "2")]
    return list(Subject.objects.filter(kind=SubjectKind.BODY, code="asp")) + [
        subject for kind, code in named for subject in Subject.objects.filter(kind=kind, code=code)
    ]


def canaries(beside: Work) -> list[HiddenWork]:
    """One per state, related to `beside` in both directions; then hidden and removed files of `beside` itself."""
    with connection.cursor() as cursor:  # numbers that stand nowhere else in a page
        cursor.execute("SELECT setval(pg_get_serial_sequence('documents_work', 'id'), 612345)")
    made = [canary(number, fields, beside) for number, fields in enumerate(states())]
    word = "zqw900canary"
    hidden = file_of(beside, LANGUAGE, word, access=Access.STAFF)
    assert hidden.access == Access.STAFF
    keeping.remove_file(file_of(beside, "mr", "zqw901canary"))
    return made


def canary(number: int, fields: dict[str, Any], beside: Work) -> HiddenWork:
    word = f"zqw{number:03}canary"
    work = archive.work(
        f"Demo {word} en",
        symbol=f"{word}/1",
        authors=[f"{word} author"],
        date=dt.date(YEAR, 2, 3),
        kind="treaty",
        held_elsewhere=f"https://{word}.example.org/",
        staff_notes=word,
        key=word,
        **{f"title_{code}": f"Demo {word} {code}" for code in languages.codes()},
        **{f"summary_{code}": f"Demo {word} {code}" for code in languages.codes()},
        **fields,
    )
    work.subjects.set(subjects())
    for language in ("en", "fr", LANGUAGE):
        file_of(work, language, word)
    WorkRelation.objects.create(work=work, kind=RelationKind.SUPERSEDES, other=beside)
    WorkRelation.objects.create(work=beside, kind=RelationKind.REVISION, other=work)
    work.save()
    return HiddenWork(work, word)


def file_of(work: Work, language: str, word: str, **fields: Any) -> WorkFile:
    values = {"title": f"{word} title", "translator": f"{word} translator", "name": f"{word}.txt", **fields}
    file = archive.work_file(work, language, f"{word} {language} {work.pk}".encode(), **values)
    return read(file, f"{word} stands in the text.")


def read(file: WorkFile, text: str) -> WorkFile:
    """As if its text had been found by the worker."""
    FileText.objects.update_or_create(file=file, defaults={"text": text, "is_readable": True})
    indexing.changed(file)
    indexing.changed(file.work)
    return file
