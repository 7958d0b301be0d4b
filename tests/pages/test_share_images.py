"""The picture networks show of a page: what it says, at which address, for whom, and how it is kept."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from PIL import Image
from wagtail.models import PageViewRestriction

from cicc_site import languages
from cicc_site.multilingual.values import localized
from pages.models import (
    AboutPage,
    CasePage,
    CourtUpdatePage,
    HomePage,
    PressIndexPage,
    PressReleasePage,
    SitePage,
    SiteSettings,
)
from pages.sharing import cards, drawing, views
from pages.sharing.cards import Card, Words
from pages.sharing.shaping import OutlineShaper, RaqmShaper

pytestmark = [pytest.mark.content, pytest.mark.django_db]

IMAGE = re.compile(r'<meta property="og:image" content="([^"]+)">')
PAPER, ACCENT = (251, 250, 246), (10, 77, 124)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SHARE_IMAGE_ROOT = tmp_path / "share"
    return tmp_path / "share"


def release(title: str, **values: Any) -> PressReleasePage:
    page = PressReleasePage(**{"title_en": title, "date": dt.date(2026, 9, 1), **values})
    PressIndexPage.objects.get().add_child(instance=page)
    now = timezone.now()  # as publishing leaves it
    PressReleasePage.objects.filter(pk=page.pk).update(first_published_at=now, last_published_at=now)
    return PressReleasePage.objects.get(pk=page.pk)


def properties(client: Client, page: SitePage, language: str = "en") -> dict[str, list[str]]:
    """What the head of a page says by `property` or `name`."""
    text = client.get(page.address_in(language)).content.decode()
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text):
        found.setdefault(name, []).append(html.unescape(content))
    return found


def picture_path(client: Client, page: SitePage, language: str = "en") -> str:
    address = properties(client, page, language)["og:image"][0]
    assert address.startswith("http")
    return "/" + address.split("/", 3)[3]


def card_of(page: SitePage, language: str) -> Card:
    return cards.card_of(page, localized(SiteSettings.load(), "tagline", language), language)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


# --- The picture -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "language"),
    [
        (HomePage, "ar"),
        (AboutPage, "es"),
        (CourtUpdatePage, "fr"),
        (CasePage, "ar"),
        (PressIndexPage, "en"),
    ],
)
def test_a_page_has_a_picture_in_each_language(client: Client, model: type[SitePage], language: str) -> None:
    page = model.objects.live().order_by("path")[0]
    answer = client.get(picture_path(client, page, language))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert len(answer.content) < 80_000
    image = opened(answer.content)
    said = properties(client, page, language)
    assert image.size == (1200, 630)
    assert (said["og:image:width"], said["og:image:height"]) == (["1200"], ["630"])
    assert said["og:image:type"] == ["image/png"]
    assert said["twitter:card"] == ["summary_large_image"]
    title = str(localized(page, "title", language))
    assert title in said["og:image:alt"][0] or model is HomePage


@pytest.mark.parametrize("language", languages.codes())
def test_reading_begins_at_the_accent(client: Client, language: str) -> None:
    page = CourtUpdatePage.objects.live().order_by("path")[0]
    image = opened(client.get(picture_path(client, page, language)).content)
    right = languages.by_code(language).direction == "rtl"
    edges = [image.getpixel((x, 300)) for x in (2, 1197)]
    assert [near(edge, ACCENT) for edge in edges] == [not right, right]
    starts, ends = ink_span(image)
    if right:
        assert ends > 1200 - drawing.MARGIN - 12
    else:
        assert starts < drawing.MARGIN + 12


def near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def ink_span(image: Image.Image) -> tuple[int, int]:
    """The first and the last column with ink between the accents, at the height of the title."""
    part = image.crop((drawing.EDGE + 2, 215, 1200 - drawing.EDGE - 2, 520)).convert("L")
    box = part.point(lambda light: 255 if light < 200 else 0).getbbox()
    assert box is not None, "there is no title"
    return box[0] + drawing.EDGE + 2, box[2] + drawing.EDGE + 2


LONGEST = {
    "en": "W" * 255,
    "es": "Cooperación y complementariedad en América Latina " * 6,
    "fr": "L’Assemblée des États Parties : « indépendance » " * 6,
    "ar": "جمعية الدول الأطراف في نظام روما الأساسي (ICC-ASP/24) " * 6,
}


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("shaper", [RaqmShaper(), OutlineShaper()], ids=lambda shaper: type(shaper).__name__)
def test_the_longest_words_stay_inside_the_margins(language: str, shaper: Any) -> None:
    long = LONGEST[language][:255].strip()
    card = Card(language, long, long, Words(long, language), Words(long, language))
    content = drawing.draw(card, shaper)
    assert len(content) < 80_000
    grey = opened(content).convert("L").point(lambda light: 255 if light < 225 else 0)
    free = drawing.MARGIN - 14
    inner = [(drawing.EDGE + 2, 0, free, 630), (1200 - free, 0, 1198 - drawing.EDGE, 630)]
    assert [grey.crop(box).getbbox() for box in inner] == [None, None]
    assert [grey.crop((84, top, 1116, top + 14)).getbbox() for top in (0, 616)] == [None, None]
    setting, _language = drawing.title_setting(card, shaper)
    assert setting.lines[-1].endswith("…")


def test_a_title_nobody_can_draw_leaves_the_name_of_the_site() -> None:
    name = "Coalition for the International Criminal Court"
    card = Card("en", name, "", Words("საქართველო", "en"), Words("", "en"))
    setting, language = drawing.title_setting(card, RaqmShaper())
    assert (" ".join(setting.lines), language) == (name, "en")
    assert drawing.draw(card)


def test_a_title_in_another_language_is_set_as_that_language(client: Client) -> None:
    page = release("Only in English")
    image = opened(client.get(picture_path(client, page, "ar")).content)
    assert near(image.getpixel((1197, 300)), ACCENT)
    assert ink_span(image)[0] < drawing.MARGIN + 12


@pytest.mark.parametrize("language", languages.codes())
def test_pictures_of_proceedings_carry_the_rule(language: str) -> None:
    for page in (CasePage.objects.live()[0], CourtUpdatePage.objects.live()[0]):
        with translation.override(language):
            assert card_of(page, language).foot == Words(cards.neutrality(), language)
    about = AboutPage.objects.live()[0]
    assert card_of(about, language).foot.text == str(localized(SiteSettings.load(), "tagline", language))


def test_an_invented_page_says_so_on_its_picture() -> None:
    assert (
        card_of(release("A try", is_demo=True), "en").line
        == "Demonstration · Press release · 1 September 2026"
    )
    assert card_of(release("In earnest"), "en").line == "Press release · 1 September 2026"


def test_an_unverified_case_number_is_on_no_picture() -> None:
    page = CasePage.objects.live().filter(case_number_verified="no").exclude(case_number="").first()
    assert page is not None
    assert page.case_number not in card_of(page, "en").line
    page.case_number_verified = "yes"
    assert page.case_number in card_of(page, "en").line


# --- The address -----------------------------------------------------------------------------------------


def test_a_picture_may_be_kept_for_a_year(client: Client) -> None:
    address = picture_path(client, release("Kept"))
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_what_is_drawn_decides_the_address_and_nothing_else(client: Client) -> None:
    page = release("First title", title_fr="Premier titre")
    english, french = (picture_path(client, page, code) for code in ("en", "fr"))
    page.title_en = "Second title"
    page.save_revision().publish()
    later = picture_path(client, page, "en")
    assert later != english
    assert picture_path(client, page, "fr") == french
    answer = client.get(english)
    assert (answer.status_code, answer.headers["Location"]) == (302, later)
    page.summary_en, page.slug = "Not drawn", "moved"
    page.save_revision().publish()
    page = PressReleasePage.objects.get(pk=page.pk)
    assert picture_path(client, page, "en") == later
    settings_row = SiteSettings.load()
    settings_row.tagline_en = "Another tagline"
    settings_row.save()
    assert picture_path(client, page, "en") != later


def test_another_design_or_font_is_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card("en", "Name", "", Words("Title", "en"), Words("", "en"))
    before = card.digest
    monkeypatch.setattr(cards, "DRAWN_BY", ("lines", "shaping", "views"))
    cards.fingerprint.cache_clear()
    assert card.digest != before
    monkeypatch.undo()
    cards.fingerprint.cache_clear()
    assert card.digest == before


NO_PICTURES = (
    "/share/en/999999999-0123456789ab.png",
    "/share/en/99999999999999999999-0123456789ab.png",
    "/share/en/0-0123456789ab.png",
    "/share/de/{pk}-0123456789ab.png",
    "/share/en/{pk}-0123456789.png",
    "/share/en/{pk}-0123456789abc.png",
    "/share/en/{pk}-..%2f..%2f..%2f.png",
    "/share/en/{pk}.png",
    "/share/en/1-0123456789ab.png",
    "/share/",
)


def test_any_other_address_is_not_found(client: Client, folder: Path) -> None:
    page = release("A page")
    for path in NO_PICTURES:
        assert client.get(path.replace("{pk}", str(page.pk))).status_code == 404, path
        assert not folder.exists(), path


def test_guessing_digests_draws_nothing(client: Client, folder: Path) -> None:
    page = release("A page")
    for number in range(20):
        assert client.get(f"/share/en/{page.pk}-{number:012x}.png").status_code == 302
    assert not folder.exists()


def test_only_pages_that_anybody_may_read_have_a_picture(client: Client) -> None:
    page = release("Public")
    address = picture_path(client, page)
    assert client.get(address).status_code == 200
    restriction = PageViewRestriction.objects.create(
        page=SitePage.objects.get(pk=PressIndexPage.objects.get().pk), restriction_type="login"
    )
    assert client.get(address).status_code == 404, "its section is closed"
    restriction.delete()
    page.unpublish()
    assert client.get(address).status_code == 404, "it was withdrawn, and its file lies in the folder"
    draft = PressReleasePage(title_en="Draft", date=dt.date(2026, 1, 1), live=False)
    PressIndexPage.objects.get().add_child(instance=draft)
    assert client.get(cards.address(draft, card_of(draft, "en"))).status_code == 404


# --- The folder ------------------------------------------------------------------------------------------


def test_a_picture_is_drawn_once_and_replaced_by_the_next(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = release("Drawn once")
    other = picture_path(client, release("Beside it"))
    address = picture_path(client, page)
    first = client.get(address).content
    assert client.get(other).status_code == 200
    monkeypatch.setattr(drawing, "draw", lambda card: pytest.fail("it was drawn again"))
    assert client.get(address).content == first
    monkeypatch.undo()
    page.title_en = "Drawn anew"
    page.save_revision().publish()
    assert client.get(picture_path(client, page)).content != first
    kept = sorted(file.name for file in folder.iterdir())
    assert len(kept) == 2, kept
    assert Path(address).name.split("-")[1] not in " ".join(kept)


def test_a_folder_that_cannot_be_written_costs_only_time(
    client: Client, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    settings.SHARE_IMAGE_ROOT = tmp_path / "file" / "share"
    address = picture_path(client, release("No room"))
    assert client.get(address).status_code == 200
    assert "could not be kept" in caplog.text


def test_ten_first_visitors_cost_one_drawing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card("en", "Name", "Kind", Words("Title", "en"), Words("Foot", "en"))
    drawn: list[Card] = []
    begin = threading.Barrier(10)

    def draw(card: Card) -> bytes:
        drawn.append(card)
        return b"picture"

    def visit() -> None:
        begin.wait()
        answers.append(views.kept_or_drawn("7", card))

    answers: list[bytes] = []
    monkeypatch.setattr(drawing, "draw", draw)
    visitors = [threading.Thread(target=visit) for _number in range(10)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert answers == [b"picture"] * 10
    assert len(drawn) == 1
    assert [file.name for file in folder.iterdir()] == [f"en-7-{card.digest}.png"]


# --- The rest of OpenGraph -------------------------------------------------------------------------------


def test_an_article_tells_networks_its_dates_and_languages(client: Client) -> None:
    page = release("Dated", title_ar="مؤرخ", date=dt.date(2020, 5, 4))
    said = properties(client, page, "ar")
    assert said["og:type"] == ["article"]
    assert said["article:published_time"] == ["2020-05-04T00:00:00+00:00"]
    published = page.last_published_at
    assert published is not None
    (modified,) = said["article:modified_time"]
    # That of the text in Arabic, which was written while the page was being published.
    assert dt.timedelta(0) <= published - dt.datetime.fromisoformat(modified) < dt.timedelta(minutes=1)
    assert said["og:locale"] == ["ar_AR"]
    assert said["og:locale:alternate"] == ["en_GB"]


def test_what_is_no_article_and_what_is_not_listed(client: Client) -> None:
    said = properties(client, HomePage.objects.get(), "es")
    assert said["og:type"] == ["website"]
    assert "article:published_time" not in said
    assert said["og:locale:alternate"] == ["en_GB", "fr_FR", "ar_AR"]
    for path in ("/en/search/?q=a", "/en/nothing-here/"):
        assert not IMAGE.search(client.get(path).content.decode())
