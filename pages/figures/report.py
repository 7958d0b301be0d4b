"""For staff: the texts whose figures have to be looked at. Computed when somebody asks, from all that is live.

Three things are found: a figure the site no longer knows, one without a value now, and one that was typed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks import StreamValue
from wagtail.models import get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy

from cicc_site import languages
from cicc_site.languages import Language
from pages.figures.known import KNOWN, counted_once
from pages.figures.tokens import tokens
from pages.figures.typed import typed_figures
from pages.models import SitePage

ADDRESS = "figures_report"

UNKNOWN = _("The site does not count this figure any more; readers see “several”.")
NO_VALUE = _("The register has no value now; readers see “several”.")
TYPED = _("Typed. Choose it from the registers instead, or say of which year it is.")

# What a time line tells has its date beside it, and a quotation is somebody else's.
DATED_BLOCKS = {"timeline", "quote"}
_PARAGRAPH_END = re.compile(r"</(?:p|li|h\d)>")


@dataclass(frozen=True)
class Finding:
    """One figure to be looked at: where it stands, in which language, which one, and why."""

    page: SitePage
    language: Language
    figure: str
    reason: str | Promise


def findings(pages: Iterable[SitePage]) -> Iterator[Finding]:
    """Yield what has to be looked at in the texts of these pages, which are of their own types."""
    with counted_once():
        for page in pages:
            for code in languages.codes():
                for figure, reason in _in_language(page, code):
                    yield Finding(page, languages.by_code(code), figure, reason)


def live_pages() -> Iterator[SitePage]:
    """Yield all live pages, type by type: one query each."""
    for model in get_page_models():
        if issubclass(model, SitePage) and model is not SitePage:
            yield from model.objects.live().order_by("path")


def figures_report(request: HttpRequest) -> HttpResponse:
    """The report in the admin, of the pages that this person may see there."""
    may = set(PagePermissionPolicy().explorable_instances(request.user).values_list("pk", flat=True))
    found = [finding for finding in findings(live_pages()) if finding.page.pk in may]
    return render(request, "wagtailadmin/reports/figures.html", {"findings": found})


def _in_language(page: SitePage, code: str) -> Iterator[tuple[str, str | Promise]]:
    for field in type(page).translated_fields():
        value = getattr(page, build_localized_fieldname(field, code))
        for text in _texts(value):
            for token in dict.fromkeys(tokens(text)):
                if token.key not in KNOWN:
                    yield token.key, UNKNOWN
                elif not token.has_value:
                    yield str(KNOWN[token.key].label), NO_VALUE
            for figure in typed_figures(_plain(text), code):
                yield figure, TYPED


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value: a field's own, or those of the blocks of a body."""
    if isinstance(value, StreamValue):
        for block in value.raw_data:
            if block["type"] not in DATED_BLOCKS:
                yield from _texts(block["value"])
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _plain(text: str) -> str:
    """The words alone, each paragraph on a line."""
    return html.unescape(strip_tags(_PARAGRAPH_END.sub("\n", text))) if "<" in text else text
