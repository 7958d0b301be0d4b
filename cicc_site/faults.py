"""Says in a log what went wrong and where, without the words of the fault: those may hold somebody's data."""

from __future__ import annotations

import traceback


def name_of(error: BaseException) -> str:
    """The class of a fault."""
    return type(error).__qualname__


def told(error: BaseException) -> str:
    """The class of a fault and the lines it came through: no message, no values."""
    lines = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    return f"{name_of(error)}\n{lines}" if lines else name_of(error)
