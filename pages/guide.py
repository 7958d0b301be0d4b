"""The guide for editors inside the admin: the files of docs/editors, read where the work is done."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

GUIDE = Path(settings.BASE_DIR) / "docs" / "editors"


def chapters() -> list[str]:
    """Return the names of the chapters, as they stand in addresses and file names."""
    return sorted(path.stem for path in GUIDE.glob("*.md"))


def editors_guide(request: HttpRequest, chapter: str) -> HttpResponse:
    """Show one chapter. The guide is written in English, whatever the language of the menus."""
    if chapter not in chapters():
        raise Http404
    text = (GUIDE / f"{chapter}.md").read_text(encoding="utf-8")
    # The files link to one another by name, as they stand in the repository.
    text = re.sub(r"\(([a-z-]+)\.md\)", lambda match: f"({reverse('editors_guide', args=[match[1]])})", text)
    html = SafeString(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))
    return render(request, "wagtailadmin/guide/chapter.html", {"html": html, "chapter": chapter})
