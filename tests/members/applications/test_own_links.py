"""Personal links: made once per form, sent to the address on file only, closed when they are changed."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from members import outbox
from members.applications import beginning, links, own_links, own_settings, receiving, writing
from members.applications.states import EventKind, State
from members.models import Application, ApplicationLink, ApplicationStep, LinkRequest, OutboxMessage
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members as make_member

FORM = "a-signed-token-of-the-first-form"
LINK = re.compile(r"/membership/application/([A-Za-z0-9_-]{43})/")


def token_in_the_last_mail() -> str:
    outbox.send_due()
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found[1]


def occasions(to: str = make.EMAIL) -> list[str]:
    return list(OutboxMessage.objects.filter(to=to).order_by("pk").values_list("occasion", flat=True))


@pytest.mark.django_db
def test_a_form_that_is_sent_again_leads_to_what_it_began() -> None:
    first = beginning.begin(FORM, language="es", email=make.EMAIL)
    again = beginning.begin(FORM, language="es", email=make.EMAIL)
    assert first
    assert first == again
    assert links.find(first[1]) == first[0]
    assert Application.objects.count() == 1
    assert occasions() == ["application_begun"]
    other = beginning.begin("another form", language="es", email=make.EMAIL)
    assert other
    assert other[0] != first[0]


@pytest.mark.django_db
def test_what_is_put_right_in_the_same_form_holds_for_what_it_began() -> None:
    first = beginning.begin(FORM, language="es", email="beatirz@example.org")
    wrong = token_in_the_last_mail()
    again = beginning.begin(FORM, language="ar", email=make.EMAIL, quiet=True)
    assert first
    assert again
    assert again[1] == first[1]
    application = Application.objects.get()
    assert (application.email, application.language, application.quiet) == (make.EMAIL, "ar", True)
    assert links.find(first[1]) == application
    assert not links.find(wrong), "somebody else may have it"
    assert occasions() == ["application_quiet"]
    # Once it is no draft any more, the form changes nothing.
    verbs.withdraw(application.pk, "")
    beginning.begin(FORM, language="fr", email="thief@example.org")
    application.refresh_from_db()
    assert (application.email, application.language) == (make.EMAIL, "ar")


@pytest.mark.django_db
def test_a_form_opens_nothing_any_more_once_the_link_is_changed_or_an_hour_has_passed() -> None:
    begun = beginning.begin(FORM, language="es", email=make.EMAIL)
    assert begun
    ApplicationLink.objects.update(created=timezone.now() - timedelta(hours=2))
    assert beginning.begin(FORM, language="es", email=make.EMAIL) is None
    ApplicationLink.objects.update(created=timezone.now())
    own_links.change(begun[0].pk)
    assert beginning.begin(FORM, language="es", email=make.EMAIL) is None
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_that_send_one_form_at_once_all_come_to_one_draft() -> None:
    found: list[Any] = []
    start = threading.Barrier(5)

    def send() -> None:
        start.wait()
        try:
            found.append(beginning.begin(FORM, language="en", email=make.EMAIL))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5
    assert len({token for _application, token in found}) == 1
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_whoever_begins_anew_gets_the_link_of_the_other_draft_in_the_mail_and_not_on_the_screen() -> None:
    earlier, _ = make.begun()
    make.received()
    begun = beginning.begin(FORM, language="es", email=make.EMAIL)
    assert begun
    assert begun[0] != earlier
    OutboxMessage.objects.all().delete()
    assert own_links.see_to_requests() == 1
    assert occasions() == ["application_link"]
    assert links.find(token_in_the_last_mail()) == earlier


@pytest.mark.django_db
def test_a_draft_of_last_week_is_not_brought_up_again() -> None:
    earlier, _ = make.begun()
    Application.objects.filter(pk=earlier.pk).update(created=timezone.now() - timedelta(days=7))
    beginning.begin(FORM, language="es", email=make.EMAIL)
    OutboxMessage.objects.all().delete()
    own_links.see_to_requests()
    assert occasions() == []


@pytest.mark.django_db
def test_asked_for_again_the_links_go_to_the_address_on_file_and_to_no_other() -> None:
    application = make.received()
    draft, _ = make.begun("ar")
    OutboxMessage.objects.all().delete()
    own_links.ask(" Beatriz@EXAMPLE.org ")
    own_links.ask("nobody@example.org")
    assert own_links.see_to_requests() == 2
    assert not LinkRequest.objects.exists()
    assert set(OutboxMessage.objects.values_list("to", "language", "occasion")) == {
        (make.EMAIL, "es", "application_link"),
        (make.EMAIL, "ar", "application_link"),
    }
    for one in (application, draft):
        assert make.kinds(one)[-1] == EventKind.LINK_SENT


@pytest.mark.django_db
def test_what_was_asked_is_kept_unread_and_survives_a_worker_that_is_killed() -> None:
    make.received()
    own_links.ask(make.EMAIL)
    assert b"beatriz" not in bytes(LinkRequest.objects.get().sealed)
    broken = mock.patch.object(verbs, "record", side_effect=RuntimeError)
    with broken, pytest.raises(RuntimeError):
        own_links.see_to_requests()
    assert LinkRequest.objects.count() == 1
    assert own_links.see_to_requests() == 1


@pytest.mark.django_db
def test_a_request_sealed_with_a_lost_key_is_given_up() -> None:
    LinkRequest.objects.create(sealed=b"nothing")
    assert own_links.see_to_requests() == 1
    assert not LinkRequest.objects.exists()


@pytest.mark.django_db
def test_a_changed_link_closes_all_others_and_two_new_ones_open() -> None:
    application, token = make.begun()
    mailed = token_in_the_last_mail()
    new = own_links.change(application.pk)
    assert links.find(token) is None
    assert links.find(mailed) is None
    assert links.find(new) == application
    assert links.find(token_in_the_last_mail()) == application
    assert occasions() == ["application_begun", "application_link_changed"]
    assert make.kinds(application)[-1] == EventKind.LINK_CHANGED


@pytest.mark.django_db
def test_only_what_went_to_the_post_box_proves_that_it_is_read() -> None:
    _application, token = make.begun()
    assert not links.came_by_mail(token)
    mailed = token_in_the_last_mail()
    assert links.came_by_mail(mailed)
    assert not links.came_by_mail(own_links.change(_application.pk))
    assert not links.came_by_mail(mailed), "it is closed"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "x", "a" * 43, "é" * 43, "../" * 10, "\ud800", "a" * 5000])
def test_any_text_opens_nothing_by_one_query(text: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert links.find(text) is None


@pytest.mark.django_db
def test_the_mail_goes_to_another_address_until_it_is_confirmed() -> None:
    application = make.sent()
    wrong = token_in_the_last_mail()
    assert own_settings.send_link_again(application.pk, "bea@example.net")
    application.refresh_from_db()
    assert application.email == "bea@example.net"
    assert not links.find(wrong), "somebody else may have it"
    assert links.came_by_mail(token_in_the_last_mail())
    verbs.confirm(application.pk)
    assert not own_settings.send_link_again(application.pk, "thief@example.net")
    application.refresh_from_db()
    assert application.email == "bea@example.net"


# ---- two that are one


@pytest.mark.django_db
def test_sent_twice_by_one_it_is_one_in_the_queue() -> None:
    country = make_member.some_country()
    first = make.sent(country=country)
    second = make.sent(country=country, legal_name="RED  EJEMPLO por la justicia")
    assert receiving.receive(first.pk)
    assert receiving.receive(second.pk)
    second.refresh_from_db()
    assert second.state == State.DUPLICATE
    assert second.duplicate_of == first
    assert Application.objects.with_officers().get() == first


@pytest.mark.django_db
def test_what_is_not_certainly_the_same_stays_apart() -> None:
    here, there = make_member.country("ZZC"), make_member.country("ZZD")
    same = make.sent(country=here)
    receiving.receive(same.pk)
    for fields in ({"country": there}, {"country": here, "legal_name": "Red Ejemplo por la Paz"}):
        other = make.sent(**fields)
        receiving.receive(other.pk)
        other.refresh_from_db()
        assert other.state == State.RECEIVED
    stranger = make.sent(country=here)
    Application.objects.filter(pk=stranger.pk).update(email="other@example.org")
    receiving.receive(stranger.pk)
    stranger.refresh_from_db()
    assert stranger.state == State.RECEIVED
    closed = verbs.withdraw(same.pk)
    again = make.sent(country=here)
    receiving.receive(again.pk)
    again.refresh_from_db()
    assert (closed.state, again.state) == (State.WITHDRAWN, State.RECEIVED)


@pytest.mark.django_db
def test_received_twice_is_received_once() -> None:
    application = make.sent()
    assert receiving.receive(application.pk)
    assert receiving.receive(application.pk)
    assert make.kinds(application).count(EventKind.CONFIRMED) == 1
    assert not receiving.receive(make.begun()[0].pk)


@pytest.mark.django_db
def test_a_deleted_draft_takes_along_what_was_typed() -> None:
    application, _ = make.begun()
    ApplicationStep.objects.create(application=application, step="people", values={"head_name": "Demo Head"})
    writing.withdraw(application.pk, "")
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert not ApplicationStep.objects.exists()
