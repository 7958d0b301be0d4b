"""Spreads texts over fields, so that few forms carry many of them; and keeps what went wrong, to tell it at once."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence

IS_FULL = os.environ.get("DRILL") == "full"


def spread(names: Sequence[str], fields: Sequence[str], visits: int) -> Iterator[dict[str, str]]:
    """Give forms, {field: name of a text}, until each text was in `visits` of the fields; in `make drill` in each of
    them, and always in company of others."""
    if not fields:
        return
    whole = IS_FULL or visits >= len(fields)
    forms = len(names) if whole else math.ceil(len(names) * visits / len(fields))
    stride = 7 if whole else forms
    for form in range(forms):
        yield {field: names[(form + place * stride) % len(names)] for place, field in enumerate(fields)}


class Findings:
    """What went wrong, by the name of the text."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def check(self, holds: object, *what: object) -> None:
        if not holds:
            self.found.append(" · ".join(map(str, what)))

    def tell(self, most: int = 40) -> None:
        """Fail with all of it."""
        shown = "\n".join(self.found[:most])
        assert not self.found, f"{len(self.found)} findings:\n{shown}"
