"""The papers of a decision: complete, made once, the same for the same, and never with boxes for letters."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from cicc_site import faces
from members.applications import paper, snapshot, stored_files
from members.applications.chain import Actor
from members.applications.states import State
from members.models import Application, ApplicationEvent, DecisionPaper
from members.workflow import applications as verbs
from tests.factories import applications as make

Kind = DecisionPaper.Kind


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.APPLICATION_ROOT = tmp_path
    return tmp_path


def reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def exact_text(pdf: PdfReader) -> str:
    [(name, [data])] = pdf.attachments.items()
    assert name.endswith(".txt")
    return data.decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Justice — “été” ‘x’ 100 %", "Justice — “été” ‘x’ 100 %"),
        ("شبكة العَدالة (REJ)", "شبكة العَدالة (REJ)"),
        ("Сеть Правосудие in Kyiv", "[Set' Pravosudie] in Kyiv"),
        ("საქართველო", "[sakartvelo]"),
        ("国际刑事法院", "[GuoJiXingShiFaYuan]"),
        ("ok \N{SNOWMAN} ok", None),
    ],
)
def test_what_cannot_be_drawn_is_written_in_latin_letters(text: str, shown: str | None) -> None:
    found = paper.legible(text)
    assert found.exact is (found.text == text)
    if shown is not None:
        assert found.text == shown
    else:
        assert "[" in found.text
        assert "\N{SNOWMAN}" not in found.text
    assert faces.drawable(found.text) is not None


@pytest.mark.parametrize("sign", [".", "[", " ", "\N{LEFT-TO-RIGHT ISOLATE}", "=\n"])
def test_a_long_run_of_signs_without_a_direction_stands_in_no_way(sign: str) -> None:
    """The library for documents counts on a letter now and then."""
    written = paper.Paper("ar", "Demo", timezone.now())
    text = f"before {sign * 3_000} after"
    written.answer("Question", [text])
    assert text in exact_text(reader(written.finish("demo")))


@pytest.mark.django_db
def test_an_approval_is_followed_by_its_papers_once(folder: Path) -> None:
    application = make.moved_to(State.APPROVED, make.officer(), language="ar")
    assert snapshot.make_missing() == 2
    assert snapshot.make_missing() == 0
    papers = DecisionPaper.objects.filter(application=application)
    assert {row.kind for row in papers} == {"application", "letter"}
    for row in papers:
        data = stored_files.path(row.stored_as).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (row.sha256, row.size)
        pdf = reader(data)
        assert str(pdf.root_object["/Lang"]) == "ar"
        assert pdf.metadata is not None
        assert pdf.metadata.title
        text = exact_text(pdf)
        assert "Red Ejemplo por la Justicia" in text
        if row.kind == Kind.LETTER:
            assert "Welcome." in text
            assert "beatriz@example.org" not in text
        else:
            assert "Calle Ejemplo 1" in text
            assert "Justicia para todas." in text
    assert len(list(folder.iterdir())) == 2


@pytest.mark.django_db
def test_the_same_decision_is_the_same_file() -> None:
    make.moved_to(State.APPROVED, make.officer())
    event = ApplicationEvent.objects.select_related("application__answers", "words", "actor").get(
        kind="approved"
    )
    for kind in Kind:
        once = snapshot.rendered(event.application, event, kind)
        assert once == snapshot.rendered(event.application, event, kind)


@pytest.mark.django_db
def test_a_name_in_another_script_is_readable_and_attached_exactly() -> None:
    make.moved_to(State.APPROVED, make.officer(), legal_name="Сеть Правосудие")
    snapshot.make_missing()
    row = DecisionPaper.objects.get(kind=Kind.LETTER)
    pdf = reader(stored_files.path(row.stored_as).read_bytes())
    assert "Сеть Правосудие" in exact_text(pdf)
    # What stands on the page is drawn glyph by glyph: the explanation at its end says that there is more.
    assert "archivo adjunto" in pdf.pages[-1].extract_text()


@pytest.mark.django_db
def test_a_crash_after_the_decision_is_repaired_and_a_half_made_paper_too(folder: Path) -> None:
    make.moved_to(State.APPROVED, make.officer())
    event = ApplicationEvent.objects.select_related("application__answers", "words", "actor").get(
        kind="approved"
    )
    snapshot.make(event, Kind.LETTER)
    assert snapshot.make_missing() == 1
    assert DecisionPaper.objects.count() == 2


@pytest.mark.django_db
def test_the_sweep_of_stray_files_leaves_papers_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make.moved_to(State.APPROVED, make.officer())
    snapshot.make_missing()
    monkeypatch.setattr(stored_files, "STRAY_FOR", -10)
    assert stored_files.sweep() == 0
    assert len(list(folder.iterdir())) == 2


@pytest.mark.django_db
def test_a_paper_whose_file_is_lost_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    application = make.moved_to(State.APPROVED, make.officer())
    snapshot.make_missing()
    call_command("missing_files")
    assert "No file of an application is missing." in capsys.readouterr().out
    letter = DecisionPaper.objects.get(kind=Kind.LETTER)
    stored_files.delete(letter.stored_as)
    assert stored_files.missing() == [f"paper {letter.pk} of application {application.reference}"]
    with pytest.raises(SystemExit) as ended:
        call_command("missing_files")
    assert ended.value.code == 1
    assert f"Missing: paper {letter.pk} of application" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_letter_is_there_only_while_its_decision_stands() -> None:
    first, second = make.officer(), make.officer("omar")
    application = make.moved_to(State.READY, first)
    assert snapshot.of_decision(application, Kind.LETTER) is None
    approved = verbs.approve(application.pk, Actor.officer(first), "Bienvenidas.")
    letter = snapshot.of_decision(approved, Kind.LETTER)
    assert letter is not None
    reversed_ = verbs.reverse(application.pk, Actor.officer(second), "A mistake.")
    assert snapshot.of_decision(reversed_, Kind.LETTER) is None
    declined = verbs.decline(application.pk, Actor.officer(second), "No es independiente.")
    other = snapshot.of_decision(declined, Kind.LETTER)
    assert other is not None
    assert other.pk != letter.pk
    assert DecisionPaper.objects.filter(pk=letter.pk).exists()


@pytest.mark.django_db
def test_forgetting_takes_the_files_along(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    application = make.moved_to(State.APPROVED, make.officer())
    snapshot.make_missing()
    with django_capture_on_commit_callbacks(execute=True):
        assert snapshot.forget(application) == 2
    assert list(folder.iterdir()) == []
    # Where the answers are gone there is nothing to print: it is not made again.
    Application.objects.filter(pk=application.pk).update(reduced_at=application.decided_at)
    assert snapshot.make_missing() == 0
