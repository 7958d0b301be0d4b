"""A folder and its manifest become works with their language versions; a trial says so and writes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from cicc_site import indexing
from documents.enums import Access, Origin, RelationKind, SubjectKind, TextState
from documents.importing.findings import Outcome
from documents.models import ArchiveImport, Work, WorkFile, WorkRelation
from tests.archive_importing import PDF, Legacy, row, rows_of_archive
from tests.factories import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(legacy: Legacy) -> Legacy:
    """Two works: one in two languages with all there is, one without a file that it is related to."""
    archive.subject()
    archive.subject(SubjectKind.CASE, "icc-01-04-01-06", name_en="The Prosecutor v. Thomas Lubanga Dyilo")
    archive.subject(SubjectKind.COUNTRY, "KEN", name_en="Kenya", name_ar="كينيا")
    legacy.file("papers/one-en.pdf", PDF)
    legacy.file("papers/واحد.txt", "كلمات الوثيقة\n")
    legacy.write(
        [
            {
                "key": "legacy/1",
                "symbol": "TEST/1/Res.1",
                "title_en": "On witnesses",
                "title_ar": "عن الشهود",
                "summary_en": "What is asked.",
                "kind": "Resolution",
                "date": "2004-09",
                "authors": "Doe, Jane | Network of Tests",
                "bodies": "assembly of states parties",
                "cases": "ICC-01/04-01/06",
                "countries": "كينيا",
                "file": "papers/one-en.pdf",
                "language": "English",
                "origin": "original",
                "pages": "12",
                "adds_to": "TEST/1/Res.0",
            },
            {
                "key": "legacy/1",
                "file": "papers\\واحد.txt",
                "language": "ar",
                "origin": "unofficial translation",
                "translator": "Test Bureau",
                "file_access": "staff",
            },
            {
                "symbol": "TEST/1/Res.0",
                "title_en": "An older one",
                "kind": "resolution",
                "held_elsewhere": "https://example.org/res0",
                "access": "staff",
                "public_from": "2031-01-02T12:00+02:00",
            },
        ]
    )
    return legacy


def test_a_trial_tells_what_would_happen_and_writes_nothing(full: Legacy) -> None:
    before = rows_of_archive()
    told = full.tried()
    assert told.counts == {"new": 2, "new_file": 2, "relation": 1}
    assert rows_of_archive() == before
    assert not ArchiveImport.objects.exists()


def test_works_files_subjects_and_relations_are_written(full: Legacy) -> None:
    full.run()
    work = Work.objects.get(key="legacy/1")
    assert (work.symbol, work.title_en, work.title_ar, work.title_fr) == (
        "TEST/1/Res.1",
        "On witnesses",
        "عن الشهود",
        None,
    )
    assert work.when is not None
    assert work.when.isoformat() == "2004-09"
    assert work.authors == ["Doe, Jane", "Network of Tests"]
    assert sorted(work.subjects.values_list("code", flat=True)) == ["KEN", "asp", "icc-01-04-01-06"]
    english, arabic = (work.files.get(language=code) for code in ("en", "ar"))
    assert (english.media_type, english.name, english.pages) == ("application/pdf", "one-en.pdf", 12)
    assert english.file.read() == PDF
    assert (arabic.origin, arabic.translator, arabic.access) == (
        Origin.UNOFFICIAL,
        "Test Bureau",
        Access.STAFF,
    )
    assert (arabic.media_type, arabic.name) == ("text/plain; charset=utf-8", "واحد.txt")
    assert {english.text_state, arabic.text_state} == {TextState.WAITING}
    older = Work.objects.get(symbol="TEST/1/Res.0")
    assert older.access == Access.STAFF
    assert older.public_from == dt.datetime(2031, 1, 2, 10, tzinfo=dt.UTC)
    assert WorkRelation.objects.get(work=work).other == older
    assert WorkRelation.objects.get(work=work).kind == RelationKind.ADDENDUM


def test_a_second_run_changes_nothing(full: Legacy) -> None:
    full.run()
    before = rows_of_archive()
    told = full.run()
    assert told.counts == {"unchanged": 2, "same_file": 2}
    assert rows_of_archive() == before


def test_what_the_manifest_changes_is_told_field_by_field_and_written(legacy: Legacy) -> None:
    legacy.file("a.txt")
    legacy.write([row("1", file="a.txt", language="fr", translator="A", summary_en="Old")])
    legacy.run()
    legacy.file("a.txt", "Other words.\n")
    legacy.write([row("1", file="a.txt", language="fr", translator="B", summary_en="-", title_fr="Un")])
    for told in (legacy.tried(), legacy.run()):
        changed = [line for line in told.lines if line.outcome == Outcome.CHANGED]
        assert [(line.column, line.before, line.after) for line in changed] == [
            ("title_fr", "", "Un"),
            ("summary_en", "Old", ""),
        ]
        assert told.counts == {"changed": 1, "new_version": 1, "file_changed": 1}
    versions = WorkFile.objects.filter(work__key="1").order_by("version")
    assert [(file.version, file.is_current, file.translator) for file in versions] == [
        (1, False, "A"),
        (2, True, "B"),
    ]


def test_what_staff_changed_is_left_until_it_is_said_to_give_way(legacy: Legacy) -> None:
    legacy.file("a.txt")
    legacy.write([row("1", file="a.txt", language="fr", origin="official")])
    legacy.run()
    work = Work.objects.get(key="1")
    work.title_en = "By staff"
    work.summary_es = "De la redacción"
    work.save()
    archive.work_file(work, "fr", b"By staff", origin=Origin.ORIGINAL)
    legacy.write([row("1", file="a.txt", language="fr", origin="official", summary_es="Otro", date="1999")])
    told = legacy.run()
    assert told.reasons(Outcome.CONFLICT) == [
        (2, "title_en", "staff-changed"),
        (2, "summary_es", "staff-changed"),
        (2, "file", "staff-changed"),
        (2, "origin", "staff-changed"),
    ]
    work.refresh_from_db()
    assert (str(work.title_en), str(work.date)) == ("By staff", "1999-01-01")
    before = rows_of_archive()
    assert legacy.run().counts["conflict"] == 4
    assert rows_of_archive() == before

    legacy.run(overwrite=True)
    work.refresh_from_db()
    current = WorkFile.objects.current().get(work=work)
    assert (work.title_en, work.summary_es) == ("Work 1", "Otro")
    assert (current.version, current.origin, current.file.read()) == (3, "official", b"Words of a.txt.\n")
    assert legacy.run().counts == {"unchanged": 1, "same_file": 1}


def test_a_work_that_is_there_is_filled_but_not_contradicted(legacy: Legacy) -> None:
    work = archive.work("Known here", symbol="TEST/9", key="data/nine")
    legacy.write([row("old-9", symbol="test/9", title_fr="Connu")])
    told = legacy.run()
    assert told.counts == {"changed": 1, "conflict": 2}
    work.refresh_from_db()
    assert (work.title_en, work.title_fr) == ("Known here", "Connu")
    assert (work.key, work.kind, Work.objects.count()) == ("data/nine", "resolution", 1)


def test_the_same_bytes_are_told_with_the_file_that_has_them(legacy: Legacy) -> None:
    there = archive.work_file(archive.work("Held", symbol="TEST/7"), "es", b"The very same")
    legacy.file("a.txt", "The very same")
    legacy.file("b.txt", "Twice")
    legacy.file("c.txt", "Twice")
    legacy.write(
        [
            row("1", file="a.txt", language="es"),
            row("2", file="b.txt", language="es"),
            row("3", file="c.txt", language="es"),
        ]
    )
    for told in (legacy.tried(), legacy.run(), legacy.run()):
        assert told.reasons(Outcome.DUPLICATE) == [
            (2, "file", "duplicate-file"),
            (4, "file", "duplicate-row"),
        ]
        assert told.lines[0].problem["work"] == f"{there.work_id} TEST/7 Held"
    assert set(Work.objects.values_list("key", flat=True)) == {None, "2"}


def test_rows_without_a_key_belong_to_the_key_with_their_symbol(legacy: Legacy) -> None:
    legacy.file("a.txt")
    legacy.file("b.txt")
    rows = [{"symbol": "TEST 1", "file": "b.txt", "language": "es"}]
    legacy.write([*rows, row("k", symbol="TEST/1", file="a.txt", language="en")])
    assert legacy.run().counts == {"new": 1, "new_file": 2}
    assert Work.objects.get().key == "k"


def test_relations_may_point_at_later_rows_and_at_the_archive(legacy: Legacy) -> None:
    archive.work("Older", symbol="TEST/0")
    legacy.write(
        [
            row("1", supersedes="2 | TEST/0"),
            row("2", corrects="nowhere", revises="2"),
        ]
    )
    for told in (legacy.tried(), legacy.run()):
        assert told.counts == {"new": 2, "relation": 2, "refused": 1}
        assert told.reasons() == [(3, "corrects", "unknown-work"), (3, "revises", "itself")]
    assert legacy.run().counts == {"unchanged": 2, "refused": 1}
    assert WorkRelation.objects.filter(kind=RelationKind.SUPERSEDES).count() == 2


def test_the_search_hears_of_each_work_once(legacy: Legacy, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[int]] = []
    monkeypatch.setattr(indexing, "_listeners", [])
    indexing.subscribe(Work, lambda model, keys: heard.append(list(keys)))
    legacy.file("a.txt")
    legacy.write([row("1", file="a.txt", language="en"), row("2")])
    legacy.run()
    assert heard == [[work.pk] for work in Work.objects.order_by("pk")]
    heard.clear()
    legacy.run()
    assert heard == []


def test_headings_of_others_are_understood_and_what_was_said_of_them_is_remembered(legacy: Legacy) -> None:
    legacy.file("a.txt")
    rows = [
        {
            "Réf.": "1",
            "Titre": "Un texte",
            "Type de document": "Rapport",
            "Année": "1999",
            "Fichier": "a.txt",
        },
    ]
    rows[0] |= {"Langue": "français", "Casier": "12", "Résumé": "Bref"}
    legacy.write(rows)
    told = legacy.run(said={"Réf.": "key", "Casier": "notes", "Résumé": ""})
    assert told.counts == {"new": 1, "new_file": 1}
    work = Work.objects.get()
    assert (work.title_fr, work.summary_fr, work.staff_notes) == (
        "Un texte",
        None,
        "12",
    )
    assert legacy.run().counts == {"unchanged": 1, "same_file": 1}


def test_a_workbook_is_read_like_a_text(legacy: Legacy) -> None:
    legacy.file("a.txt")
    legacy.write_xlsx(
        [
            ["key", "title_en", "kind", "date", "pages", "file", "language"],
            [7, "Seven", "report", dt.datetime(2001, 2, 3), 4, "a.txt", "en"],
        ]
    )
    assert legacy.run().counts == {"new": 1, "new_file": 1}
    work = Work.objects.get(key="7")
    assert (str(work.date), work.files.get().pages) == ("2001-02-03", 4)


def test_an_import_leaves_its_report(legacy: Legacy) -> None:
    legacy.write([row("1"), row("2", kind="poem")])
    told = legacy.run()
    kept = ArchiveImport.objects.get()
    assert kept.finished_at is not None
    assert {name: count for name, count in kept.counts.items() if count} == told.counts
    assert len(kept.report.read().splitlines()) == len(told.lines) == 2
