"""What is held on a person is found, given and erased on request; the trail says so and stays whole."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from members import personal
from members.applications import chain, persons, snapshot, stored_files
from members.applications.states import EventKind, State
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationStep,
    Contact,
    DecisionPaper,
    ImportRun,
    Note,
    OutboxMessage,
    RegisterChange,
    SecurityEvent,
    SecurityEventKind,
)
from tests.factories import applications as make
from tests.factories import keeping, members

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def run(name: str, *arguments: str, **options: Any) -> str:
    told = io.StringIO()
    call_command(name, *arguments, stdout=told, **options)
    return told.getvalue()


@pytest.fixture
def everywhere() -> dict[str, Any]:
    """Ana: she has applied, is somebody's second contact and referee, a contact in the register, and in notes."""
    by = make.officer()
    own = keeping.application(State.SCREENING, by)
    Application.objects.filter(pk=own.pk).update(email=ANA)
    approved = make.moved_to(State.APPROVED, by, second_name="Ana Demo", second_email="Ana@Example.org")
    organization = members.organization("Demo with Ana")
    Contact.objects.create(organization=organization, role="main", name="Ana Demo", email=ANA)
    Contact.objects.create(organization=organization, role="head", name="Other Demo", email=f"ju{ANA}")
    note = Note.objects.create(
        organization=organization, author_name="Demo", text=f"Ask {ANA} or ju{ANA} again."
    )
    RegisterChange.objects.create(organization=organization, kind="edited", reason=f"As {ANA} said.")
    run_ = keeping.imported(by)
    run_.rows.update(values={"email": ANA})
    return {"own": own, "approved": approved, "organization": organization, "note": note, "run": run_}


def test_an_address_is_found_wherever_it_stands(everywhere: dict[str, Any]) -> None:
    person = persons.find(" ANA@example.org ")
    assert person.own == (everywhere["own"].pk,)
    assert everywhere["approved"].pk in person.others
    labels = {held.model._meta.model_name for held in person.held}
    wanted = {"application", "applicationanswers", "contact", "importrow", "note", "registerchange"}
    assert wanted <= labels
    assert len(person.rows(Contact)) == 2, "of the organization and of the approved one; not of juana"
    with pytest.raises(persons.NoAddress):
        persons.find("ana")


def test_first_it_is_only_told(everywhere: dict[str, Any]) -> None:
    told = run("erase_person", ANA)
    assert "Nothing was changed" in told
    assert "members.Contact (2)" in told
    assert ANA not in told
    assert Application.objects.filter(email=ANA).exists()


def test_all_of_it_is_erased_and_nobody_elses(everywhere: dict[str, Any]) -> None:
    told = run("erase_person", ANA, yes=True)
    assert "nothing is held any more" in told
    assert not persons.find(ANA).is_known
    assert keeping.told_anywhere(f'"{ANA}') == []
    own = Application.objects.get(pk=everywhere["own"].pk)
    assert own.reduced_at is not None
    assert make.kinds(own)[-2:] == [EventKind.LAPSED, EventKind.ERASED]
    answers = ApplicationAnswers.objects.get(application=everywhere["approved"])
    assert (answers.second_name, answers.second_email) == ("", "")
    assert answers.main_name == "Beatriz Ejemplo"
    assert everywhere["approved"].events.latest("number").kind == EventKind.ERASED
    contacts = Contact.objects.filter(organization=everywhere["organization"])
    assert [row.email for row in contacts] == [f"ju{ANA}"]
    change = RegisterChange.objects.filter(organization=everywhere["organization"]).first()
    assert change is not None
    assert change.changes == {"contacts": ["", "changed"]}
    everywhere["note"].refresh_from_db()
    assert everywhere["note"].text == f"Ask […] or ju{ANA} again."
    assert ImportRun.objects.get(pk=everywhere["run"].pk).dropped
    assert not OutboxMessage.objects.filter(to=ANA).exists()
    assert not OutboxMessage.objects.filter(application_id=own.pk).exclude(text="").exists()
    assert list(chain.verify()) == []
    assert "Nothing is held" in run("erase_person", ANA, yes=True)


def test_one_application_is_erased_by_its_reference() -> None:
    application = keeping.application(State.READY, make.officer())
    assert "Nothing was changed" in run("erase_person", application=application.reference)
    assert "Erased." in run("erase_person", application=application.reference.lower(), yes=True)
    assert keeping.told_anywhere() == []
    assert list(chain.verify()) == []
    assert "gone already" in run("erase_person", application=application.reference, yes=True)


