"""The weight of a first visit, as the network carries it: uncached, pictures left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Address
from tests.browser.test_visitor import FROM_LEFT, PAGES

pytestmark = pytest.mark.browser

Record = Callable[[str, object], None]

KILOBYTE = 1024
PATIENCE = 30  # seconds
BYTES = {"ar": 110 * KILOBYTE}
REQUESTS = {"ar": 7}
SCRIPT_BYTES = 10 * KILOBYTE
# The world map is a picture that stands in the page, so that each State is a link; pictures are left out.
DRAWN_BYTES = {"register": 16 * KILOBYTE}
KINDS = ("home", "article", "index", "situations", "case", "register", "search")
# Each kind in Arabic, which brings letters of its own along, and in one of the other languages.
SHOWN = [
    (kind, language)
    for number, kind in enumerate(KINDS)
    for language in ("ar", FROM_LEFT[number % len(FROM_LEFT)])
]
# What shifts until then, and whatever the page still asks for.
SHIFTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve(0), 400);
})"""


@dataclass
class Visit:
    requests: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    shift: float = 0

    def bytes(self, kind: str | None = None) -> int:
        return sum(size for key, size in self.sizes.items() if kind in (None, self.kinds.get(key)))


def visit(browser: Browser, address: str) -> Visit:
    """Load an address as a new visitor and count what comes over the wire, headers included."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    seen = Visit()

    def sent(event: dict[str, object]) -> None:
        if event.get("type") != "Image":
            seen.requests.append(str(event["request"]["url"]))  # type: ignore[index]
            seen.kinds[str(event["requestId"])] = str(event.get("type"))

    def finished(event: dict[str, object]) -> None:
        if str(event["requestId"]) in seen.kinds:
            seen.sizes[str(event["requestId"])] = int(str(event["encodedDataLength"]).partition(".")[0])

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", finished)
    page.goto(address)
    seen.shift = float(page.evaluate(SHIFTS))
    end = time.monotonic() + PATIENCE
    while waiting := seen.kinds.keys() - seen.sizes.keys():
        assert time.monotonic() < end, f"no answer: {[seen.kinds[key] for key in waiting]}"
        page.wait_for_timeout(20)
    context.close()
    return seen


@pytest.mark.parametrize(("kind", "language"), SHOWN)
def test_a_first_visit_is_light(
    site: str, browser: Browser, address: Address, kind: str, language: str, record_property: Record
) -> None:
    seen = visit(browser, site + address(PAGES[kind], language))
    assert len(seen.sizes) >= 3, "the page, its style sheet and its script were not seen"
    record_property("bytes", seen.bytes())
    record_property("requests", len(seen.requests))
    assert seen.bytes() <= BYTES.get(language, 60 * KILOBYTE) + DRAWN_BYTES.get(kind, 0)
    assert len(seen.requests) <= REQUESTS.get(language, 6), seen.requests
    assert seen.bytes("Script") <= SCRIPT_BYTES
    assert round(seen.shift, 3) == 0
