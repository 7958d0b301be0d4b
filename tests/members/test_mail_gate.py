"""A copy of the site writes to nobody, however it was made, until an operator opens the gate."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from members import mail_errors, mail_gate, operating, outbox
from members.models import MailState, OutboxMessage

pytestmark = pytest.mark.django_db


def written(key: str = "one") -> OutboxMessage:
    with transaction.atomic():
        context = {"user": "x", "day": "1", "time": "12:00"}
        return outbox.write("app_added", to="a@example.org", language="en", key=key, context=context)


def gate(*arguments: str) -> str:
    said = StringIO()
    call_command("mail_gate", *arguments, stdout=said)
    return said.getvalue()


def sent() -> int:
    outbox.send_due()
    return len(mail.outbox)


def test_a_site_sends_and_remembers_which_database_it_is() -> None:
    written()
    assert sent() == 1
    mark = operating.recall(operating.MAIL)
    assert mark is not None
    assert mark.details == {"place": mail_gate.place()}


def test_a_copy_sends_nothing_until_it_is_opened() -> None:
    operating.remember(operating.MAIL, place="1/1")  # as the row of another cluster says
    message = written()
    assert sent() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MailState.WAITING, 0)
    assert "is a copy" in gate()
    assert "Mail is sent." in gate("open")
    assert sent() == 1


def test_what_waited_in_the_copy_is_held_if_the_operator_says_so() -> None:
    operating.remember(operating.MAIL, place="1/1")
    message = written()
    assert "1 message(s)" in gate("open", "--without-waiting")
    assert sent() == 0
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MailState.FAILED, mail_errors.WITHHELD_AT_RESTORE)
    assert outbox.can_go_again(message)
    written("later")
    assert sent() == 1


def test_it_can_be_shut_by_hand() -> None:
    written()
    assert "Mail is shut." in gate("shut")
    assert sent() == 0


def test_a_restore_shuts_it_in_the_same_statement_whatever_stood_there() -> None:
    for _twice in range(2):
        with connection.cursor() as cursor:
            cursor.execute(mail_gate.SHUT_BY_RESTORE)
        assert mail_gate.shut_because() == mail_gate.SHUT
        operating.remember(operating.MAIL, place=mail_gate.place())
        assert mail_gate.shut_because() == ""
