"""In French no line of ours begins with a sign that is set apart, nor ends with an opening quotation mark.

`make check` looks at the catalogues for it, this at what is loaded as content and invented for demonstrations.
"""

from __future__ import annotations

import pytest

from cicc_site.catalogues import FRENCH_SPACE
from cicc_site.postgres_places import CHECKOUT
from members.demo_loading import COALITION_NAMES

FOLDERS = ["pages/content", "documents/content", "members/content"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_content_has_no_plain_space_there(folder: str) -> None:
    """The other languages of these files set no sign apart: whatever is found is French."""
    files = {path: path.read_text("utf-8") for path in (CHECKOUT / folder).rglob("*.yaml")}
    assert any("\u00a0" in text for text in files.values())
    found = [
        f"{path.relative_to(CHECKOUT)}: {line.strip()}"
        for path, text in files.items()
        for line in text.splitlines()
        if FRENCH_SPACE.search(line)
    ]
    assert found == []


def test_names_of_invented_coalitions_have_none() -> None:
    assert FRENCH_SPACE.search(COALITION_NAMES["fr"]) is None
