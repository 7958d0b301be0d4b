"""The trail is verified by a command and every night; what the last one found is kept, told and compared with."""

from __future__ import annotations

import io
import logging

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from members import periodic_jobs
from members.applications import chain, trail
from members.applications.states import State
from members.models import Application, ApplicationEvent, TrailVerification, User
from pages.roles import ensure_roles
from tests.factories import applications as make
from tests.factories import pages

pytestmark = pytest.mark.django_db


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in ("members_applicationevent", "members_application"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("members_applicationevent", "members_application"):
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ENABLE TRIGGER USER")


def verify(*arguments: str) -> tuple[int, str, str]:
    said, wrong = io.StringIO(), io.StringIO()
    try:
        call_command("verify_applications", *arguments, stdout=said, stderr=wrong)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue(), wrong.getvalue()
    return 0, said.getvalue(), wrong.getvalue()


def test_the_command_prints_the_head_and_ends_with_one_when_something_is_wrong() -> None:
    make.moved_to(State.DECLINED, make.officer())
    code, said, wrong = verify()
    assert (code, wrong) == (0, "")
    assert str(chain.head()) in said
    assert verify(f"--noted={chain.head()}")[0] == 0
    tamper("UPDATE members_applicationevent SET kind = 'approved' WHERE kind = 'declined'")
    code, said, wrong = verify()
    assert (code, said) == (1, "")
    assert "was changed after it was written" in wrong
    assert "is not whole" in wrong


def test_a_head_noted_elsewhere_shows_what_was_cut_off() -> None:
    make.received()
    application = make.received()
    noted = str(chain.head())
    TrailVerification.objects.all().delete()
    tamper(f"DELETE FROM members_applicationevent WHERE application_id = {application.pk}")
    Application.objects.filter(pk=application.pk).delete()
    assert verify()[0] == 0, "a chain cut at its end is a whole one"
    code, _said, wrong = verify("--noted", noted)
    assert code == 1
    assert "cut off" in wrong
    with pytest.raises(CommandError):
        verify("--noted", "12:abc")


def test_each_verification_expects_the_head_of_the_one_before(caplog: pytest.LogCaptureFixture) -> None:
    make.received()
    application = make.received()
    assert trail.verify().is_whole
    tamper(f"DELETE FROM members_applicationevent WHERE application_id = {application.pk}")
    Application.objects.filter(pk=application.pk).delete()
    with caplog.at_level(logging.ERROR):
        periodic_jobs.verify_trail()
    [kept] = TrailVerification.objects.all()
    assert not kept.is_whole
    assert "not whole" in caplog.text
    assert not trail.verify().is_whole, "and it is not forgotten the next night"


def test_it_is_read_in_few_queries(django_assert_max_num_queries: object) -> None:
    for _ in range(3):
        make.received()
    trail.verify()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        trail.verify()
    assert ApplicationEvent.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_what_happens_meanwhile_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """An application moves between the reading of its events and that of its row."""
    import threading

    make.received()
    before = chain._against_rows

    def moving(*arguments: object) -> object:

        def receive() -> None:
            make.received()
            connection.close()

        thread = threading.Thread(target=receive)
        thread.start()
        thread.join()
        return before(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(chain, "_against_rows", moving)
    assert trail.verify().problems == []


ROLES = {
    "Administrator": True,
    "Membership officer": True,
    "Regional coordinator": False,
    "Publisher": False,
}


@pytest.mark.parametrize(("role", "told"), ROLES.items())
def test_who_reads_it_on_the_first_screen(client: Client, role: str, told: bool) -> None:
    pages.home()
    ensure_roles()
    user = User.objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    make.received()
    trail.verify()
    address = "/admin/"
    page = client.get(address).content.decode()
    assert ("3 events" in page) is told
    assert (chain.head().hash in page) is told
    tamper("UPDATE members_applicationevent SET hash = repeat('a', 64) WHERE number = 2")
    trail.verify()
    page = client.get(address).content.decode()
    assert ("The trail of applications is not whole" in page) is told
