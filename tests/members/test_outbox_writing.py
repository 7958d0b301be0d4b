"""A message is written once, with its cause and not without it, in the language of its reader, without its secrets."""

from __future__ import annotations

import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django_tasks import task_backends
from pytest_django import Settings

from cicc_site import languages, mail
from members import emails, outbox
from members.models import MailState, OutboxMessage
from tests import mailing
from tests.factories import members as make

LINK = "https://www.example.org/en/apply/s3cr3t-t0ken/?a=1&b=2"
NAME = "Amal <b>Said</b> & Co"
TEXTS = {
    "plain/subject.txt": "About\n{{ name }}",
    "plain/body.txt": "Dear {{ name }},\n\nplease open {{ link }}\nsoon.\n\n{{ site_name }}",
    "rich/subject.txt": "{{ language }} {{ direction }}",
    "rich/body.txt": "{{ name }}: {{ link }}",
    "rich/body.html": '{% extends "emails/base.html" %}{% block content %}<a href="{{ link }}">{{ name }}</a>'
    "{% endblock %}",
    "leaking/subject.txt": "{{ link }}",
    "leaking/body.txt": "{{ link }}",
}


@pytest.fixture(autouse=True)
def occasions(tmp_path: Path, settings: Settings) -> None:
    """Occasions of these tests: one with a text only, one with its own HTML, one that must be refused."""
    for name, text in TEXTS.items():
        path = tmp_path / "emails" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


def write(key: str = "k", occasion: str = "plain", **changes: Any) -> OutboxMessage:
    values: dict[str, Any] = {"to": "amal@example.org", "language": "en", "context": {"name": NAME}}
    with transaction.atomic():
        return outbox.write(occasion, key=key, **{**values, "secrets": {"link": LINK}, **changes})


# --- With its cause ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_transaction_nothing_is_written() -> None:
    with pytest.raises(outbox.NoTransaction):
        outbox.write("plain", to="amal@example.org", language="en", context={}, key="k")
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_cause_that_is_rolled_back_leaves_no_message(django_capture_on_commit_callbacks: Any) -> None:
    def cause() -> None:
        write()
        raise KeyError

    with django_capture_on_commit_callbacks() as nudges:
        with pytest.raises(KeyError):
            transaction.atomic(cause)()
        assert not OutboxMessage.objects.exists()
        write("another")
    assert len(nudges) == 1, "what was rolled back wakes nobody"


@pytest.mark.django_db
def test_the_worker_is_nudged_once_the_cause_stands(django_capture_on_commit_callbacks: Any) -> None:
    queue: Any = task_backends["worker"]
    before = len(queue.results)
    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert len(queue.results) == before
    assert [result.task.name for result in queue.results[before:]] == ["send_mail"]


@pytest.mark.django_db
def test_one_cause_makes_one_message() -> None:
    first = write(context={"name": "Amal"})
    again = write(context={"name": "Beatriz"}, to="beatriz@example.org")
    assert again.pk == first.pk
    assert (again.to, again.subject) == ("amal@example.org", "About Amal")
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_transactions_with_one_cause_make_one_message() -> None:
    """The second waits for the first to commit, and finds its message."""
    written: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def other() -> None:
        try:
            inside.wait(60)
            go_on.set()
            written.append(write(to="chen@example.org").pk)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        written.append(write(to="amal@example.org").pk)
        inside.set()
        go_on.wait(60)
        thread.join(0.5)
        assert thread.is_alive(), "it waits for this transaction"
    thread.join(60)
    assert written[0] == written[1]
    assert OutboxMessage.objects.get().to == "amal@example.org"


# --- What it says ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("occasion", ["plain", "rich"])
@pytest.mark.parametrize("code", languages.codes())
def test_a_message_says_its_language_and_direction(occasion: str, code: str) -> None:
    html = write(occasion=occasion, language=code).html
    direction = "rtl" if code == "ar" else "ltr"
    assert html.startswith("<!doctype html>\n")
    assert f'<html lang="{code}" dir="{direction}">' in html
    assert f'<div lang="{code}" dir="{direction}"' in html, "mail programs drop <html>"


