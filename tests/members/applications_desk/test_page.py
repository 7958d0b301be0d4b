"""The page of one application: answers as they were given, nothing executed, and who reads how much of it."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cicc_site.addresses import path
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, ApplicationEventText, ApplicationReference, Attachment, Country
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SECRETS, SignIn

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}{% now 'Y' %}\u202eevil"


def page_of(client: Client, application: Application, name: str = "application_page") -> str:
    answer = client.get(reverse(name, args=[application.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_answers_keep_their_language_and_direction(officer: Client, egypt: Country) -> None:
    application = make.received(
        "ar",
        country=egypt,
        legal_name="الشبكة التجريبية",
        legal_language="ar",
        name_en="Demo Network",
        name_es="",
        mission="ICC: نعمل من أجل العدالة الدولية.",
        justice_work="We answered this one in English.",
    )
    tree = lxml.html.fromstring(page_of(officer, application))

    def marked(text: str) -> list[tuple[str | None, str | None]]:
        found = tree.xpath(f"//*[contains(@class, 'apply-words')][contains(., '{text}')]")
        return [(element.get("lang"), element.get("dir")) for element in found]

    assert marked("الشبكة التجريبية") == [("ar", "rtl")]
    assert marked("Demo Network") == [("en", "ltr")]
    # It begins with Latin letters, and is Arabic all the same.
    assert marked("ICC: ") == [("ar", "rtl")]
    # English in an Arabic form is not called Arabic.
    assert marked("We answered this one") == [(None, "ltr")]
    titles = [title.text_content() for title in tree.xpath("//*[@id='answers']//summary/h3")]
    assert titles == ["1. Eligibility", "2. Organization", "3. People", "4. Work", "5. Commitments"]


def test_hostile_answers_are_words_and_nothing_else(officer: Client, kenya: Country) -> None:
    application = make.received(
        country=kenya,
        legal_name=HOSTILE,
        mission=HOSTILE,
        acronyms=[HOSTILE],
        website="javascript:alert(3)",
        social=["JaVaScRiPt:alert(4)", " https://x.example", "data:text/html,<script>alert(5)</script>"],
        links=['https://ok.example/"onmouseover=alert(6)', "vbscript:x", "//host.example", "http://[::1"],
    )
    ApplicationReference.objects.create(
        application=application, name=HOSTILE, person=HOSTILE, contact=HOSTILE
    )
    Attachment.objects.create(application=application, kind="logo", name=HOSTILE, size=1)
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    for kind in (EventKind.NOTE, EventKind.MESSAGE_TO_APPLICANT):
        verbs.record(application.pk, kind, actor, text=HOSTILE)
    verbs.record(application.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text=HOSTILE)
    twin = make.received(country=kenya, legal_name=HOSTILE)
    screens = [
        *((name, application) for name in ("application_page", "application_sheet")),
        ("application_page", twin),
    ]
    texts = [page_of(officer, one, name) for name, one in screens]
    texts.append(officer.get(reverse("applications")).content.decode())
    texts.append(officer.get(reverse("applications_bulk") + f"?id={application.pk}").content.decode())
    texts.append(officer.get(reverse("application_act", args=[application.pk, "ask"])).content.decode())
    for html in texts:
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{ 7*7 }}" in html  # shown as it was written
        tree = lxml.html.fromstring(html)
        for attribute in tree.xpath("//@*"):
            assert not str(getattr(attribute, "attrname", "")).startswith("on")
        targets = [str(value).strip().lower() for value in tree.xpath("//@href | //@src | //@action")]
        assert not [
            value for value in targets if value.startswith(("javascript:", "data:", "vbscript:", "//"))
        ]
    links = lxml.html.fromstring(texts[0]).xpath("//*[@id='step-work']//a[@href]")
    assert [link.get("href") for link in links] == ['https://ok.example/"onmouseover=alert(6)']
    assert "noreferrer" in links[0].get("rel")


def test_no_personal_data_in_title_or_address(officer: Client, application: Application) -> None:
    for name in ("application_page", "application_sheet"):
        tree = lxml.html.fromstring(page_of(officer, application, name))
        title = tree.findtext(".//title")
        assert application.reference in title
        assert application.answers.legal_name not in title
        addresses = " ".join(str(value) for value in tree.xpath("//@href | //@action"))
        assert not [secret for secret in SECRETS if secret in addresses]
    assert (
        officer.get(reverse("application_page", args=[application.pk]))["Cache-Control"].count("no-store")
        == 1
    )


def test_a_coordinator_reads_the_substance_and_no_personal_data(
    coordinator: Client, officer: Client, application: Application
) -> None:
    ApplicationReference.objects.create(
        application=application, name="Demo Forum", person="Pat Referee", contact="pat@referee.example"
    )
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    verbs.take_up(application.pk, actor)
    verbs.ask(application.pk, actor, "Who pays you?")
    verbs.answer(application.pk, "Our members pay.")
    verbs.record(application.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text="Call me at home.")
    verbs.record(application.pk, EventKind.MESSAGE_TO_APPLICANT, actor, text="We will not.")
    verbs.record(
        application.pk, EventKind.REFERENCE_ANSWERED, actor, text="Pat says yes.", subject="reference:1"
    )
    verbs.record(application.pk, EventKind.NOTE, actor, text="Remember this.")
    secrets = (
        *SECRETS,
        "Pat Referee",
        "pat@referee.example",
        "Call me at home",
        "We will not",
        "Pat says yes",
    )
    for name in ("application_page", "application_sheet"):
        whole = page_of(officer, application, name)
        assert not [secret for secret in secrets if secret not in whole]
        html = page_of(coordinator, application, name)
        assert not [secret for secret in secrets if secret in html]
        for words in (
            "Justicia para todas.",
            "Demo Forum",
            "Who pays you?",
            "Our members pay.",
            "Remember this.",
        ):
            assert words in html
    html = page_of(coordinator, application)
    assert "answers are personal" in html
    forms = lxml.html.fromstring(html).xpath("//form[@method='post']/@action")
    offered = {
        str(action).rstrip("/").rpartition("/")[2] for action in forms if "/applications/" in str(action)
    }
    assert offered == {"translation-note", "note", "opinion"}
    assert "/do/" not in " ".join(lxml.html.fromstring(html).xpath("//a/@href"))


def test_translation_notes_stand_at_their_answer(officer: Client, application: Application) -> None:
    act = reverse("application_act", args=[application.pk, "translation-note"])
    for about, words in (("work.mission", "Justice for all women."), ("work", "All in Spanish.")):
        officer.post(act, {"seen": "3", "about": about, "reason": words})
    tree = lxml.html.fromstring(page_of(officer, application))
    beside = tree.xpath("//dd[.//*[contains(text(), 'Justicia para todas.')]]")[0].text_content()
    assert "Justice for all women." in beside
    assert "All in Spanish." not in beside
    assert "All in Spanish." in tree.get_element_by_id("step-work").text_content()
    assert officer.post(act, {"seen": "3", "about": "work.main_email", "reason": "x"}).status_code == 400


def test_the_history_says_what_who_when_why_and_which_mail(officer: Client, application: Application) -> None:
    user = officer.user  # type: ignore[attr-defined]
    verbs.take_up(application.pk, Actor.officer(user))
    verbs.ask(application.pk, Actor.officer(user), "Send the statutes.")
    verbs.assign(application.pk, None, Actor.officer(user))
    verbs.record(application.pk, EventKind.CHECKED, Actor.officer(user), subject="check:activity:unclear")
    history = lxml.html.fromstring(page_of(officer, application)).get_element_by_id("history")
    lines = [" ".join(item.text_content().split()) for item in history.xpath(".//ol/li")]
    assert len(lines) == Application.objects.get(pk=application.pk).version
    assert lines[0].startswith("Checklist Active on international justice: Unclear · P")
    assert lines[1].startswith("Officer in charge changed Nobody")
    assert "Screening → Information requested" in lines[2]
    assert "Send the statutes." in lines[2]
    assert "message" in lines[2]
    assert lines[-1].startswith("Begun · Applicant")


def test_erased_words_are_told_as_erased(officer: Client, application: Application) -> None:
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    event = verbs.record(application.pk, EventKind.NOTE, actor, text="To be forgotten")
    ApplicationEventText.objects.filter(event=event).delete()
    html = page_of(officer, application)
    assert "To be forgotten" not in html
    assert "The words were erased." in html


def test_the_page_costs_the_same_with_many_events(officer: Client, application: Application) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(officer, application)
        return len(asked)

    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    kinds = (
        EventKind.NOTE,
        EventKind.MESSAGE_TO_APPLICANT,
        EventKind.TRANSLATION_NOTE,
        EventKind.REFERENCE_ASKED,
    )
    reference = ApplicationReference.objects.create(application=application, name="A", contact="a@b.example")

    def write(count: int) -> None:
        subjects: dict[Any, str] = {
            EventKind.TRANSLATION_NOTE: "work",
            EventKind.REFERENCE_ASKED: f"reference:{reference.pk}",
        }
        for _number in range(count):
            for kind in kinds:
                tell = kind == EventKind.MESSAGE_TO_APPLICANT
                verbs.record(application.pk, kind, actor, text="x", subject=subjects.get(kind, ""), tell=tell)

    write(1)
    queries()
    few = queries()
    write(10)
    assert queries() == few
    assert few <= 50


def test_an_application_that_became_a_member_leads_to_its_entry(officer: Client, kenya: Country) -> None:
    application = make.moved_to(State.APPROVED, officer.user, country=kenya)  # type: ignore[attr-defined]
    html = page_of(officer, application)
    assert reverse("organization_sheet", args=[application.organization_id]) in html
    actions = {
        str(link).rstrip("/").rpartition("/")[2]
        for link in lxml.html.fromstring(html).xpath("//nav//a/@href")
    }
    assert not actions & {"take-up", "ask", "lapse", "join", "assign", "make-ready"}


def test_the_applicants_own_address_is_nowhere(officer: Client, application: Application) -> None:
    """Officers have no way into the page of the applicant."""
    begins = path("application", "es", token="t" * 43).partition("t" * 43)[0]
    assert begins not in page_of(officer, application)


def test_a_coordinator_of_another_region_is_told_nothing(sign_in: SignIn, application: Application) -> None:
    other = sign_in("Regional coordinator", regions=["americas"])
    for name in ("application_page", "application_sheet"):
        assert other.get(reverse(name, args=[application.pk])).status_code == 404
    act = reverse("application_act", args=[application.pk, "note"])
    assert other.post(act, {"reason": "x"}).status_code == 404
    assert not application.events.filter(kind=EventKind.NOTE).exists()
