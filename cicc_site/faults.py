"""Says in a log what went wrong and where, without the words of the fault: those may hold somebody's data."""

from __future__ import annotations

import traceback


def name_of(error: BaseException) -> str:
    """The class of a fault."""
    return type(error).__qualname__


def told(error: BaseException) -> str:
    """The class of a fault and the places it came through: no message, no values."""
    places = (
        f"  {step.filename}:{step.lineno} in {step.name}"
        for step in traceback.extract_tb(error.__traceback__)
    )
    return "\n".join([name_of(error), *places])
