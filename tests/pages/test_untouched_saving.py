"""Opening a page and saving it untouched changes nothing, in no language: no draft, nothing outdated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cicc_site import languages
from cicc_site.multilingual import parts
from cicc_site.multilingual.freshness import digest
from pages.blocks import INLINE_TEXT, RICH_TEXT
from pages.models import AboutPage, CourtUpdatePage, SitePage
from tests.editing import Desk, now_stored
from tests.factories import members as people

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def rich_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from rich_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from rich_texts(item)
    elif isinstance(value, str) and value.startswith("<"):
        yield value


def test_the_editor_writes_every_text_of_the_starting_content_back_as_the_same() -> None:
    converters = [ContentstateConverter(features) for features in (RICH_TEXT, INLINE_TEXT)]
    seen = 0
    for page in SitePage.objects.filter(depth__gt=1).specific():
        for code in languages.codes():
            body = getattr(page, f"body_{code}", None)
            for text in rich_texts(body.get_prep_value() if body is not None else []):
                seen += 1
                written = [
                    converter.to_database_format(converter.from_database_format(text))
                    for converter in converters
                ]
                assert any(parts.same(text, again) for again in written), (page, code, text, written[0])
    assert seen > 200


@pytest.mark.parametrize("model", [AboutPage, CourtUpdatePage])
def test_a_page_saved_untouched_in_the_form_waits_for_nothing(model: type[SitePage]) -> None:
    desk = Desk("en", people.amal())
    bodied = [
        page
        for page in model.objects.order_by("pk")
        if all(block.block_type == "text" for block in page.body_en)
    ]
    for page in bodied[:5]:
        before = digest(page)
        saved = desk.save(page)
        assert saved.pending == []
        assert digest(now_stored(page).get_latest_revision_as_object()) == before
