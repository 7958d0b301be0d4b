"""The letters to applicants: complete in four languages, readable in both directions, silent where it is asked for."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail as sent_mail
from django.db import transaction
from django.utils import translation
from wagtail.users.models import UserProfile

from cicc_site import languages
from members import outbox
from members.applications import letters, officer_notice
from members.applications.chain import Actor
from members.applications.letters import END, FIRST_STRONG, LEFT_TO_RIGHT, OCCASIONS, QUIET, WITH_WORDS
from members.applications.states import EventKind, State
from members.models import Application, OutboxMessage, ReviewCycle
from members.workflow import applications as verbs
from tests.factories import applications as make

pytestmark = pytest.mark.django_db
CODES = languages.codes()
WORDS = "Please send the statutes.\n\nAnd the report of 2025."


def written(kind: EventKind, language: str, *, quiet: bool = False, words: str = WORDS) -> OutboxMessage:
    """The letter of an event of an application that was received, with a cycle."""
    cycle, _ = ReviewCycle.objects.get_or_create(
        name="Far away", received_until="2999-03-15", review_from="2999-03-16", decision_by="2999-05-31"
    )
    application = make.sent(language)
    Application.objects.filter(pk=application.pk).update(cycle=cycle, quiet=quiet)
    application.refresh_from_db()
    with transaction.atomic():
        letters.write(application, kind, f"{kind}:{language}:{quiet}:{application.pk}", text=words)
    return OutboxMessage.objects.latest("pk")


@pytest.mark.parametrize("kind", OCCASIONS)
def test_each_letter_is_in_the_language_of_its_reader(kind: EventKind) -> None:
    subjects, texts = set(), set()
    for code in CODES:
        message = written(kind, code)
        assert message.occasion == OCCASIONS[kind]
        subjects.add(message.subject)
        texts.add(re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", message.text))
        assert f'<html lang="{code}" dir="{languages.by_code(code).direction}">' in message.html
        mark = message.mark("link")
        assert f'<a href="{mark}" dir="ltr">{mark}</a>' in message.html
        assert message.text.count(mark) == 1
        assert "{%" not in message.text
        assert "\n\n\n" not in message.text
        plain = message.text.replace(FIRST_STRONG, "").replace(END, "")
        assert ("Please send the statutes." in plain) is (kind in WITH_WORDS)
    assert len(subjects) == len(texts) == len(CODES)


@pytest.mark.parametrize("kind", OCCASIONS)
def test_without_content_every_letter_is_the_same_and_names_nobody(kind: EventKind) -> None:
    for code in CODES:
        message = written(kind, code, quiet=True)
        assert message.occasion == QUIET
        with translation.override(code):
            names = [str(translation.gettext("Coalition for the International Criminal Court"))]
        application = Application.objects.latest("pk")
        for word in (
            *names,
            settings.WAGTAIL_SITE_NAME,
            application.reference,
            "Red Ejemplo",
            "statutes",
            "ICC",
        ):
            for part in (message.subject, message.text, message.html):
                assert word not in part
        assert settings.SITE_URL not in message.html, "only the link shows it, when it is sent"
        first = written(EventKind.BEGUN, code, quiet=True)
        assert without_marks(first) == without_marks(message)


def without_marks(message: OutboxMessage) -> tuple[str, ...]:
    parts = (message.subject, message.text, message.html)
    return tuple(part.replace(message.mark("link"), "…") for part in parts)


def test_between_arabic_words_a_reference_and_an_officers_english_keep_their_direction() -> None:
    message = written(EventKind.ASKED, "ar")
    reference = Application.objects.latest("pk").reference
    assert f"{LEFT_TO_RIGHT}{reference}{END}" in message.text
    assert f"{FIRST_STRONG}Please send the statutes.{END}" in message.text
    assert f"{FIRST_STRONG}Please send the statutes.{END}" in message.html
    plain = written(EventKind.ASKED, "fr").text
    assert not {LEFT_TO_RIGHT, FIRST_STRONG, END} & set(plain), "no marks where none are needed"
    assert FIRST_STRONG in written(EventKind.ASKED, "fr", words="شكراً").text


def test_a_letter_says_when_a_decision_can_be_expected() -> None:
    application = make.received("en")
    assert application.cycle is None
    received = OutboxMessage.objects.get(occasion="application_received", application_id=application.pk)
    assert "We will tell you when the next review takes place." in received.text
    assert "You can expect the decision by 31 May 2999." in written(EventKind.CONFIRMED, "en").text


def test_what_somebody_wrote_is_shown_as_it_was_written() -> None:
    message = written(EventKind.DECLINED, "en", words='<a href="https://evil.example">{{ x }}</a> & so')
    assert '<a href="https://evil.example">{{ x }}</a> & so' in message.text
    assert "&lt;a href=&quot;https://evil.example&quot;&gt;{{ x }}" in message.html


def test_no_letter_lacks_a_template_and_no_template_a_letter() -> None:
    folders = {
        path.name for path in (settings.BASE_DIR / "templates/emails").glob("application_*") if path.is_dir()
    }
    assert {*OCCASIONS.values(), QUIET} <= folders


@pytest.mark.parametrize("language", CODES)
def test_the_officer_in_charge_hears_that_there_is_something_and_nothing_of_it(language: str) -> None:
    officer = make.officer()
    UserProfile.objects.create(user=officer, preferred_language=language)
    application = make.moved_to(State.SCREENING, officer)
    application.refresh_from_db()
    assert application.officer == officer
    with transaction.atomic():
        officer_notice.tell(application, application.version)
        officer_notice.tell(application, application.version)
    message = OutboxMessage.objects.get(to=officer.email)
    assert message.language == language
    assert application.reference in message.text
    assert make.EMAIL not in message.text
    assert "Red Ejemplo" not in message.text


def test_nobody_in_charge_or_somebody_who_left_gets_no_mail() -> None:
    officer = make.officer()
    application = make.received()
    with transaction.atomic():
        officer_notice.tell(application, 1)
    application = verbs.assign(application.pk, officer, Actor.officer(officer))
    officer.is_active = False
    officer.save()
    application.refresh_from_db()
    with transaction.atomic():
        officer_notice.tell(application, 2)
    assert not OutboxMessage.objects.filter(to=officer.email).exists()


def test_a_letter_leaves_with_its_link_in_both_parts() -> None:
    written(EventKind.LINK_SENT, "ar")
    outbox.send_due()
    message = sent_mail.outbox[-1]
    assert isinstance(message, sent_mail.EmailMultiAlternatives)
    html, text = str(message.alternatives[0][0]), str(message.body)
    link = re.search(rf"{settings.SITE_URL}/ar/membership/application/[A-Za-z0-9_-]{{43}}/", text)
    assert link
    assert f'<a href="{link[0]}" dir="ltr">{link[0]}</a>' in html
    assert link[0] not in str(message.subject)
