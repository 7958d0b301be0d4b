"""In which order the tests run, so that both workers begin at once and end together.

`--dist worksteal` gives each of two workers one half of the list, and later the rest of the slower one to the quicker.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

# What takes longest is begun first: at the end of the list the other worker would wait for it. All of the browser on
# one worker, and early: each that has one of its tests starts a site.
DEAR = (
    "tests/browser/",
    "tests/drills/",
    "tests/rules/",
    "tests/members/applications/test_application_stateful",
)


def arrange(items: list[pytest.Item], uses_database: Callable[[pytest.Item], bool]) -> None:
    """Put the tests in their order: each half begins with what needs no database, while the templates are made."""
    dear = [item for item in items if item.nodeid.startswith(DEAR)]
    others = [item for item in items if not item.nodeid.startswith(DEAR)]
    light = [item for item in others if not uses_database(item)]
    usual = [item for item in others if uses_database(item)]
    middle, half = len(items) // 2, len(light) // 2
    first = [*light[:half], *dear]
    kept = max(middle - len(first), 0)
    items[:] = [*first, *usual[:kept], *light[half:], *usual[kept:]]
