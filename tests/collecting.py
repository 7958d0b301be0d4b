"""One test that walks over much, and tells all that it met: see `collecting`.

A thousand small tests cost more in being started than in what they look at; a loop that ends at the first fault hides
the others.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

MOST_SHOWN = 40  # a fault of the base template is on a thousand pages, and says the same on each


class Walk:
    """What a walk has met so far. steps: how many places were looked at, for a test to ask that it were enough."""

    def __init__(self) -> None:
        self.steps = 0
        self.faults: list[str] = []

    @contextmanager
    def at(self, *place: object) -> Iterator[None]:
        """Look at one place: what fails here is kept, with the place and the line, and the walk goes on."""
        self.steps += 1
        try:
            yield
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1]
            where = " · ".join(map(str, place))
            self.faults.append(f"{where}\n    {line.name}:{line.lineno}: {type(error).__name__}: {error}")


@contextmanager
def collecting() -> Iterator[Walk]:
    """Gives a Walk, and fails once at its end with everything it met:

    with collecting() as walk:
        for case in cases:
            with walk.at(case.name, language):
                assert ...
    """
    walk = Walk()
    yield walk
    if walk.faults:
        told = walk.faults[:MOST_SHOWN]
        if len(walk.faults) > MOST_SHOWN:
            told.append(f"... and {len(walk.faults) - MOST_SHOWN} more")
        pytest.fail(f"{len(walk.faults)} of {walk.steps} places:\n" + "\n".join(told), pytrace=False)
