"""Serves the pictures: drawn at the first request, kept in a folder, given only for pages anybody may read.

The address names a page, a language and a digest. Nothing a visitor writes is ever drawn, and at most one file per
page and language is kept.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.values import localized
from pages.archive.work_page import entry_of_number
from pages.countries.view import entry_of_code
from pages.entries import Entry
from pages.models import SitePage, SiteSettings
from pages.readable import for_everybody
from pages.sharing import cards, drawing

logger = logging.getLogger(__name__)

YEAR = 31_536_000
# How a register finds the public row that a key names, in the active language.
ENTRIES: dict[str, Callable[[str], Entry | None]] = {"countries": entry_of_code, "works": entry_of_number}
# One picture at a time in each process: memory stays bounded, and two visitors never draw the same one twice.
_drawing = threading.Lock()


@require_safe
def share_image(request: HttpRequest, language: str, pk: str, digest: str) -> HttpResponse:
    """The picture of a public page; with an older digest the way to the present one."""
    page = public_page(request, language, int(pk))
    tagline = localized(SiteSettings.load(request_or_site=request), "tagline", language)
    card = cards.card_of(page, tagline, language)
    if digest != card.digest:
        return HttpResponseRedirect(cards.address(page, card))
    return picture(request, str(page.pk), card)


@require_safe
def share_entry_image(
    request: HttpRequest, language: str, register: str, key: str, digest: str
) -> HttpResponse:
    """The picture of a row of a register that has a page; with an older digest the way to the present one."""
    find = ENTRIES.get(register)
    if find is None or language not in languages.codes():
        raise Http404
    with translation.override(language):
        entry = find(key)
    if entry is None:
        raise Http404
    tagline = localized(SiteSettings.load(request_or_site=request), "tagline", language)
    card = cards.entry_card(entry, tagline, language)
    if digest != card.digest:
        return HttpResponseRedirect(cards.entry_address(entry, card))
    return picture(request, f"{register}-{entry.key}", card)


def picture(request: HttpRequest, name: str, card: cards.Card) -> HttpResponse:
    """name: of what is shown, as its file is called."""
    etag = f'"{card.digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(kept_or_drawn(name, card), content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Content-Language"] = card.title.language
    return response


def public_page(request: HttpRequest, language: str, pk: int) -> SitePage:
    """The page if anybody may read it: never a draft, a withdrawn page, or one behind a password."""
    site = Site.find_for_request(request)
    if site is None or language not in languages.codes():
        raise Http404
    readable = SitePage.objects.live().descendant_of(site.root_page, inclusive=True)
    page = for_everybody(readable).filter(pk=pk).first()
    if page is None:
        raise Http404
    specific: SitePage = page.specific
    return specific


def kept_or_drawn(name: str, card: cards.Card) -> bytes:
    """The picture from the folder, else drawn now and kept."""
    file = folder() / f"{card.language}-{name}-{card.digest}.png"
    kept = read(file)
    if kept:
        return kept
    with _drawing:
        kept = read(file)
        if kept:
            return kept
        drawn = drawing.draw(card)
        keep(file, drawn, replaced=f"{card.language}-{name}-*.png")
    return drawn


def folder() -> Path:
    return Path(settings.SHARE_IMAGE_ROOT)


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def keep(file: Path, content: bytes, replaced: str) -> None:
    """Put the file in its place at once, and take away those it replaces. A full disk costs only the next drawing."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).replace(file)
        for older in file.parent.glob(replaced):
            if older != file:
                older.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("A share image could not be kept: %s", error.strerror)
