"""Where an applicant's own page lies. The words are the same in every language: the address is private, no reader
finds it in a menu, and whatever masks tokens in a log knows it by them.
"""

from __future__ import annotations

PLACE = "membership/application"


def own_page(language: str, *, token: str) -> str:
    """The path of an applicant's own page, as `/es/membership/application/<token>/`."""
    return f"/{language}/{PLACE}/{token}/"
