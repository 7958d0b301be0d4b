"""The read-only mode: everything can be read, nothing can be sent. Toggled without a restart, for all at once.

Asked where somebody sends something and where a form is shown, never for a page that is only read. What happens by the
clock on public pages (an embargo that ends, a page that expires) still happens: otherwise a page would be shown longer
than it may.
"""

from __future__ import annotations

import datetime as dt

from members import operating

RETRY_AFTER = 15 * 60  # seconds; what an answer says when nobody has said how long


def since() -> dt.datetime | None:
    """Return when the site became read-only; None while it is not. One query."""
    mark = operating.recall(operating.READ_ONLY)
    return mark.at if mark else None


def turn_on() -> bool:
    """Whether it was off before."""
    if since() is not None:
        return False
    operating.remember(operating.READ_ONLY)
    return True


def turn_off() -> bool:
    """Whether it was on before."""
    return operating.forget(operating.READ_ONLY)
