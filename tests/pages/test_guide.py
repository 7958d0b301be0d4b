"""The guide for editors: whole, in order, with its pictures, and only what belongs to it is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from pages.guide import GUIDE, PICTURES, chapters, pictures, read, rendered
from pages.loading.files import read as load_file
from pages.roles import roles
from tests.factories import members as make

HEAVIEST = 60 * 1024
CONTENT = Path(settings.BASE_DIR) / "pages" / "content"
FILES = sorted(path.stem for path in GUIDE.glob("*.md"))
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")
QUOTED = re.compile(r"(?<![*\w])\*{1,2}([^*\n]+(?:\n[^*\n]+)?)\*{1,2}(?!\*)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(\.\./images/editors/([a-z0-9-]+)\.png\)")
# What is bold or in italics and no word of a screen: signs, words that bear the weight of a sentence, and words that a
# screen puts together.
NO_LABELS = frozenset(
    {
        *("!", "+", "⋯", "i"),
        *("one", "shows", "same", "there", "would", "needs review", "The search box"),
        *("Passkey.", "New phone, the old one still works:", "No codes either:"),
        *("You wrote different texts.", "You both changed the same text."),
        *("Add act", "State: page not public yet", "With all texts that the filters show"),
    }
)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.amal())
    return client


def test_the_entrance_lists_every_chapter_once() -> None:
    names = [chapter.name for chapter in chapters()]
    assert sorted(names) == FILES
    assert len(FILES) > 10


def test_every_picture_is_described_shown_and_light() -> None:
    shown = {name: alt for chapter in FILES for alt, name in IMAGE.findall(read(chapter))}
    assert set(shown) == set(pictures())
    assert len(shown) >= 12
    for name, alt in shown.items():
        assert len(alt) > 15, name
        assert pictures()[name].stat().st_size < HEAVIEST, name
        with Image.open(pictures()[name]) as picture:
            assert min(picture.size) > 60, name


@pytest.mark.parametrize("chapter", FILES)
def test_every_link_leads_somewhere(chapter: str) -> None:
    targets = {name: set(re.findall(r' id="([^"]+)"', rendered(read(name)))) for name in FILES}
    for link in LINK.findall(read(chapter)):
        name, _, part = link.partition("#")
        if name.startswith("../images/"):
            assert (GUIDE / name).is_file(), link
            continue
        assert name.removesuffix(".md") in FILES, link
        assert not part or part in targets[name.removesuffix(".md")], link


def test_every_way_from_a_screen_leads_to_a_part_of_a_chapter() -> None:
    found = 0
    for template in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        for chapter, part in re.findall(
            r'guide/link\.html" with chapter="([a-z-]+)"(?: part="([a-z-]+)")?', template.read_text("utf-8")
        ):
            found += 1
            assert chapter in FILES, template
            assert not part or f'id="{part}"' in rendered(read(chapter)), (template, part)
    assert found >= 8


@pytest.mark.django_db
def test_a_chapter_stands_beside_the_list_of_all(desk: Client) -> None:
    line = chapters()
    html = desk.get(line[1].address).content.decode()
    for chapter in line:
        assert f'href="{chapter.address}"' in html
    assert f'aria-current="page">{line[1].title}' in html
    assert f'rel="prev" href="{line[0].address}"' in html
    assert f'rel="next" href="{line[2].address}"' in html
    assert 'rel="prev"' not in desk.get(line[0].address).content.decode()
    assert 'rel="next"' not in desk.get(line[-1].address).content.decode()
    assert desk.get(reverse("editors_guide", args=["settings"])).status_code == 404
    # Links that work in the repository work here, too.
    assert not [chapter for chapter in FILES if '.md"' in rendered(read(chapter))]


@pytest.mark.django_db
def test_pictures_are_sent_to_staff_and_nothing_else_is(desk: Client) -> None:
    name = next(iter(pictures()))
    address = reverse("editors_guide_picture", args=[name])
    assert f'src="{reverse("editors_guide_picture", args=["tabs"])}"' in rendered(read("writing-a-page"))
    response = desk.get(address)
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert Client().get(address).status_code == 302
    folder = address.removesuffix(f"{name}.png")
    for other in (
        "nothing.png",
        "../home-en.png",
        "..%2Fhome-en.png",
        "%2e%2e/home-en.png",
        "/etc/passwd",
        "home-en.png",
    ):
        assert desk.get(folder + other, follow=True).status_code == 404, other
    assert (PICTURES.parent / "home-en.png").is_file(), "there is something outside the list to ask for"


def words_of_screens() -> Iterator[str]:
    """Every English word or sentence of our interface and of Wagtail's; names of roles and of sections."""
    files = [
        Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES" / "django.po",
        *Path(wagtail.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po"),
    ]
    for path in files:
        with path.open("rb") as file:
            for message in read_po(file):
                yield from [message.id] if isinstance(message.id, str) else message.id
    yield from (role.name for role in roles())
    yield "Translator ES, FR, AR"
    for page in (CONTENT / "tree").rglob("page.yaml"):
        yield load_file(page)["title"]["en"]


@pytest.fixture(scope="module")
def known() -> set[str]:
    return {plain(text) for text in words_of_screens()}


@pytest.mark.parametrize("chapter", FILES)
def test_every_label_it_names_is_on_a_screen(chapter: str, known: set[str]) -> None:
    whole = " ".join(known)
    missing = []
    for quoted in QUOTED.findall(read(chapter)):
        for label in re.split(r"\s*→\s*", " ".join(quoted.split())):
            words = plain(label)
            # A long label may be named by its beginning.
            if words not in known and not (len(words) > 8 and words in whole) and label not in NO_LABELS:
                missing.append(label)
    assert missing == []


def plain(text: str) -> str:
    return re.sub(r"[\s:.…?“”\"]+", " ", text).strip().casefold()
