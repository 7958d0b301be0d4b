"""What is meant for staff stays with staff: no note, source key or unverified statement reaches a public page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from cicc_site import languages
from pages.models import CountryIndexPage, SitePage, SituationPage

pytestmark = [pytest.mark.content, pytest.mark.django_db]

OUTCOME = "Outcome in the source: "
# Shorter pieces ("12 years of imprisonment") are also what a coded event rightly says.
SHORTEST = 30
# The sources disagree on these withdrawals, so nothing is said of them (Burkina Faso, Mali, Niger, Chad, Venezuela).
UNSETTLED = re.compile(
    r"Burkina|\bMal[ií]\b|\bNíger\b|\bNiger\b|\bChad\b|Tchad|Venezuela|بوركينا|مالي|النيجر|تشاد|فنزويلا"
)
WITHDRAWAL = re.compile(r"withdr[ae]w|denunci|retir[óoa]\b|retirada|retrait|se retire|انسح", re.IGNORECASE)


def plain(markup: str) -> str:
    """The words of a page as a reader meets them, one space between each."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup)))


def stored(column: str) -> Iterator[str]:
    """Every value of a column that is for staff, in whichever table it stands."""
    for model in apps.get_models():
        if any(field.name == column for field in model._meta.get_fields()):
            yield from (
                str(value) for value in model._default_manager.values_list(column, flat=True) if value
            )


def public_pages() -> list[SitePage]:
    return list(SitePage.objects.live().filter(depth__gt=1).order_by("path"))


def test_no_note_or_source_key_reaches_a_reader(client: Client) -> None:
    pieces = {
        piece.strip()
        for note in stored("staff_notes")
        for line in note.splitlines()
        for piece in (line, *re.split(r"(?<=[.;])\s+", line.removeprefix(OUTCOME)))
        if len(piece.strip()) >= SHORTEST
    }
    keys = {key for value in stored("sources") for key in re.findall(r"\b[A-Z][A-Z0-9-]{2,}\b", value)}
    assert len(pieces) > 50, "the notes of the starting content were not found"
    assert keys, "the sources of the starting content were not found"
    written = re.compile("|".join(rf"(?<![\w-]){re.escape(key)}(?![\w-])" for key in sorted(keys)))
    leaks = []
    pages = public_pages()
    assert len(pages) > 100
    for page in pages:
        markup = client.get(page.url).content.decode()
        text = plain(markup)
        whole = unescape(markup)
        leaks += [(page.url, piece) for piece in pieces if piece in text or piece in whole]
        leaks += [(page.url, found) for found in written.findall(text)]
    assert leaks == []


@pytest.mark.parametrize("language", languages.codes())
def test_nothing_is_said_of_withdrawals_the_sources_disagree_on(client: Client, language: str) -> None:
    with translation.override(language):
        shown: list[SitePage] = [*SituationPage.objects.live(), CountryIndexPage.objects.get()]
        for page in shown:
            markup = client.get(page.get_url() or "").content.decode()
            main = markup[markup.index("<main") : markup.index("</main>")]
            for block in re.split(r"</(?:p|li|h\d|dd|td)>", main):
                sentence = plain(block)
                assert not (UNSETTLED.search(sentence) and WITHDRAWAL.search(sentence)), sentence
