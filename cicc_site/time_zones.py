"""The time zones that staff choose from: those with a place in their names, and UTC.

The list of a system also has names that are no place (`localtime`, `Factory`), which no browser knows: at the first of
them Wagtail's account page would stop writing the hours beside the names.
"""

from __future__ import annotations

import zoneinfo

PARTS_OF_THE_WORLD = frozenset(
    {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
    }
)  # fmt: skip


def choices() -> list[str]:
    found = {name for name in zoneinfo.available_timezones() if name.partition("/")[0] in PARTS_OF_THE_WORLD}
    return ["UTC", *sorted(found)]
