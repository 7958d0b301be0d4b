"""The admin speaks the language of its menus everywhere: what Wagtail leaves in English, locale/wagtail completes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.utils.translation import trans_real

from cicc_site import languages

WAGTAIL = Path(wagtail.__file__).parent
# Not installed here: nobody sees their words.
UNUSED = (
    "contrib/forms",
    "contrib/redirects",
    "contrib/styleguide",
    "contrib/search_promotions",
    "contrib/table_block",
)
UNUSED_TOO = ("contrib/simple_translation", "contrib/frontend_cache", "locales", "api")


def messages() -> Iterator[tuple[str, str]]:
    """Every string of the parts of Wagtail that are installed, with the file it is listed in."""
    for path in sorted(WAGTAIL.glob("**/locale/en/LC_MESSAGES/django.po")):
        part = path.relative_to(WAGTAIL).as_posix()
        if part.startswith((*UNUSED, *UNUSED_TOO)):
            continue
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    singular = message.id if isinstance(message.id, str) else message.id[0]
                    yield part, f"{message.context}\x04{singular}" if message.context else singular


@pytest.mark.parametrize("code", languages.translation_codes())
def test_no_string_of_the_admin_stays_english(code: str) -> None:
    known: Any = trans_real.translation(code)
    missing = []
    count = 0
    for part, text in messages():
        count += 1
        # A form for one of several stands for the others: the catalogues hold all or none.
        if not (known._catalog.get(text) or known._catalog.get((text, known.plural(1)))):
            missing.append((part, text))
    assert count > 1000
    assert missing == []
