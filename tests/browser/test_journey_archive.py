"""A researcher finds a document, reads it, takes it along and cites it; follows a part of the archive; and asks to be
told when it exists in a language. In English and in Arabic, with scripts and without."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import inside
from tests.browser.axe import broken_rules
from tests.browser.conftest import OpenPage, read
from tests.browser.test_visitor import sideways

pytestmark = pytest.mark.browser

# One of the invented documents: it has a file in English and in Arabic.
SYMBOL = "DEMO/2024/35"
WORDS = {"en": "aggression", "ar": "العدوان"}
FILES = (
    "from documents.models import WorkFile;"
    f"print(*WorkFile.objects.filter(work__symbol='{SYMBOL}', language='{{}}').values_list('pk', flat=True))"
)
LINK = (
    "from members.models import OutboxMessage; from members import outbox;"
    "print(outbox.revealed(OutboxMessage.objects.filter(to='{}').latest('pk'))['link'])"
)
WAITING = (
    "from documents.models import LanguageWish;"
    f"wishes = LanguageWish.objects.filter(work__symbol='{SYMBOL}', language='sw');"
    "print(wishes.filter(confirmed_at__isnull=False).exclude(email='').count())"
)
BOTH = pytest.mark.parametrize("language", ["en", "ar"])
ENTRY = "{http://www.w3.org/2005/Atom}entry"


@pytest.fixture(scope="module", autouse=True)
def texts(demo_documents: None) -> None:
    """The invented documents, and the text of those that are read here."""
    for language in ("en", "ar"):
        inside.command("extract_texts", "--file", inside.run(FILES.format(language)))


def well_made(page: Page) -> None:
    """Accessible, and no wider than the telephone."""
    assert broken_rules(page) == ""
    assert sideways(page) == 0


@BOTH
def test_from_a_word_to_a_citation(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/search/?q={WORDS[language]}", width=360)
    page.locator("main a[href*='kind=document'][href*='q=']").first.click()
    expect(page).to_have_url(re.compile("kind=document"))
    row = page.locator(".row", has_text=SYMBOL)
    title = row.locator(".row__title").inner_text()
    row.locator(".row__title a").click()

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    well_made(page)
    own = page.locator(".versions__item").first
    expect(own.locator(f"[lang={language}]").first).to_be_visible()
    file, number = own.locator(f"a[hreflang={language}]").first, page_number(page)
    assert file.get_attribute("href") == f"/d/{number}/{language}"

    own.locator("a[href*='/text/']").click()
    reading = page.locator(".reading")
    expect(reading).to_have_attribute("lang", language)
    expect(reading).to_contain_text(WORDS[language])
    well_made(page)
    page.locator(".reading-more a").click()
    expect(page.locator("h1")).to_have_text(title)

    answer = page.request.get(f"/d/{number}/{language}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")
    page.locator(".versions__more summary").first.click()
    told = page.locator(".versions__digest").first.inner_text()
    assert hashlib.sha256(answer.body()).hexdigest() == told

    citation = page.locator(".citation__text").first.inner_text()
    for part in (title.split(":")[0], SYMBOL, f"/d/{number}/"):
        assert part in citation
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == f"cicc-{number}.ris"
    ris = download.value.path().read_text(encoding="utf-8")
    assert SYMBOL in ris
    assert f"/d/{number}/" in ris
    assert not page.context.cookies()


def page_number(page: Page) -> str:
    """The number of the work whose page is shown."""
    return urlsplit(page.url).path.split("/")[3]


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_from_a_filter_to_a_feed(open_page: OpenPage, language: str, scripts: bool) -> None:
    start = open_page("/en/documents/")
    page = open_page(
        start.locator(f".language-links__link[lang={language}]").get_attribute("href"), scripts=scripts
    )
    everything = total(page)
    if not page.locator("#archive-kind").is_visible():
        page.locator("#archive-more summary").click()
    offered = chosen_number(page.locator("#archive-kind option[value=report]"))
    page.locator("#archive-kind").select_option("report")
    narrow(page, "kind=report", scripts)
    assert total(page) == offered < everything
    both = chosen_number(page.locator("#archive-language option[value=es]"))
    page.locator("#archive-language").select_option("es")
    narrow(page, "kind=report&language=es", scripts)
    assert total(page) == both <= offered

    feed = page.locator("main a[href*='/feed/']").get_attribute("href") or ""
    table = page.locator("main a[href*='documents.csv']").get_attribute("href") or ""
    assert urlsplit(feed).query == urlsplit(table).query == "kind=report&language=es"
    answer = page.request.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    entries = ET.fromstring(answer.body()).findall(ENTRY)  # noqa: S314 (our own)
    assert len(entries) == both
    assert len(page.request.get(table).text().strip().splitlines()) == both + 1
    assert not page.context.cookies()


def total(page: Page) -> int:
    """What the list says of how many there are; of one or two Arabic says it in words."""
    said = re.sub(r"\D", "", page.locator("[data-directory-count]").inner_text())
    return int(said) if said else page.locator(".archive-row").count()


def chosen_number(option: Locator) -> int:
    return int(re.sub(r"\D", "", re.findall(r"\(([^()]*)\)$", option.inner_text())[0]))


def narrow(page: Page, query: str, scripts: bool) -> None:
    """With scripts the list follows by itself; without, at the press of the button."""
    if not scripts:
        page.locator(".directory-form__field--button button").click()
    expect(page).to_have_url(re.compile(rf"\?{query}(?:#found)?$"))


@BOTH
def test_from_a_missing_language_to_a_confirmed_wish(open_page: OpenPage, language: str) -> None:
    email = f"reader-{language}@example.org"
    page = open_page(f"/{language}/search/?q=%22{SYMBOL}%22", width=360)
    page.locator(".row", has_text=SYMBOL).locator(".row__title a").click()
    page.locator("main a[href*='/document-wishes/']").click()
    well_made(page)
    field = page.locator("#wish-language")
    assert field.locator(f"option[value={language}]").count() == 0, "it exists in this one"
    field.select_option("sw")
    page.locator("#wish-email").fill("nobody")
    page.locator("#wish-email").press("Enter")
    expect(page.locator("#problem")).to_be_visible()
    expect(field).to_have_value("sw")
    well_made(page)
    read(page)
    page.locator("#wish-email").fill(email)
    page.locator("main button.button").click()
    expect(page.locator("#wish-email")).to_have_count(0)
    well_made(page)

    letter = open_page(urlsplit(inside.run(LINK.format(email))).path, width=360)
    expect(letter.locator("html")).to_have_attribute("lang", language)
    well_made(letter)
    read(letter)
    letter.locator("[name=confirm]").click()
    expect(letter.locator("[name=confirm]")).to_have_count(0)
    expect(letter.locator("[name=take_back]")).to_be_visible()
    before = int(inside.run(WAITING))
    read(letter)
    letter.locator("[name=take_back]").click()
    expect(letter.locator("[name=take_back]")).to_have_count(0)
    well_made(letter)
    assert int(inside.run(WAITING)) == before - 1, "the address is forgotten, the wish stays counted"
    assert not letter.context.cookies()


def test_the_archive_is_narrowed_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/en/documents/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "archive-q":
            break
    page.keyboard.type("aggression")
    expect(page).to_have_url(re.compile(r"\?q=aggression"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.archive-row a, .archive-row__title a')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", (
        "where the focus is"
    )
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("aggression")
