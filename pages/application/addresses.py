"""Where an applicant's own page lies. The words are the same in every language: the address is private, no reader
finds it in a menu, and whatever masks tokens in a log knows it by them.
"""

from __future__ import annotations

PLACE = "membership/application"
CONSULTATION = "membership/consultation"


def own_page(language: str, *, token: str) -> str:
    """The path of an applicant's own page, as `/es/membership/application/<token>/`."""
    return f"/{language}/{PLACE}/{token}/"


def begin(language: str) -> str:
    """Where the first step is sent to; the page that shows it is in the tree."""
    return f"/{language}/{PLACE}/begin/"


def look_up(language: str) -> str:
    return f"/{language}/{PLACE}/look-up/"


def step(language: str, token: str, code: str) -> str:
    return f"{own_page(language, token=token)}step/{code}/"


def check(language: str, token: str) -> str:
    return f"{own_page(language, token=token)}check/"


def receipt(language: str, token: str) -> str:
    return f"{own_page(language, token=token)}receipt/"


def consultation(language: str, *, token: str) -> str:
    """The page of one member that is asked about an applicant."""
    return f"/{language}/{CONSULTATION}/{token}/"
