"""Of many who want a page that lies nowhere yet one makes it, and all get the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from cicc_site import kept_pages
from pages.models import AboutPage, KeptPage
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Site

# Others take part in it: they see what was committed, over connections of their own.
pytestmark = pytest.mark.django_db(transaction=True)

LONG = 60  # seconds after which a test gives up
OTHERS = 3


class Rendering:
    """begun: how often a page began to be made; the first stays in the middle of it until told to go on.

    others: set for each that waits for the first, or makes the page itself.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.in_the_middle, self.go_on = threading.Event(), threading.Event()
        self.here = set[int]()
        self.all_here = threading.Event()
        get_context = AboutPage.get_context

        def held(page: AboutPage, *arguments: Any, **named: Any) -> dict[str, Any]:
            self.begun += 1
            if self.begun == 1:
                self.in_the_middle.set()
                assert self.go_on.wait(LONG)
            else:
                self.arrived()
            context: dict[str, Any] = get_context(page, *arguments, **named)
            return context

        def waits(seconds: float) -> None:
            self.arrived()
            time.sleep(seconds)

        monkeypatch.setattr(AboutPage, "get_context", held)
        clock = SimpleNamespace(monotonic=time.monotonic, time=time.time, sleep=waits)
        monkeypatch.setattr(kept_pages, "time", clock)
        monkeypatch.setattr(kept_pages, "_WAIT", float(LONG))

    def arrived(self) -> None:
        self.here.add(threading.get_ident())
        if len(self.here) == OTHERS:
            self.all_here.set()


def test_who_comes_while_it_is_made_gets_what_the_first_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make.about(make.home(), "Wanted").address_in("en")
    rendering = Rendering(monkeypatch)
    with ThreadPoolExecutor(1 + OTHERS) as readers:
        first = readers.submit(asked, lambda: site.get(where))
        assert rendering.in_the_middle.wait(LONG)
        others = [readers.submit(asked, lambda: site.get(where)) for _each in range(OTHERS)]
        all_came = rendering.all_here.wait(LONG)
        rendering.go_on.set()
        answers = [each.result(LONG) for each in (first, *others)]
    assert all_came
    assert rendering.begun == 1
    assert [answer.status for answer in answers] == [200] * (1 + OTHERS)
    assert "Wanted" in answers[0].text
    assert {answer.text for answer in answers} == {answers[0].text}
    assert {answer.headers["ETag"] for answer in answers} == {answers[0].headers["ETag"]}
    assert KeptPage.objects.count() == 1


def asked(question: Callable[[], Any]) -> Any:
    """Each thread has a connection to the database, and gives it back."""
    try:
        return question()
    finally:
        connection.close()