class Parts(HTMLParser):
    """What stands in an HTML: elements, and addresses that are opened without a press."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loaded += [
            value or "" for name, value in attrs if name in {"src", "srcset", "background", "data"}
        ]
        self.loaded += [value or "" for name, value in attrs if name == "style" and "url(" in (value or "")]


OCCASIONS = sorted(
    path.parent.name for path in (Path(django_settings.BASE_DIR) / "templates" / "emails").glob("*/body.txt")
)


@pytest.mark.parametrize("code", languages.codes())
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_mail_of_the_site_is_made_in_every_language_and_loads_nothing(occasion: str, code: str) -> None:
    told = {}
    for language in ("en", code):
        context = {
            "user": "Amal",
            "username": "amal",
            "day": "2026-11-25",
            "answered": 1,
            "silent": 2,
            "rows": [{"label": "New", "count": 3, "address": "https://x.example/"}],
            "time": "12:00",
            "link": "https://x.example/",
        }
        told[language] = mail.render(occasion, context, language)
    parts = Parts()
    parts.feed(told[code].html)
    assert parts.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "p",
        "a",
        "br",
        "strong",
        "bdi",
        "ul",
        "li",
    }
    assert parts.loaded == []
    assert told[code].text.strip()
    assert told[code].subject
    if code != "en":
        assert told[code].subject != told["en"].subject
        assert told[code].text != told["en"].text
    if code == "ar":
        assert re.search(r"[\u0600-\u06ff]", told[code].subject)
        # One that is to tell nothing must not name its sender either.
        named = "التحالف من أجل المحكمة الجنائية الدولية" in told[code].text
        assert named is (occasion != "application_quiet")


def test_a_text_is_plain_and_the_html_beside_it_escaped() -> None:
    told = mail.render("plain", {"name": NAME, "link": "https://evil.example/"}, "en")
    assert told.subject == f"About {NAME}"
    assert f"Dear {NAME}," in told.text
    assert "Dear Amal &lt;b&gt;Said&lt;/b&gt; &amp; Co," in told.html
    assert 'href="https://evil.example/' not in told.html, "only our own addresses can be pressed"
    assert "evil.example/<br>\nsoon." in told.html


def test_an_address_of_the_site_can_be_pressed(settings: Settings) -> None:
    [paragraph] = mail.paragraphs(f"See {settings.SITE_URL}/en/apply/.\nBye <b>", "ltr")
    address = f"{settings.SITE_URL}/en/apply/"
    assert paragraph.html == f'See <a href="{address}" dir="ltr">{address}</a>.<br>\nBye &lt;b&gt;'
    assert "<a" not in mail.paragraphs(f"{settings.SITE_URL}.evil.example/x", "ltr")[0].html


@pytest.mark.parametrize(
    ("words", "in_english", "in_arabic"),
    [
        ("Dear Amal,", "", "ltr"),
        ("عزيزتي أمل،", "rtl", ""),
        ("كتبت Amal Said", "", ""),
        ("2026, 12:00", "", ""),
        ("{site}/en/apply/", "", ""),
        ("{site}/en/apply/ please", "", "ltr"),
    ],
)
def test_words_that_are_quoted_keep_their_direction(words: str, in_english: str, in_arabic: str) -> None:
    text = words.replace("{site}", django_settings.SITE_URL)
    for direction, expected in (("ltr", in_english), ("rtl", in_arabic)):
        assert [part.direction for part in mail.paragraphs(text, direction)] == [expected]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\r\n", "\u202e", "\ud800", "\x85"])
def test_what_somebody_entered_cannot_break_a_message(character: str) -> None:
    told = mail.render("plain", {"name": f"A{character}Bcc: x@example.org", "link": ""}, "en")
    assert "\n" not in told.subject
    assert "\r" not in told.subject
    assert character.strip() == "" or character not in told.subject
    assert "\0" not in told.text + told.html
    (told.subject + told.text + told.html).encode()


@pytest.mark.parametrize("occasion", ["../settings", "app_added/../../x", "", "/etc"])
def test_an_occasion_is_a_folder_of_ours(occasion: str) -> None:
    with pytest.raises(ValueError, match="name of a folder"):
        mail.render(occasion, {}, "en")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "amal", "a@b.org\nBcc: c@d.org", "a@b.org, c@d.org", "Amal <a@b.org>", "a@" + "b" * 400]
)
def test_a_message_goes_to_one_plain_address(address: str) -> None:
    with pytest.raises(ValueError, match="one plain e-mail address"):
        write(to=address)


# --- Secrets -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("occasion", ["plain", "rich"])
def test_a_secret_rests_nowhere_and_arrives_whole(occasion: str, settings: Settings) -> None:
    settings.FOR_THIS_MACHINE_ONLY = False
    written = write(occasion=occasion)
    kept = " ".join(str(value) for value in OutboxMessage.objects.values_list().get())
    assert "s3cr3t" not in kept
    assert outbox.revealed(written) == {"link": LINK}
    [message] = mailing.sent()
    html = str(message.alternatives[0][0])  # type: ignore[attr-defined]
    assert LINK in message.body
    assert 'href="https://www.example.org/en/apply/s3cr3t-t0ken/?a=1&amp;b=2"' in html
    assert "secret-" not in message.body + html, "no mark is left"
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.secrets, outbox.revealed(sent)) == (MailState.SENT, "", {})


@pytest.mark.django_db
def test_on_the_machine_of_a_developer_the_link_stays() -> None:
    write()
    mailing.sent()
    assert outbox.revealed(OutboxMessage.objects.get()) == {"link": LINK}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"occasion": "leaking"},
        {"secrets": {"name": "x"}},
        {"secrets": {"Li nk": "x"}},
    ],
)
def test_a_secret_that_would_leak_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="secret"):
        write(**wrong)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_what_no_key_opens_any_more_is_not_sent_with_holes(settings: Settings) -> None:
    write()
    settings.SECRET_KEY = "another key of the tests, which has never sealed anything at all"
    assert mailing.sent() == []
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_error) == (MailState.FAILED, "secrets unreadable")


@pytest.mark.django_db
def test_the_personal_columns_are_declared() -> None:
    columns = {field.name for field in OutboxMessage._meta.concrete_fields}
    assert OutboxMessage.personal <= columns
    assert {"to", "subject", "text", "html", "secrets"} <= OutboxMessage.personal


@pytest.mark.django_db
def test_a_notice_that_cannot_be_written_undoes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    amal = make.amal()
    with transaction.atomic():
        amal.first_name = "Changed"
        amal.save()
        emails.account_changed(amal, "app_added", to="not an address of hers")
    amal.refresh_from_db()
    assert amal.first_name == "Changed"
    assert "could not be written" in caplog.text
    assert "address of hers" not in caplog.text