def test_what_a_membership_rests_on_is_not_erased_with_a_reference() -> None:
    application = make.moved_to(State.APPROVED, make.officer())
    with pytest.raises(CommandError, match="is a member"):
        run("erase_person", application=application.reference, yes=True)
    run("erase_person", make.EMAIL, yes=True)
    application.refresh_from_db()
    assert (application.email, application.reduced_at) == ("", None)
    assert application.answers.main_name == ""
    assert application.answers.submitter_name == ""
    assert application.answers.mission


def test_the_papers_of_a_membership_are_given_and_made_anew_without_the_person(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    application = make.moved_to(State.APPROVED, make.officer())
    answers = application.answers
    assert answers.main_name
    snapshot.make_missing()
    before = {paper.kind: stored_files.path(paper.stored_as) for paper in DecisionPaper.objects.all()}
    assert answers.main_name in written_in(before["application"])
    run("export_person", make.EMAIL, to=tmp_path / "beatriz.zip")
    with zipfile.ZipFile(tmp_path / "beatriz.zip") as archive:
        given = [name for name in archive.namelist() if name.startswith("papers/")]
        assert len(given) == 2
        assert {archive.read(name) for name in given} == {path.read_bytes() for path in before.values()}
    with django_capture_on_commit_callbacks(execute=True):
        run("erase_person", make.EMAIL, yes=True)
    assert not any(path.exists() for path in before.values())
    snapshot.make_missing()  # the worker
    after = {paper.kind: stored_files.path(paper.stored_as) for paper in DecisionPaper.objects.all()}
    assert set(after) == set(before)
    assert answers.main_name not in written_in(after["application"])
    assert answers.legal_name in written_in(after["application"])


def written_in(path: Path) -> str:
    """The exact text that is attached to a paper."""
    [[text]] = PdfReader(path).attachments.values()
    return text.decode()


def test_a_person_gets_everything_as_a_file(everywhere: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "ana.zip"
    assert ANA not in run("export_person", ANA)
    assert not target.exists()
    assert "1 file(s)" in run("export_person", ANA, to=target)
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        told = json.loads(archive.read("data.json"))
        [file] = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(file) == b"%PDF"
    [application] = told["applications"]
    assert application["answers"][0]["head_name"] == f"{keeping.WORD} head_name"
    assert f"{keeping.WORD} note" in [event["words"] for event in application["events"]]
    assert application["mail"][0]["to"]
    assert "secrets" not in application["mail"][0]
    elsewhere = {row["where"] for row in told["elsewhere"]}
    assert {"members.Contact", "members.Note", "members.ApplicationAnswers"} <= elsewhere
    [second] = [row for row in told["elsewhere"] if row["where"] == "members.ApplicationAnswers"]
    assert set(second) == {"where", "number", "second_name", "second_role", "second_email", "second_phone"}
    for number in (everywhere["own"].pk, everywhere["approved"].pk):
        last = Application.objects.get(pk=number).events.latest("number")
        assert (last.kind, last.subject) == (EventKind.EXPORTED, "person")
    with pytest.raises(CommandError):
        run("export_person", ANA, to=target)
    assert list(chain.verify()) == []
    [event] = SecurityEvent.objects.filter(kind=SecurityEventKind.EXPORT)
    assert (event.user, event.by, event.detail["what"]) == (None, None, "person")
    assert event.detail["count"] == sum(len(held.numbers) for held in persons.find(ANA).held)


@pytest.mark.parametrize("before", ["Write to\n", "\t", '"', "\\", "é\r\n"])
def test_an_address_after_a_line_break_is_found_and_erased(before: str) -> None:
    """Where texts are kept as JSON, a line break is written with a letter."""
    other = keeping.application(State.SCREENING, make.officer())
    values = {"activities": f"{before}{ANA}", "languages": [f"{before}ju{ANA}"]}
    step = ApplicationStep.objects.create(application=other, step="work-demo", values=values)
    assert persons.find(ANA).rows(ApplicationStep) == (step.pk,)
    run("erase_person", ANA, yes=True)
    step.refresh_from_db()
    assert step.values == {
        "activities": f"{before}{personal.REDACTED}",
        "languages": [f"{before}ju{ANA}"],
    }
