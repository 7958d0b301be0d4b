"""Each hostile text in each field of each step, on its own, over HTTP against the server as `make run` starts it.

Small in `make test`, where each text of some goes into one field of a step. `make drill` sends each text into one
field, the next text into the next one: what a field does with every text is proven without a server
(tests/pages/application). `HOSTILE=all` sends all of them, some 44,000 forms, in a quarter of an hour or more.
"""

from __future__ import annotations

import http.client
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from tests import hostile
from tests.bench import server
from tests.drills import applicants, cluster, web
from tests.drills.applicants import Applicant
from tests.drills.cluster import Cluster
from tests.hostile import reading
from tests.hostile.posting import URLENCODED, arrived
from tests.hostile.spreading import IS_FULL, Findings

AT_ONCE = 8 if IS_FULL else 4
IS_WHOLE = os.environ.get("HOSTILE") == "all"
# What stands in each step of a complete application, and which of it is written, not chosen.
FORM = """
import json, sys
import django; django.setup()
from members.applications import steps
from tests.factories import application_form
free = {code: [name for name, field in form.base_fields.items() if field.kind in ("text", "area")]
        for code, form in steps.FORMS.items()}
names = {code: list(form.base_fields) for code, form in steps.FORMS.items()}
json.dump([application_form.typed(), names, free], sys.stdout)
"""
Case = tuple[str, str, str]  # step, field, name of the text


@pytest.fixture
def environment(database: Cluster, tmp_path: Path) -> dict[str, str]:
    made = {
        **database.environment(),
        "STATIC_ROOT": str(server.PLACE / "static"),
        "APPLICATION_ROOT": str(tmp_path / "applications"),
        "APPLICATION_WORK_BITS": "0",
        "APPLICATION_LIMIT": "0",
        "LOG_LEVEL": "ERROR",
    }
    server.gather_static_files(made)
    return made


@pytest.fixture
def database() -> Iterator[Cluster]:
    with cluster.running() as made:
        yield made


def cases(names: dict[str, list[str]]) -> list[Case]:
    """Every text in one field, by turns; small: one text of each class in one field of each step, by turns."""
    if IS_FULL:
        fields = [(code, field) for code in names for field in names[code]]
        return [
            (code, field, name)
            for turn, name in enumerate(hostile.texts())
            for code, field in (fields if IS_WHOLE else [fields[turn % len(fields)]])
        ]
    firsts = [f"{kind}: {next(iter(texts))}" for kind, texts in hostile.CLASSES.items()]
    return [
        (code, names[code][number % len(names[code])], name)
        for code in names
        for number, name in enumerate(firsts)
    ]


class Sender:
    """One applicant with a connection that stays open. honest, free: of all of them, by step."""

    honest: ClassVar[dict[str, reading.Honest]] = {}
    free: ClassVar[dict[str, list[str]]] = {}

    def __init__(
        self, person: Applicant, address: tuple[str, int], complete: dict[str, dict[str, Any]]
    ) -> None:
        self.person, self.complete = person, complete
        self.connection = http.client.HTTPConnection(*address, timeout=60)
        self.versions: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.shown: dict[str, dict[str, str]] = {}

    def ask(self, method: str, code: str, body: str | None = None) -> tuple[int, str]:
        path = f"/en/membership/application/{self.person.token}/step/{code}/"
        self.connection.request(method, path, body, {"Host": "localhost", "Content-Type": URLENCODED})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def post(self, code: str, values: dict[str, Any]) -> tuple[int, str]:
        around = {"form_token": self.tokens[code], "version": self.versions[code], "then": "next"}
        pairs = [
            (name, hostile.sent(text))
            for name, value in {**values, **around}.items()
            for text in (value if isinstance(value, list) else [value])
        ]
        return self.ask("POST", code, urlencode(pairs))

    def page(self, code: str) -> str:
        status, page = self.ask("GET", code)
        assert status == 200, status
        shown = self.shown[code] = reading.fields(page)
        self.versions[code], self.tokens[code] = shown["version"], shown["form_token"]
        return page

    def learn(self, code: str) -> None:
        """What honest pages of a step are made of: complete, empty, and wrong all over."""
        wrong = dict.fromkeys(self.complete[code], "¤" * 2500)
        pages = [self.page(code)]
        for values in (
            wrong,
            {"countries_of_work": self.complete["organization"]["country"]},
            self.complete[code],
        ):
            pages += [self.post(code, values)[1], self.page(code)]
        self.honest[code] = reading.Honest(*(page for page in pages if page))

    def take(self, case: Case, findings: Findings) -> None:
        code, field, name = case
        text = hostile.texts()[name]
        if code not in self.shown:  # else it is the page that was looked at after the last text
            self.page(code)
        before = self.shown[code].get(field)
        status, page = self.post(code, {**self.complete[code], field: text})
        findings.check(status in {200, 303, 413}, *case, status)
        if status in {200, 413}:
            said = reading.problems(page)
            # One of two contacts asks for the rest of it: then the reason stands there.
            findings.check(status == 413 or (said and all(said.values())), *case, "without a reason")
            findings.check('role="alert"' in page, *case, "without a word at the top")
            for intruder in self.honest[code].intruders(page, [arrived(text)]):
                findings.check(False, *case, intruder)
        again = self.page(code)
        if field in self.free[code]:
            expected = before if status == 413 else arrived(text)
            findings.check(self.shown[code].get(field) == expected, *case, "is not shown again")
        for intruder in self.honest[code].intruders(again, [arrived(text)]):
            findings.check(False, *case, "again", intruder)


def test_each_text_in_each_field(database: Cluster, environment: dict[str, str]) -> None:
    findings, mine = Findings(), threading.local()
    with web.running(environment) as running:
        first, *others = applicants.prepare(AT_ONCE + 1, environment)
        people = iter(others)
        complete, names, Sender.free = applicants.run(FORM, environment)
        todo = cases(names)
        scout = Sender(first, running.address, complete)
        for code in names:
            scout.learn(code)

        def prepare() -> None:
            mine.sender = Sender(next(people), running.address, complete)

        def take(case: Case) -> None:
            try:
                mine.sender.take(case, findings)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                findings.check(False, *case, repr(error))
                mine.sender.connection.close()

        with ThreadPoolExecutor(AT_ONCE, initializer=prepare) as pool:
            list(pool.map(take, todo))
    assert len(todo) > 100
    findings.tell()
