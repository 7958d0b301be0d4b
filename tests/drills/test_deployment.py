"""Each part of a deployment is killed in turn while people read and send; then a new version comes with a migration.

What may be lost is what was in flight with the part that was killed, and of that only what cannot be asked twice.
`make drill` strikes more often and tells at its end what each blow cost.
"""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import psutil
import pytest

from cicc_site import probing
from tests.drills import applicants, deployment, load, mail_server, worker
from tests.drills.applicants import Applicant
from tests.drills.deployment import HALVES, TOLD, WEBS, Deployment
from tests.drills.load import FORM, READ, Asked, Load
from tests.drills.mail_server import MailServer
from tests.drills.worker import wait_until

IS_FULL = os.environ.get("DRILL") == "full"
PEOPLE = 300 if IS_FULL else 120
CALM = 1.2 if IS_FULL else 0.7  # seconds of load before and after a blow
READERS = 6
SUBJECT = "An authenticator app was added to your account"
FILL = """
import json, sys
import django; django.setup()
from wagtail.models import Site
from pages.models import DirectoryPage, SitePage
from tests.factories import members
country = members.country()
for number in range(40):
    members.organization(f"Demo Organization {number}", country)
home = Site.objects.get(is_default_site=True).root_page
def addresses(of):
    return [page.specific.address_in(language) for page in of for language in ("en", "es", "fr", "ar")]
pages = addresses(SitePage.objects.live().descendant_of(home).order_by("path"))
json.dump([pages, addresses(DirectoryPage.objects.live())], sys.stdout)
"""


SIGNED_IN = """
import json, sys
import django; django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client()
client.force_login(get_user_model().objects.create_superuser("keeper", password="a password for the drill 7"))
[cookie] = [each for each in client.cookies.values() if each.key.endswith("sessionid")]
json.dump(f"{cookie.key}={cookie.value}", sys.stdout)
"""


@dataclass(frozen=True)
class Blow:
    """What one deed cost. after: lost among what was begun when the part worked again. refused: reads that were lost
    without having been in flight with the part when it was struck."""

    name: str
    asked: int
    reads: int
    refused: int
    forms: int
    after: int
    slowest: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.name:38} {self.asked:6d} {self.reads:6d} {self.forms:6d} {self.after:6d}"
            f" {self.slowest:7.2f} s {self.seconds:7.2f} s"
        )


HEADING = "{:38} {:>6} {:>6} {:>6} {:>6} {:>9} {:>9}".format(
    "what is done under load", "asked", "reads", "forms", "after", "slowest", "back in"
)


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server.running() as made:
        yield made


