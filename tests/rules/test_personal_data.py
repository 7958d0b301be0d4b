"""Personal data are declared on the models, and stand nowhere but where officers look at one person's file.

Canaries are put into every personal column; then everything that lists, exports, searches or logs is read for them: the
public pages, the open data, the lists and searches of the admin as an officer, the logs of verbs, failures and mail.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from cicc_site.masking import MaskingFormatter
from members import outbox, personal
from members.applications import reducing
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, OutboxMessage, User
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import keeping
from tests.rules.walking import assert_silent, body_of

OURS = {"members", "pages", "documents", "cicc_site"}
# What a column is called that may say something of a person.
TELLING = re.compile(
    r"(?:^|_)(?:e?mail|phone|tel|signal|whatsapp|person|contact|postal|address|birth|gender|first_name|last_name|"
    r"full_name|author_name|actor_name|head_name|main_name|second_name|submitter_name|notes?|message|answer|opinion)(?:_|$)"
)
REACHING = re.compile(r"(?:^|_)(?:e?mail|phone|signal|whatsapp|postal)(?:_|$)")
# Columns that are called like that, or are e-mail addresses, and hold nothing that has to be kept from lists.
KNOWN_OTHERWISE: dict[str, str] = {
    "members.Application.email_confirmed_at": "a moment",
    "members.Country.staff_notes": "on a State and its treaty acts",
    "members.TreatyAct.staff_notes": "on a treaty act",
    "members.ImportRun.actor_name": "an account of the staff",
    "members.Note.author_name": "an account of the staff",
    "members.OutboxMessage.message_id": "random",
    "members.RegisterChange.actor_name": "an account of the staff",
    "members.User.email": "an account of the staff, seen and removed by administrators",
    "members.User.first_name": "an account of the staff",
    "members.User.last_name": "an account of the staff",
    "pages.PressContact.email": "published: who answers the press",
    "pages.PressContact.phone": "published: who answers the press",
    "pages.VacancyPage.apply_email": "published: where to apply",
}


def telling() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.concrete_fields:
            # What pages hold is there to be read by everybody: of them only ways to reach somebody are asked about.
            wanted = TELLING if model._meta.app_label == "members" else REACHING
            if isinstance(field, models.EmailField) or wanted.search(field.name):
                yield model, field


def test_every_column_that_may_be_personal_is_declared() -> None:
    declared = personal.columns()
    missing = {
        f"{model._meta.label}.{field.name}"
        for model, field in telling()
        if field.name not in declared.get(model, ())
    }
    assert missing == set(KNOWN_OTHERWISE)


def test_what_is_declared_is_there_and_can_be_emptied() -> None:
    assert len(personal.columns()) > 12
    for model, names in personal.columns().items():
        assert names <= {field.name for field in model._meta.concrete_fields}, model
        if model._meta.app_label in OURS:
            personal.wiped(model)


def test_every_row_that_belongs_to_an_application_is_seen_to_when_it_is_emptied() -> None:
    known = {Application, *reducing.DELETED, *reducing.kin()}
    for relation in Application._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or not getattr(model, "personal", None):
            continue
        assert model in known or model._meta.model_name in {"applicationanswers", "applicationeventtext"}, (
            model
        )


# ---- what nobody may read

# Pages about one person's file are left out by having a number in their address; these are lists of mail, told only to
# whoever has the right to see it, and each message in them is one person's.
MAIL = ("/admin/reports/mail/",)


def lists() -> list[str]:
    """Every address of the admin that needs no number: lists, searches, reports, exports, first screens."""

    def below(resolver: URLResolver, before: str) -> Iterator[str]:
        for found in resolver.url_patterns:
            route = before + str(found.pattern).lstrip("^").rstrip("$")
            if isinstance(found, URLResolver):
                yield from below(found, route)
            elif isinstance(found, URLPattern) and not re.search(r"[<(\\]", route):
                yield "/" + route

    found = {route for route in below(get_resolver(), "") if route.startswith(f"/{settings.ADMIN_PATH}/")}
    return sorted(
        route for route in found if not re.search(r"logout|login|password|sprite|jsi18n|failwhale", route)
    )


def questions(address: str, addresses: set[str]) -> Iterator[str]:
    """What an address is asked: as it stands, for a word, for a file of it; each where it could say something else."""
    search, files = f"?q={keeping.WORD}", ("?export=csv", "?export=xlsx")
    if address.endswith("/results/"):
        yield search  # the same view as the list above it, without the page around it
        return
    yield ""
    if re.search(r"/(?:add|create|new|chosen-multiple)/$", address):
        return
    if f"{address}results/" not in addresses:
        yield search
    view: Any = getattr(resolve(address).func, "view_class", None)
    is_ours = view is None or view.__module__.split(".")[0] in OURS
    if is_ours or issubclass(view, SpreadsheetExportMixin):
        yield from files


def test_no_list_of_the_admin_tells_it(filled: dict[str, Application]) -> None:
    officer = make.officer("officer")
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    client = Client(raise_request_exception=True)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    addresses = lists()
    assert len(addresses) > 60
    read = 0
    for address in addresses:
        if address.startswith(MAIL) or "/mail" in address:
            continue
        for query in questions(address, set(addresses)):
            answer = client.get(address + query)
            assert answer.status_code < 500, address + query
            if answer.status_code in {302, 405}:
                break  # what leads elsewhere, or takes a form, does so whatever is asked
            if answer.status_code != 200:
                continue
            read += 1
            text = body_of(answer)
            # What was asked is repeated: in the field, in links to other pages of the answer.
            text = text.replace(keeping.WORD, "") if query.startswith("?q=") else text
            assert_silent(text, address + query)
            shown = [name for name in ("Demo Applicant", "Demo Shown Network") if name in text]
            if query.startswith("?q=") and shown:
                # A list that has no search shows the same for any question.
                other = body_of(client.get(f"{address}?q=qqnothing"))
                assert all(name in other for name in shown), f"{address} finds by personal data"
    assert read > 100


def test_no_log_tells_it(
    filled: dict[str, Application], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """Every level of every logger, with the formatter of production: verbs, a mail server that refuses, a failure."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(MaskingFormatter("{levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Statements with their values are logged in debug mode only, which production refuses.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    try:
        officer = make.officer("second")
        actor = Actor.officer(officer)
        number = filled[State.SCREENING.value].pk
        verbs.ask(number, actor, f"{keeping.WORD} question to {keeping.address('applicant')}")
        verbs.answer(number, f"{keeping.WORD} answer")
        with pytest.raises(verbs.Refused):
            verbs.approve(number, actor, f"{keeping.WORD} letter")
        _mail_fails(monkeypatch)
        _page_fails(monkeypatch, client, filled)
        monkeypatch.undo()
        call_command("verify_applications", verbosity=0)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    told = written.getvalue()
    assert "Traceback" in told, "the failing page was logged"
    assert len(told.splitlines()) > 5
    assert_silent(told, "the log")
    assert not re.search(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", told), "a token"


def _mail_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from smtplib import SMTPRecipientsRefused

    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self: Any, messages: Any) -> int:
        address = messages[0].to[0]
        raise SMTPRecipientsRefused({address: (550, f"no such person {address}".encode())})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    outbox.send_due()
    assert OutboxMessage.objects.exclude(last_error="").exists()
    for error in OutboxMessage.objects.values_list("last_error", flat=True):
        assert_silent(error, "the error that is kept")


def _page_fails(monkeypatch: pytest.MonkeyPatch, client: Client, filled: dict[str, Application]) -> None:
    """An own page that breaks with an address in its exception."""
    from members.applications import links
    from pages.application import own_showing

    def broken(*arguments: Any, **named: Any) -> Any:
        raise RuntimeError(f"broken for {keeping.address('applicant')}")

    monkeypatch.setattr(own_showing, "own_page", broken)
    token = links.new_link(filled[State.RECEIVED.value])
    client.raise_request_exception = False
    answer = client.get(f"/en/membership/application/{token}/")
    assert answer.status_code == 500
    assert_silent(body_of(answer), "the page of the failure")


def test_no_address_tells_it(filled: dict[str, Application]) -> None:
    """What is in an address is in histories, bookmarks and logs: no route takes an e-mail or a name."""
    for route in lists():
        assert_silent(route, route)
    for message in OutboxMessage.objects.all():
        for value in message.revealed().values():
            assert_silent(value, "a link in a mail")


def test_wagtails_index_and_log_hold_none(filled: dict[str, Application]) -> None:
    from wagtail.models import ModelLogEntry, ReferenceIndex
    from wagtail.search.models import IndexEntry

    for entry in IndexEntry.objects.all():
        assert_silent(f"{entry.title} {entry.autocomplete} {entry.body}", "the index of the search")
    for line in ModelLogEntry.objects.all():
        assert_silent(f"{line.label} {line.data}", "the log of the admin")
    for reference in ReferenceIndex.objects.all():
        assert_silent(f"{reference.content_path}", "the index of references")


def test_events_hold_codes_only(filled: dict[str, Application]) -> None:
    for application in filled.values():
        for event in application.events.all():
            assert_silent(f"{event.subject} {event.outbox_key} {event}", "an event")
    assert Application.objects.filter(events__kind=EventKind.NOTE).exists()
