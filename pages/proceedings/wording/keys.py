"""How the wording of an event is looked up, and what it consists of."""

from typing import Any, NamedTuple


class Key(NamedTuple):
    type: str
    result: str = ""
    subject: str = ""
    consequence: str = ""
    variant: str = ""


class Wording(NamedTuple):
    """Both are lazy translations; `Any`, because a lazy plural takes its number when it is filled in."""

    line: Any
    sentence: Any
