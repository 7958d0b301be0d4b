"""Texts that pass the checks, followed from the form to the register: where they are shown they are words, unaltered.

To the applicant (check, receipt), to officers (queue, page, paper), in mail, in the documents of a decision, in tables
of the register and to the public. `make drill` follows each text in each field.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cicc_site import mail
from members.applications import paper, snapshot, steps, stored_files
from members.applications.chain import Actor
from members.exporting import FileFormat, export_rows
from members.importing import cells
from members.models import Application, DecisionPaper, Organization, OutboxMessage, User
from members.workflow import applications as verbs
from pages.directory.addresses import directory_index, member_address
from tests import hostile
from tests.applying import address
from tests.hostile import carrying, reading
from tests.hostile.carrying import Carrier
from tests.hostile.posting import arrived
from tests.hostile.spreading import IS_FULL, Findings
from tests.pages.application.test_hostile_answers import is_kept

pytestmark = [pytest.mark.django_db, pytest.mark.content, pytest.mark.usefixtures("unlimited")]

# Of how many applications the documents are made: that takes the most time.
PAPERS = None if IS_FULL else 2


def strings(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def pages_of(client: Client, officer: Client, application: Application, token: str) -> dict[str, str]:
    """Every page on which the answers of an application that was sent are shown, by where."""
    number = application.pk
    paths = {
        "receipt": (client, address(token, "receipt/", "ar")),
        "own page": (client, address(token)),
        "desk": (officer, reverse("application_page", args=[number])),
        "paper": (officer, reverse("application_sheet", args=[number])),
        "queue": (officer, f"{reverse('applications')}?q={application.reference}"),
        "many": (officer, f"{reverse('applications_bulk')}?id={number}"),
    }
    found = {}
    for where, (who, path) in paths.items():
        answer = who.get(path)
        assert answer.status_code == 200, (where, answer.status_code)
        found[where] = answer.content.decode()
    return found


def mails(application: Application) -> list[str]:
    rows = OutboxMessage.objects.filter(application_id=application.pk)
    return [f"{row.subject}\n{row.text}\n{row.html}" for row in rows]


class Followed:
    """One application on its way, and what is found on it."""

    def __init__(
        self, client: Client, officer: Client, user: User, carrier: Carrier, language: str = "en"
    ) -> None:
        self.carrier = carrier
        self.application, self.token, check = carrying.fill_in(client, carrier, language)
        self.texts = {place: strings(carrying.kept(self.application, *place)) for place in carrier.put}
        verbs.confirm(self.application.pk)
        self.pages = {"check": check, **pages_of(client, officer, self.application, self.token)}
        actor = Actor.officer(user)
        verbs.take_up(self.application.pk, actor)
        verbs.make_ready(self.application.pk, actor)
        self.application = verbs.approve(self.application.pk, actor, "Welcome.")
        organization = self.application.organization
        index = directory_index()
        assert organization is not None
        assert index is not None
        self.organization: Organization = organization
        for code in ("en", "ar"):
            answer = client.get(member_address(organization, code, index), follow=True)
            assert answer.status_code == 200
            self.pages[f"public {code}"] = answer.content.decode()

    def check(self, findings: Findings, honest: dict[str, reading.Honest], usual: str) -> None:
        """usual: what our mails say to everybody."""
        written = [text for texts in self.texts.values() for text in texts]
        told = ", ".join(self.carrier.put.values())
        for place, name in self.carrier.put.items():
            asked, value = (
                steps.FORMS[place[0]].base_fields[place[1]],
                carrying.kept(self.application, *place),
            )
            findings.check(
                is_kept(asked, carrying.TEXTS[name], value), place, name, "is altered", repr(value)[:60]
            )
            for where in ("check", "receipt", "desk", "paper"):
                texts = [carrying.TEXTS[name].strip()] if where == "check" else self.texts[place]
                shown = all(reading.shows(self.pages[where], text) for text in texts)
                findings.check(shown, place, name, where, "does not show it")
        legal = self.texts.get(("organization", "legal_name"), [""])[0]
        for where in ("queue", "public en", "public ar", "many"):
            findings.check(
                reading.shows(self.pages[where], legal), where, "does not show the name", legal[:60]
            )
        for where, page in self.pages.items():
            for intruder in honest[where].intruders(page, written):
                findings.check(False, where, intruder, told)
        for message in mails(self.application):
            for text in written:
                findings.check(
                    len(text) < 7 or text not in message or text in usual, "a mail holds", text[:60]
                )

    def check_papers(self, findings: Findings) -> None:
        """Nothing in them runs, and the exact words go along."""
        for kind in DecisionPaper.Kind:
            found = snapshot.of_decision(self.application, kind)
            assert found is not None
            exact = check_document(findings, stored_files.path(found.stored_as).read_bytes())
            for place, texts in self.texts.items():
                if kind == DecisionPaper.Kind.APPLICATION or place[1] == "legal_name":
                    findings.check(all(text in exact for text in texts), kind, place, "is not in it")


def check_document(findings: Findings, data: bytes) -> str:
    """Look for anything in a PDF that does something; return the exact text that goes along with it."""
    document = PdfReader(io.BytesIO(data))
    root = document.root_object
    for name in ("/OpenAction", "/AA", "/AcroForm", "/URI"):
        findings.check(
            name not in root or (name == "/OpenAction" and isinstance(root[name], list)), "document", name
        )
    findings.check("/JavaScript" not in root.get("/Names", {}), "document", "script")
    for page in document.pages:
        findings.check(not page.get("/Annots") and "/AA" not in page, "document", "something to press")
    [(name, [attached])] = document.attachments.items()
    findings.check(name.endswith(".txt"), "document", name)
    return attached.decode()


def test_texts_that_pass_are_words_wherever_they_are_shown(
    client: Client, officer: Client, user: User
) -> None:
    findings = Findings()
    plain = [Followed(client, officer, user, Carrier(), language) for language in ("en", "ar", "en")]
    honest = {where: reading.Honest(*(one.pages[where] for one in plain)) for where in plain[0].pages}
    usual = "".join(text for one in plain for text in mails(one.application))
    honest["desk"].most["form"] += 10_000  # one for each application that looks the same
    carriers = carrying.carriers()
    for number, carrier in enumerate(carriers):
        followed = Followed(client, officer, user, carrier, "ar" if number % 2 else "en")
        followed.check(findings, honest, usual)
        if PAPERS is None or number < PAPERS:
            followed.check_papers(findings)
    check_register(findings)
    findings.tell()


def check_register(findings: Findings) -> None:
    """Organizations as tables: every name reads as it is in the register, and no cell is computed."""
    organizations = (
        {str(row.pk): row for row in Organization.objects.filter(source__isnull=True)}
        if False
        else {str(row.pk): row for row in Organization.objects.all()}
    )
    formats: tuple[FileFormat, ...] = ("csv", "xlsx")
    for file_format in formats:
        data = b"".join(export_rows(Organization.objects.all(), private=True, file_format=file_format))
        if file_format == "csv":
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(data)).active
            rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
            findings.check(
                all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a formula"
            )
        head, *body = rows
        findings.check(len(body) == len(organizations), file_format, "rows", len(body))
        for row in body:
            cells_of = dict(zip(head, row, strict=True))
            organization = organizations[cells_of["cicc_id"]]
            read = cells.restored(cells_of["legal_name"])
            findings.check(
                read == cells.clean(organization.legal_name),
                file_format,
                repr(read[:60]),
                repr(organization.legal_name[:60]),
            )
            for cell in row:
                findings.check(
                    not cell.lstrip().startswith(("=", "+", "@")), file_format, "computed", cell[:40]
                )


# ---- in letters and documents, every text there is


def test_every_text_in_a_letter_is_words() -> None:
    """Whatever an officer quotes: the text holds it, the HTML shows it, and nothing in it can be pressed."""
    findings = Findings()
    link = "https://example.org/own/"
    plain = mail.render(
        "application_message", {"reference": "X", "words": "Hello\n\nWorld", "link": link}, "en", links=[link]
    )
    honest = reading.Honest(
        plain.html,
        mail.render("application_message", {"words": "عدالة", "link": link}, "en", links=[link]).html,
    )
    honest.parts |= {("br", "")}
    for name, text in hostile.texts().items():
        words = arrived(text)[:10_000].strip()
        rendered = mail.render(
            "application_message", {"reference": "X", "words": words, "link": link}, "en", links=[link]
        )
        cleaned = mail.clean(words)
        findings.check(cleaned in rendered.text, name, "is not in the text")
        findings.check(rendered.subject == plain.subject and rendered.subject.isprintable(), name, "subject")
        findings.check(reading.shows(rendered.html, cleaned), name, "is not in the HTML")
        findings.check(rendered.html.count("<a ") == plain.html.count("<a "), name, "a link more")
        for intruder in honest.intruders(rendered.html, [words]):
            findings.check(False, name, intruder)
    findings.tell()


def test_every_text_in_a_document_is_words() -> None:
    """All of them in one, as answers, as headings and as paragraphs."""
    findings = Findings()
    for part, language in enumerate(("en", "ar")):
        written = paper.Paper(language, "Title", timezone.now())
        texts = [words for name, words in carrying.TEXTS.items() if len(words) < 2_500]
        texts = texts if IS_FULL else texts[part::2]
        for number, words in enumerate(texts):
            written.answer("Question", [words])
            if number % 9 == 0 or IS_FULL:
                written.heading(words[:100], level=2)
                written.paragraph(words)
        exact = check_document(findings, written.finish("all"))
        for words in texts:
            findings.check(words in exact, language, "is not in it", repr(words[:60]))
    findings.tell()
