"""The manual for whoever runs the site, inside the admin: docs/operators, for those who see the site's condition."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from markdown_it.token import Token

from members.permissions import may_see_condition
from pages.guide import rendered

MANUAL = Path(settings.BASE_DIR) / "docs" / "operators"

_CHAPTER = re.compile(r"([a-z-]+)\.md(#[a-z0-9-]+)?")
_ELSEWHERE = re.compile(r"https?://|#")


@cache
def chapters() -> dict[str, str]:
    """Return {name: title} of each chapter, by title."""
    found = {path.stem: _title(path) for path in MANUAL.glob("*.md")}
    return dict(sorted(found.items(), key=lambda item: item[1].lower()))


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def _lead_here(token: Token) -> None:
    """What lies outside the manual, such as decisions, is for programmers and not in the admin: no link then."""
    if token.type != "link_open":
        return
    target = str(token.attrGet("href"))
    found = _CHAPTER.fullmatch(target)
    if found and found[1] in chapters():
        token.attrSet("href", reverse("operators_guide", args=[found[1]]) + (found[2] or ""))
    elif not _ELSEWHERE.match(target):
        del token.attrs["href"]


@require_safe
def operators_guide(request: HttpRequest, chapter: str) -> HttpResponse:
    """Show one chapter. The manual is written in English, whatever the language of the menus."""
    if not may_see_condition(request.user):
        raise PermissionDenied
    if chapter not in chapters():
        raise Http404
    text = (MANUAL / f"{chapter}.md").read_text(encoding="utf-8")
    context = {"html": rendered(text, _lead_here), "chapter": chapter, "chapters": chapters()}
    return render(request, "wagtailadmin/guide/operators.html", context)