@pytest.fixture(scope="module")
def site(post: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployment.running(tmp_path_factory.mktemp("deployment"), post.port) as made:
        yield made


@pytest.fixture(scope="module")
def paths(site: Deployment) -> list[str]:
    found: list[str]
    directory: list[str]
    found, directory = applicants.run(FILL, site.environment)
    assert len(directory) == 4
    # Pages may come from the folder of kept ones; these are made anew for everybody.
    searches = [
        f"/{code}/search/?q={word}" for code, word in zip(("en", "es", "fr", "ar"), WORDS, strict=True)
    ]
    return [
        path for ten in range(0, len(found), 10) for path in [*found[ten : ten + 10], *searches, *directory]
    ]


WORDS = ("court", "corte", "cour", "%D9%85%D8%AD%D9%83%D9%85%D8%A9")


@pytest.fixture(scope="module")
def people(site: Deployment) -> list[Applicant]:
    made = applicants.prepare(PEOPLE, site.environment)
    applicants.look(made[0], site.address)
    return made


def strike(name: str, pressed: Load, deed: Callable[[], object], back: Callable[[], object]) -> Blow:
    time.sleep(CALM)
    began = time.monotonic()
    deed()
    back()
    ended = time.monotonic()
    count_then = len(pressed.asked)
    wait_until(lambda: len(pressed.asked) > count_then + 2 * READERS, "the load goes on")
    time.sleep(CALM)
    asked = pressed.between(began, time.monotonic())
    lost = [one for one in asked if one.is_lost]

    def count(of: list[Asked], kind: str) -> int:
        return sum(one.kind == kind for one in of)

    blow = Blow(
        name=name,
        asked=len(asked),
        reads=count(lost, READ),
        refused=sum(one.kind == READ and (one.began > began or one.status != 0) for one in lost),
        forms=count(lost, FORM),
        after=sum(one.began > ended for one in lost),
        slowest=max(one.ended - one.began for one in asked),
        seconds=ended - began,
    )
    TOLD.append(str(blow))
    return blow


def test_web_servers_keep_nothing_of_their_own(site: Deployment) -> None:
    """Signed in at one is signed in at the other; signed out by a command is signed out at both, at once."""
    session: str = applicants.run(SIGNED_IN, site.environment)
    assert [led_to(site, name, session) for name in WEBS] == [SECOND_STEP] * 2
    site.manage("sign_everyone_out")
    assert [led_to(site, name, session) for name in WEBS] == [SIGN_IN] * 2


SIGN_IN, SECOND_STEP = "sign in", "set up the second step"


def answer_of(site: Deployment, name: str, path: str, **headers: str) -> http.client.HTTPResponse:
    """What one of the web servers says when nginx asks it."""
    asked = probing.SocketConnection(str(site.run / f"{name}.sock"), timeout=30)
    told = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    asked.request("GET", path, headers={**told, **headers})
    return asked.getresponse()


def searches(site: Deployment, name: str) -> bool:
    return answer_of(site, name, f"/en/search/?q={WORDS[0]}").status == HTTPStatus.OK


def led_to(site: Deployment, name: str, session: str) -> str:
    """Where a web server leads somebody who asks for the admin. session: the cookie, name and value."""
    answer = answer_of(site, name, "/admin/", Cookie=session)
    where = answer.getheader("Location", "")
    assert answer.status == 302, answer.status
    return SIGN_IN if "/admin/login/" in where else SECOND_STEP


def test_each_part_is_killed_and_comes_back(
    site: Deployment, post: MailServer, paths: list[str], people: list[Applicant]
) -> None:
    half = len(people) // 2
    TOLD.append(HEADING)
    with load.pressing(site.address, paths, people[:half], READERS) as pressed:
        blows = [strike("nothing", pressed, lambda: time.sleep(1), lambda: None)]
        assert (blows[0].reads, blows[0].forms) == (0, 0)
        for name in WEBS:
            blows.append(kill_web(site, pressed, name))
        blows.append(kill_one_process(site, pressed))
        for number, name in enumerate(HALVES, start=1):
            blows.append(kill_half(site, pressed, post, name, number))
        for blow in blows:
            # Half an answer cannot be asked for again; everything else can, by nginx.
            assert blow.refused == 0, blow
            assert blow.after == 0, blow
        front = kill_front(site, pressed)
        database = kill_database(site, pressed)
        assert (front.after, database.after) == (0, 0)
        assert front.reads <= READERS * 60 * front.seconds, "only while it was away"
    again_until_told(site, pressed.pressed)


def kill_web(site: Deployment, pressed: Load, name: str) -> Blow:
    def back() -> None:
        wait_until(lambda: site.parts[name].starts > starts, "it is started again")
        site.wait_for_door(name)

    starts = site.parts[name].starts
    return strike(f"kill -9 {name}", pressed, site.parts[name].kill, back)


def kill_one_process(site: Deployment, pressed: Load) -> Blow:
    part = site.parts[WEBS[0]]
    assert part.process is not None
    [child] = psutil.Process(part.process.pid).children()

    def back() -> None:
        wait_until(
            lambda: child.pid not in {p.pid for p in first.children()} and first.children(),
            "another is there",
        )
        site.wait_for_door(WEBS[0])

    first = psutil.Process(part.process.pid)
    return strike("kill -9 one process of web-1", pressed, child.kill, back)


def kill_half(site: Deployment, pressed: Load, post: MailServer, name: str, mails: int) -> Blow:
    """mails: how many there are when the one has come that is written without it."""

    def back() -> None:
        wait_until(lambda: site.parts[name].starts > starts, "it is started again")

    starts = site.parts[name].starts
    blow = strike(f"kill -9 {name}", pressed, site.parts[name].kill, back)
    worker.write(f"written without a {name}", site.environment)
    post.wait_for(SUBJECT, mails)
    return blow


def kill_front(site: Deployment, pressed: Load) -> Blow:
    def back() -> None:
        wait_until(lambda: load.ask(site.address, "/en/").status == 200, "nginx is back")

    return strike("kill -9 nginx", pressed, site.parts["nginx"].kill, back)


def kill_database(site: Deployment, pressed: Load) -> Blow:
    def back() -> None:
        site.database.launch()
        # Each web server finds out by itself, within a second.
        wait_until(lambda: all(searches(site, name) for name in WEBS), "both have the database back")

    return strike("kill -9 PostgreSQL", pressed, site.database.kill, back)


def again_until_told(site: Deployment, pressed: list[Applicant]) -> None:
    """Whoever was not told presses again, as people do; each application is there once."""
    for person in pressed:
        mine = load.of_visitor(person.number)
        assert person.told or applicants.submit(person, site.address, mine), person.number
    rows = site.database.sql(
        "SELECT application_id, count(*) FROM members_applicationevent WHERE kind = 'sent' GROUP BY 1"
    )
    sent, expected = dict(rows), [person.number for person in pressed]
    assert {number: sent.get(number) for number in expected} == dict.fromkeys(expected, 1)


def test_a_new_version_with_a_migration_comes_while_people_read_and_send(
    site: Deployment, paths: list[str], people: list[Applicant]
) -> None:
    half = len(people) // 2
    with load.pressing(site.address, paths, people[half:], READERS) as pressed:
        migrated = strike("migration, as the owner", pressed, lambda: migrate(site), lambda: None)
        blows = [migrated]
        for name in WEBS:
            blows.append(
                strike(
                    f"restart {name}",
                    pressed,
                    lambda name=name: site.parts[name].restart(),  # type: ignore[misc]
                    lambda name=name: site.wait_for_door(name),  # type: ignore[misc]
                )
            )
        for name in HALVES:
            blows.append(strike(f"restart {name}", pressed, site.parts[name].restart, lambda: None))
    assert site.database.sql("SELECT drill_note FROM pages_sitepage LIMIT 1")
    assert sum(one.kind == FORM for one in pressed.asked) >= 10, "there was no load"
    lost = [one for one in pressed.asked if one.is_lost]
    assert not lost, lost[:10]


def migrate(site: Deployment) -> None:
    site.manage(
        "migrate",
        "--verbosity=0",
        DJANGO_SETTINGS_MODULE="tests.drills.next_version.settings",
        PYTHONPATH=".",
    )
