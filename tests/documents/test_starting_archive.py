"""The starting archive: what the data name, nothing invented, and staff's edits win."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cicc_site import languages
from documents.enums import SubjectKind, WorkKind
from documents.loading import archive, load_archive_bodies, load_works
from documents.models import Subject, Work, WorkFile
from documents.subjects import keep

pytestmark = pytest.mark.django_db

ROWS = yaml.safe_load((archive.CONTENT / "works.yaml").read_text("utf-8"))
RESOLUTION = "data/icc-asp-2-res-8"


def test_works_are_loaded_once_and_hold_no_file() -> None:
    load_archive_bodies()
    assert load_works() == {"created": len(ROWS)}
    assert load_works() == {"unchanged": len(ROWS)}
    work = Work.objects.public().get(symbol_key="iccasp2res8")
    assert (str(work.when and work.when.isoformat()), work.kind) == ("2003-09-11", WorkKind.RESOLUTION)
    assert work.subjects.filter(kind=SubjectKind.BODY, code="asp").exists()
    assert not WorkFile.objects.exists()
    assert not Work.objects.filter(is_demo=True).exists()


def test_a_title_is_official_or_in_brackets() -> None:
    """Where the data give no title, ours is a description in every language, marked as such."""
    given = {
        "rome-statute",
        "icc-asp-2-res-8",
        "relationship-agreement",
        "court-today-2019",
        "court-today-2024",
    }
    for row in ROWS:
        ours = [title.startswith("[") and title.endswith("]") for title in row["title"].values()]
        assert any(ours) is (row["key"] not in given), row["key"]
        assert all(ours) or not any(ours)
        assert not any(ours) or set(row["title"]) == set(languages.codes())
        assert row["sources"]


def test_dates_keep_their_precision() -> None:
    load_works()
    found = {work.key: work.when for work in Work.objects.all()}
    assert {row["key"]: str(row["date"]) for row in ROWS} == {
        str(key).removeprefix(archive.PREFIX): when.isoformat() for key, when in found.items() if when
    }


def test_staff_edits_stay_and_corrections_reach_the_others(tmp_path: Path) -> None:
    load_archive_bodies()
    load_works()
    edited = Work.objects.get(key=RESOLUTION)
    edited.summary_en = "As the archivist wrote it."
    edited.save()
    unfiled = Work.objects.get(key="data/icc-asp-14-20")
    unfiled.subjects.clear()
    corrected = [{**row, "title": {"en": "Corrected"}} for row in ROWS]
    path = tmp_path / "works.yaml"
    path.write_text(yaml.safe_dump(corrected), "utf-8")
    assert load_works(path) == {"updated": len(ROWS) - 2, "kept as edited by staff": 2}
    edited.refresh_from_db()
    assert edited.summary_en == "As the archivist wrote it."
    assert not unfiled.subjects.exists()


def test_a_session_that_comes_later_is_related_then() -> None:
    load_works()
    keep(SubjectKind.SESSION, "2", {"en": "Second session"}, order=2)
    assert load_works()["updated"] == 2
    assert Subject.objects.get(kind=SubjectKind.SESSION).works.count() == 2


def test_bodies_have_names_in_four_languages_and_are_the_archivists_afterwards() -> None:
    made = load_archive_bodies()
    bodies = Subject.objects.of_kind(SubjectKind.BODY)
    assert made == bodies.count() >= 10
    assert all(getattr(body, f"name_{code}") for body in bodies for code in languages.codes())
    body = bodies.get(code="otp")
    body.name_en = "Prosecution"
    body.save()
    assert load_archive_bodies() == 0
    body.refresh_from_db()
    assert str(body) == "Prosecution"


@pytest.mark.content
def test_the_starting_content_has_the_archive() -> None:
    assert Work.objects.filter(key__startswith=archive.PREFIX).count() == len(ROWS)
    assert Subject.objects.get(kind=SubjectKind.COUNTRY, code="SDN").works.get().key == "data/unsc-1593"
