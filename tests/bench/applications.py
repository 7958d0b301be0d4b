"""`make bench PART=applications`: fifty applicants fill the five steps at once, against a bare Django form.

The production server (tests/bench/server.py) on a database of its own. Each applicant is a thread that reads a page,
fills its form and sends it, from "who may join" to the receipt; before and after, as many send a form of plain Django
with ten fields. Told is the p99 of each step, and how many bare forms that is. Ends with 1 when an answer was wrong,
or, with --most, when a step costs more bare forms than that.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import html
import http.client
import json
import os
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.test")

import django

from cicc_site import catalogues, postgres
from tests import databases
from tests.bench import server
from tests.bench.measures import percentile

STEPS = ("eligibility", "organization", "people", "work", "commitments", "check")
BARE_FORM = "/bare-form/"
# Without the work of a browser a form that anybody may send has to be open so long (members.applications.abuse.SLOW);
# nobody is measured while waiting.
OPEN_FOR = 20.5
INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*>", re.IGNORECASE)
FORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)


class Wrong(Exception):
    """An answer that leads no further."""


class Browser:
    """One applicant with a connection that is kept open."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.connection = http.client.HTTPConnection(*address, timeout=60)

    def ask(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> tuple[int, str, str]:
        headers = {"Host": server.HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields, doseq=True), "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return answer.status, urlsplit(answer.headers.get("Location", "")).path, text


def form_of(page: str, wanted: str) -> tuple[str, dict[str, list[str]]]:
    """The form with a field of this name: where it is sent to, and what stands in its hidden fields."""
    for form in FORM.findall(page):
        fields = [dict(re.findall(r'([\w-]+)="([^"]*)"', field)) for field in INPUT.findall(form)]
        if not wanted or any(field.get("name") == wanted for field in fields):
            action = re.search(r'<form\b[^>]*action="([^"]*)"', form)
            hidden = {
                field["name"]: [html.unescape(field.get("value", ""))]
                for field in fields
                if field.get("type") == "hidden" and "name" in field
            }
            return (html.unescape(action[1]) if action else ""), hidden
    raise Wrong(f"a page without the form of {wanted}")


def apply(
    browser: Browser, number: int, typed: Mapping[str, Mapping[str, Any]], told: dict[str, list[float]]
) -> None:
    """Fill in everything, from the page that invites to the receipt."""
    path = "/en/membership/apply/"
    status, _to, page = browser.ask("GET", path)
    for code in STEPS:
        if status != 200:
            raise Wrong(f"{code}: {status}")
        values = dict(typed.get(code, {}))
        first = next(iter(values), "")
        action, fields = form_of(page, first)
        if code == STEPS[0]:
            values |= {"organization": "", "another": "", "email": f"bench-{number}@example.org"}
            time.sleep(OPEN_FOR)
        began = time.perf_counter()
        status, to, page = browser.ask("POST", action or path, {**fields, **filled(values)})
        if status not in {302, 303} or not to:
            told_so = re.sub(r"<[^>]+>|\s+", " ", page.partition("There is a problem")[2])
            found = " ".join(told_so.split())[:300]
            raise Wrong(f"{code} was not taken: {status} {found}")
        path = to
        status, _to, page = browser.ask("GET", path)
        told[code].append(time.perf_counter() - began)
    if not path.endswith("/receipt/") or status != 200:
        raise Wrong(f"no receipt: {status}")


def warming(browser: Browser, number: int, typed: Mapping[str, Mapping[str, Any]], told: Any) -> None:
    apply(browser, 10_000 + number, typed, told)


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ""}


def bare(browser: Browser, number: int, typed: Mapping[str, Any], told: dict[str, list[float]]) -> None:
    """The same way with a form of plain Django: read, send, be led on, read."""
    for _ in STEPS:
        _status, _to, page = browser.ask("GET", BARE_FORM)
        _action, fields = form_of(page, "field_0")
        began = time.perf_counter()
        sent = {**fields, **{f"field_{place}": f"text {number}" for place in range(10)}}
        status, to, _page = browser.ask("POST", BARE_FORM, sent)
        if status != 302:
            raise Wrong(f"bare form: {status}")
        browser.ask("GET", to)
        told["bare"].append(time.perf_counter() - began)


def at_once(address: tuple[str, int], count: int, way: Any, typed: Any) -> dict[str, list[float]]:
    told: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []

    def one(number: int) -> None:
        try:
            way(Browser(address), number, typed, told)
        except (Wrong, OSError, http.client.HTTPException) as error:
            wrong.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise Wrong(f"{len(wrong)} of {count} did not arrive: {wrong[0]}")
    return told


@contextlib.contextmanager
def answers(database: str) -> Iterator[dict[str, Any]]:
    """What everybody types, from the register of the served database."""
    from tests.factories import application_form

    databases.switch_to(database)
    try:
        yield application_form.typed()
    finally:
        from django.db import connection

        connection.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench PART=applications", description=__doc__)
    parser.add_argument("--applicants", type=int, default=50)
    parser.add_argument(
        "--rounds", type=int, default=1, help="taken for its name only: one round is many requests"
    )
    parser.add_argument("--most", type=float, default=0, help="end with 1 above so many bare forms")
    options = parser.parse_args(arguments)
    # One address sends for fifty here; browsers' work is not what is measured.
    os.environ |= {"APPLICATION_LIMIT": "0", "APPLICATION_WORK_BITS": "0"}
    django.setup()
    with postgres.running() if postgres.is_ours() else contextlib.nullcontext():
        catalogues.compile_all()
        with server.running() as site, answers(site.database) as typed:
            address = site.address
            assert not isinstance(address, str), "a port was asked for"
            try:
                at_once(address, 4, bare, {})  # both are warm before anything is measured
                at_once(address, 4, warming, typed)
                before = at_once(address, options.applicants, bare, {})
                told = at_once(address, options.applicants, apply, typed)
                after = at_once(address, options.applicants, bare, {})
            except Wrong as wrong:
                print(wrong, file=sys.stderr)
                return 1
    plain = percentile([*before["bare"], *after["bare"]], 99)
    print(f"{'step':<14}{'p50 ms':>8}{'p99 ms':>8}{'bare forms':>12}")
    print(f"{'bare':<14}{1000 * percentile(before['bare'], 50):>8.0f}{1000 * plain:>8.0f}{1:>12.1f}")
    worst = 0.0
    for code in STEPS:
        p50, p99 = percentile(told[code], 50), percentile(told[code], 99)
        worst = max(worst, p99 / plain)
        print(f"{code:<14}{1000 * p50:>8.0f}{1000 * p99:>8.0f}{p99 / plain:>12.1f}")
    path = server.PLACE / f"applications-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(
        json.dumps({"load": os.getloadavg(), "bare": before, "steps": told}, indent=1), encoding="utf-8"
    )
    return int(bool(options.most) and worst > options.most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
