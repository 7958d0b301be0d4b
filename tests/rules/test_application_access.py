"""Who gets which address of an application: every role, anonymous visitors, applicants with own and others' links.

The list of addresses comes from the resolver, so an address that nobody put into the tables here fails the test. To
complete it: add a line with the row that says who may (ROWS for the admin, PUBLIC for addresses below a personal link).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from members.applications import links, snapshot
from members.applications.states import State
from members.models import (
    Application,
    ApplicationLink,
    Attachment,
    Country,
    DecisionPaper,
    ReviewCycle,
    SavedFilter,
    User,
)
from tests.factories import applications as make
from tests.factories import keeping, members
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]

SIGN_IN, HOME, BACK = "sign-in", "home", "back to the page"
ANONYMOUS, TRANSLATOR, EDITOR, PUBLISHER = "anonymous", "Translator AR", "Editor", "Publisher"
PRESS, ARCHIVIST, INSIDE, OUTSIDE = "Press officer", "Archivist", "coordinator inside", "coordinator outside"
OFFICER, ADMINISTRATOR = "Membership officer", "Administrator"
STAFF = (TRANSLATOR, EDITOR, PUBLISHER, PRESS, ARCHIVIST, INSIDE, OUTSIDE, OFFICER, ADMINISTRATOR)

Row = dict[str, Any]
NOBODY: Row = {ANONYMOUS: SIGN_IN, **dict.fromkeys((TRANSLATOR, EDITOR, PUBLISHER, PRESS, ARCHIVIST), HOME)}
# Coordinators read what is of their regions, and the list shows them that alone.
LISTS: Row = {**NOBODY, INSIDE: 200, OUTSIDE: 200, OFFICER: 200, ADMINISTRATOR: 200}
READERS: Row = {**LISTS, OUTSIDE: 404}
OFFICERS: Row = {**LISTS, INSIDE: HOME, OUTSIDE: HOME}
# An application that is not shown is not there; one that is shown and may not be moved leads away.
DEEDS: Row = {**OFFICERS, OUTSIDE: 404}
COMMENTS: Row = {**DEEDS, INSIDE: BACK, OFFICER: BACK, ADMINISTRATOR: BACK}
NO_GET: Row = {**dict.fromkeys(STAFF, 405), ANONYMOUS: SIGN_IN}
MINE: Row = {**NOBODY, INSIDE: 404, OUTSIDE: 404, OFFICER: 200, ADMINISTRATOR: 404}
# A file answers whoever has no right to applications as if it were not there.
FILES: Row = {**dict.fromkeys(STAFF, 404), ANONYMOUS: SIGN_IN, INSIDE: 200, OFFICER: 200, ADMINISTRATOR: 200}
# Nothing is decided yet; afterwards: `test_papers_of_a_decision`.
NO_PAPER: Row = {**OFFICERS, OFFICER: 404, ADMINISTRATOR: 404}

# Routes of the admin below applications/, for GET.
ROWS: dict[str, Row] = {
    "": LISTS,
    "results/": LISTS,
    "bulk/": OFFICERS,
    "filters/save/": LISTS,
    "filters/<int:pk>/": MINE,
    "filters/<int:pk>/delete/": NO_GET,
    "<int:pk>/": READERS,
    "<int:pk>/sheet/": READERS,
    "<int:pk>/do/<slug:name>/ note": COMMENTS,
    "<int:pk>/do/<slug:name>/ take-up": DEEDS,
    "<int:pk>/files/<int:number>/": FILES,
    "<int:pk>/letter/<slug:name>/ approve": OFFICERS,
    "<int:pk>/papers/<int:number>/": NO_PAPER,
    "cycles/": LISTS,
    "cycles/add/": OFFICERS,
    "cycles/propose/": NO_GET,
    "cycles/<int:pk>/": OFFICERS,
    "cycles/<int:pk>/close/": NO_GET,
    "reports/": OFFICERS,
    "reports/<slug:name>.csv": OFFICERS,
}

# Below a personal link: what its owner gets for GET. Everybody else gets 404, whatever the route.
PUBLIC: dict[str, int] = {
    "": 200,
    "confirm/": 405,
    "confirm/again/": 405,
    "answer/": 303,
    "message/": 303,
    "withdraw/": 200,
    "link/": 200,
    "mail/": 405,
    "step/<slug:code>/": 303,
    "check/": 303,
    "receipt/": 200,
    "letter/": 404,
    "files/": 200,
    "files/<int:number>/": 200,
    "files/<int:number>/remove/": 405,
}
# Beside the links: open to everybody, and the same for everybody.
OPEN: dict[str, int] = {"": 200, "begin/": 302, "look-up/": 405}

ADMIN, SITE = "admin/applications/", "membership/application/"
TOKEN = "<str:token>/"


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found, route)
        else:
            yield route


def all_routes() -> tuple[set[str], set[str], set[str]]:
    """The routes of the admin, those below a link, and those beside; each without what is before it."""
    everything = set(routes(get_resolver()))
    admin = {route.removeprefix(ADMIN) for route in everything if route.startswith(ADMIN)}
    site = {route.removeprefix(f"en/{SITE}") for route in everything if route.startswith(f"en/{SITE}")}
    below = {route.removeprefix(TOKEN) for route in site if route.startswith(TOKEN)}
    return admin, below, {route for route in site if not route.startswith(TOKEN)}


def test_every_address_has_its_row() -> None:
    admin, below, beside = all_routes()
    assert len(admin) > 8
    assert len(below) > 10
    # An address of several deeds has a line for each kind of them.
    assert admin == {route.split(" ")[0] for route in ROWS}
    assert below == set(PUBLIC) | {"<path:rest>"}
    assert beside == set(OPEN)


@dataclass(frozen=True)
class Office:
    """Applications, one that was confirmed, one that was not, and one of somebody else; who is signed in, by role."""

    received: int
    unconfirmed: int
    other: int
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """Made once: every address is asked for by everybody, and changes none of it."""
    with standing(django_db_blocker):
        kenya = members.country("KEN", name_en="Kenya", alpha2="KE", cicc_region="africa")
        owner = make.officer("owner")
        received = keeping.application(State.RECEIVED, owner, country=kenya)
        unconfirmed = keeping.application(State.UNCONFIRMED, owner)
        other = keeping.application(State.RECEIVED, owner)
        yield Office(received.pk, unconfirmed.pk, other.pk, _sessions())


@pytest.fixture
def application(roles: None, office: Office) -> Application:
    return Application.objects.get(pk=office.received)


@pytest.fixture
def people(application: Application, office: Office) -> dict[str, Client]:
    clients = {ANONYMOUS: Client()}
    for name, session in office.sessions.items():
        clients[name] = Client()
        clients[name].cookies[settings.SESSION_COOKIE_NAME] = session
    return clients


def _sessions() -> dict[str, str]:
    """Somebody of each role, signed in."""
    sessions = {}
    for name in STAFF:
        inside, outside = name == INSIDE, name == OUTSIDE
        user = User.objects.create_user(
            name.lower().replace(" ", "-"),
            regions=["africa"] if inside else ["americas"] if outside else [],
            is_superuser=name == ADMINISTRATOR,
        )
        user.groups.add(Group.objects.get(name="Regional coordinator" if inside or outside else name))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def outcome(answer: Any) -> Any:
    target = answer.headers.get("Location", "")
    if "/login/" in target:
        return SIGN_IN
    if target == reverse("wagtailadmin_home"):
        return HOME
    return BACK if "/applications/" in target else answer.status_code


def cycle() -> ReviewCycle:
    day = dt.date(2027, 3, 31)
    values = {"received_until": day, "review_from": day, "decision_by": day}
    return ReviewCycle.objects.get_or_create(name="2027, first quarter", defaults=values)[0]


def filled(route: str, application: Application, saved: SavedFilter) -> str:
    """An address in the place of a route of the admin."""
    route, _space, deed = route.partition(" ")
    number = saved.pk if route.startswith("filters/") else application.pk
    number = cycle().pk if route.startswith("cycles/<int:pk>") else number
    attachment = Attachment.objects.get(application=application)
    query = {"bulk/": f"?id={application.pk}", "filters/save/": "?group=all"}.get(route, "")
    for part, value in {
        "<int:pk>": number,
        "<int:number>": attachment.pk,
        "<slug:name>": deed or "regions",
    }.items():
        route = route.replace(part, str(value))
    return f"/{ADMIN}{route}{query}"


@pytest.mark.parametrize("route", ROWS)
def test_in_the_admin(application: Application, people: dict[str, Client], route: str) -> None:
    officer = User.objects.get(username="membership-officer")
    saved = SavedFilter.objects.create(owner=officer, name="Mine", query="group=all", place="applications")
    address = filled(route, application, saved)
    found = {name: outcome(client.get(address)) for name, client in people.items()}
    assert found == ROWS[route]


@pytest.mark.parametrize("route", [route for route in ROWS if route.startswith("<int:pk>")])
def test_what_was_not_confirmed_is_nobodys(people: dict[str, Client], office: Office, route: str) -> None:
    hidden = Application.objects.get(pk=office.unconfirmed)
    saved = SavedFilter(pk=1)
    address = filled(route, hidden, saved)
    for name in (OFFICER, ADMINISTRATOR):
        assert outcome(people[name].get(address)) == 404, name
    for name in (INSIDE, OUTSIDE):
        # Where coordinators have nothing to do they may be led away before anything is looked up.
        assert outcome(people[name].get(address)) in {404, ROWS[route][name]} - {200}, name


def test_papers_of_a_decision(people: dict[str, Client]) -> None:
    kenya = Country.objects.get(alpha3="KEN")
    decided = make.moved_to(State.APPROVED, make.officer("third"), country=kenya)
    assert snapshot.make_missing() == 2
    for paper in DecisionPaper.objects.filter(application=decided):
        address = f"/{ADMIN}{decided.pk}/papers/{paper.pk}/"
        found = {name: outcome(client.get(address)) for name, client in people.items()}
        assert found == OFFICERS


def below(route: str, token: str, attachment: Attachment) -> str:
    filled_in = route.replace("<slug:code>", "people").replace("<int:number>", str(attachment.pk))
    return f"/en/{SITE}{token}/{filled_in}"


@pytest.mark.parametrize("route", PUBLIC)
def test_below_a_personal_link(
    application: Application, people: dict[str, Client], office: Office, route: str
) -> None:
    attachment = Attachment.objects.get(application=application)
    other = Application.objects.get(pk=office.other)
    own, revoked, others = (links.new_link(one) for one in (application, application, other))
    ApplicationLink.objects.filter(digest=links.digest(revoked)).update(revoked_at="2026-01-01T00:00Z")
    client = Client()
    mine = client.get(below(route, own, attachment))
    assert mine.status_code == PUBLIC[route]
    assert not mine.cookies
    if mine.status_code == 200:
        assert "no-store" in mine.headers["Cache-Control"]
        assert mine.headers["Referrer-Policy"] == "no-referrer"
    for token in (revoked, "A" * 43, "anything"):
        assert client.get(below(route, token, attachment)).status_code == 404
        assert client.post(below(route, token, attachment)).status_code in {403, 404}
    # Whoever works here has no other way in than anybody else.
    for name in (OFFICER, ADMINISTRATOR):
        assert people[name].get(below(route, "A" * 43, attachment)).status_code == 404
    theirs = client.get(below(route, others, attachment))
    if "<int:number>" in route:
        assert theirs.status_code in {404, 405}, "a file of another application"
    assert application.reference not in getattr(theirs, "content", b"").decode()


@pytest.mark.parametrize("route", OPEN)
def test_beside_the_links(application: Application, people: dict[str, Client], route: str) -> None:
    answers = {name: client.get(f"/en/{SITE}{route}").status_code for name, client in people.items()}
    assert answers == dict.fromkeys(people, OPEN[route])


def test_a_reduced_application_opens_to_nobody_with_a_link(application: Application) -> None:
    from django.utils import timezone

    from members.applications import erasure
    from members.models import OutboxMessage

    token = links.new_link(application)
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())
    erasure.erase_application(application.pk)
    attachment = Attachment(pk=1)
    for route in PUBLIC:
        assert Client().get(below(route, token, attachment)).status_code == 404, route
