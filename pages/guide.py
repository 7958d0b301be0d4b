"""The guide for editors inside the admin: the files and pictures of docs/editors, read where the work is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

GUIDE = Path(settings.BASE_DIR) / "docs" / "editors"
PICTURES = Path(settings.BASE_DIR) / "docs" / "images" / "editors"
ENTRANCE = "index"

_CHAPTER = re.compile(r"([a-z-]+)\.md(#[a-z0-9-]+)?")
_PICTURE = re.compile(r"\.\./images/editors/([a-z0-9-]+)\.png")
_LINE_OF_ENTRANCE = re.compile(r"^- \[([^\]]+)\]\(([a-z-]+)\.md\)", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """name: in addresses and of the file; title: as the entrance calls it."""

    name: str
    title: str

    @property
    def address(self) -> str:
        return reverse("editors_guide", args=[self.name])


def chapters() -> list[Chapter]:
    """Return the chapters in the order in which the entrance lists them, the entrance first."""
    listed = _LINE_OF_ENTRANCE.findall(read(ENTRANCE))
    return [Chapter(ENTRANCE, "What do you want to do?"), *(Chapter(name, title) for title, name in listed)]


def read(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


def pictures() -> dict[str, Path]:
    """Return the pictures there are, by name: nothing else is ever served."""
    return {path.stem: path for path in PICTURES.glob("*.png")}


def rendered(text: str, lead: Callable[[Token], None] | None = None) -> SafeString:
    """Return a chapter as markup, with its links and pictures leading to this admin, and a target for each heading.

    lead: turns a link or picture of another book than the guide for editors to where it leads here.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(tokens[number + 1].content))
        for child in token.children or ():
            (lead or _lead_here)(child)
    return SafeString(markdown.renderer.render(tokens, markdown.options, {}))


def _lead_here(token: Token) -> None:
    """The files link to one another, and to pictures, by the places they have in the repository."""
    if token.type == "link_open" and (found := _CHAPTER.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", reverse("editors_guide", args=[found[1]]) + (found[2] or ""))
    if token.type == "image" and (found := _PICTURE.fullmatch(str(token.attrGet("src")))):
        token.attrSet("src", reverse("editors_guide_picture", args=[found[1]]))
        token.attrSet("loading", "lazy")
        if found[1] in pictures():
            with Image.open(pictures()[found[1]]) as picture:
                token.attrSet("width", str(picture.width))
                token.attrSet("height", str(picture.height))


def _neighbours(name: str, line: list[Chapter]) -> Iterator[Chapter | None]:
    place = [chapter.name for chapter in line].index(name)
    yield line[place - 1] if place else None
    yield line[place + 1] if place + 1 < len(line) else None


def editors_guide(request: HttpRequest, chapter: str) -> HttpResponse:
    """Show one chapter. The guide is written in English, whatever the language of the menus."""
    line = chapters()
    if chapter not in {known.name for known in line}:
        raise Http404
    previous, following = _neighbours(chapter, line)
    context = {
        "html": rendered(read(chapter)),
        "chapter": chapter,
        "chapters": line,
        "previous": previous,
        "next": following,
    }
    return render(request, "wagtailadmin/guide/chapter.html", context)


def guide_picture(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture of the guide. Only names of the list are known; no path is made of what was asked for."""
    path = pictures().get(name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response
