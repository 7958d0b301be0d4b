"""The chain of events: whole as written, and any tampering shows. The serving role cannot even try."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cicc_site import postgres
from members.applications import beginning, chain, links
from members.applications.chain import Actor, Head
from members.applications.states import EventKind, State
from members.models import Application, ApplicationEvent, ApplicationEventText
from members.workflow import applications as verbs
from tests.factories import application_form
from tests.factories import applications as make

pytestmark = pytest.mark.django_db
TABLE = ApplicationEvent._meta.db_table


@pytest.fixture
def decided() -> Application:
    return make.moved_to(State.DECLINED, make.officer())


def tamper(statement: str) -> None:
    """What only somebody with the keys of the house can do: change rows past their guard."""
    tables = (TABLE, "members_application")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in tables:
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {table} SET kind = 'approved' WHERE kind = 'declined'",
        "UPDATE {table} SET at = at - interval '1 day' WHERE number = 2",
        "UPDATE {table} SET hash = repeat('a', 64) WHERE number = 2",
        "UPDATE {table} SET text_digest = '' WHERE kind = 'declined'",
        "UPDATE {table} SET actor_id = NULL WHERE kind = 'declined'",
        "UPDATE members_applicationeventtext SET text = 'Another reason.'",
    ],
)
def test_a_change_shows(decided: Application, change: str) -> None:
    assert list(chain.verify()) == []
    tamper(change.format(table=TABLE))
    assert list(chain.verify())


def test_an_event_taken_out_of_the_middle_shows(decided: Application) -> None:
    ApplicationEventText.objects.all().delete()
    tamper(f"DELETE FROM {TABLE} WHERE number = 2")
    assert list(chain.verify())


def test_an_end_cut_off_shows_against_a_noted_head(decided: Application) -> None:
    noted = chain.head()
    other = make.received()
    assert list(chain.verify(noted)) == []
    assert list(chain.verify(Head(noted.sequence, "b" * 64)))
    later = chain.head()
    tamper(f"DELETE FROM {TABLE} WHERE application_id = {other.pk}")
    Application.objects.filter(pk=other.pk).delete()
    assert list(chain.verify()) == []
    assert any("cut off" in problem for problem in chain.verify(later))


def test_words_can_be_erased_and_the_chain_stays_whole(decided: Application) -> None:
    assert decided.events.get(kind=EventKind.DECLINED).words.text == "Not independent."
    ApplicationEventText.objects.all().delete()
    assert list(chain.verify()) == []


def test_an_application_moved_past_its_events_shows(decided: Application) -> None:
    tamper("UPDATE members_application SET state = 'approved'")
    assert any("no event" in problem for problem in chain.verify())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET kind = 'approved'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
        "UPDATE members_applicationeventtext SET text = ''",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
    ],
)
def test_the_role_that_serves_can_only_add(statement: str) -> None:
    verbs.withdraw(make.received().pk)
    database = str(connection.settings_dict["NAME"])
    with psycopg.connect(postgres.url("web", database), autocommit=True) as serving:
        assert serving.execute(f"SELECT count(*) FROM {TABLE}").fetchone() == (4,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            serving.execute(statement)


def test_a_link_opens_one_application_until_it_is_revoked() -> None:
    application, token = make.begun()
    other, other_token = make.begun(email="other@example.org")
    assert links.find(token) == application
    assert links.find(other_token) == other
    assert links.find(token[:-1] + "?") is None
    links.revoke_all(application)
    assert links.find(token) is None
    assert links.find(other_token) == other


def test_who_did_what_is_told_by_the_event() -> None:
    officer = make.officer()
    application = make.received()
    verbs.take_up(application.pk, Actor.officer(officer))
    event = application.events.latest("number")
    assert (event.actor, event.from_state, event.to_state) == (officer, State.RECEIVED, State.SCREENING)


@pytest.mark.parametrize("verb", ["begin", "send", "decline", "message"])
def test_nothing_that_takes_time_is_done_while_others_wait_for_the_chain(verb: str) -> None:
    officer = make.officer()
    application = make.begun()[0] if verb == "send" else make.moved_to(State.SCREENING, officer)
    if verb == "send":
        make.answers(application)
    do: dict[str, Any] = {
        "begin": lambda: beginning.begin(
            "a form", language="es", email=make.EMAIL, first=application_form.ELIGIBLE
        ),
        "send": lambda: verbs.send(application.pk),
        "decline": lambda: verbs.decline(application.pk, Actor.officer(officer), "Too little is known."),
        "message": lambda: verbs.record(
            application.pk,
            EventKind.MESSAGE_TO_APPLICANT,
            Actor.officer(officer),
            text="Good day.",
            tell=True,
        ),
    }
    with CaptureQueriesContext(connection) as caught:
        do[verb]()
    asked = [query["sql"] for query in caught]
    lock = next(place for place, sql in enumerate(asked) if f"lock({chain.WRITER})" in sql)
    # The last event, the new one and its words, the state and number of the application, what ends a transaction.
    allowed = (
        f'FROM "{TABLE}"',
        f'INTO "{TABLE}',
        'UPDATE "members_application" ',
        "SAVEPOINT",
        "django_tasks",
    )
    assert [sql for sql in asked[lock + 1 :] if not any(part in sql for part in allowed)] == []
    assert any("members_outboxmessage" in sql for sql in asked[:lock])
