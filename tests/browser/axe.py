"""What axe finds on a page, in words; nothing is good."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What depends on the colours, for a page whose other rules were looked at in the other scheme.
CONTRAST = ["color-contrast"]


def broken_rules(page: Page, *parts: str, only: list[str] | None = None) -> str:
    """parts: selectors of what is looked at, of itself all of the page; only: these rules."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = only
    # The half megabyte of its script is read once by each page.
    there = page.evaluate("'axe' in window")
    axe = Axe("undefined") if there else Axe()
    results = axe.run(
        page, context={"include": [[part] for part in parts]} if parts else None, options=options
    )
    assert results.response["passes"], "nothing was looked at"
    return str(results.generate_report()) if results.violations_count else ""
