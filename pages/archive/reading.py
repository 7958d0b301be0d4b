"""The text of a document as a page of its own, for slow lines and screen readers: `<work>/text/<language>/`.

The words were taken from the file automatically; the page says so and leads to the file. A long text is read in parts,
each small enough for a telephone on a slow line. Search engines are sent to the page of the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from cicc_site import languages, world_languages
from cicc_site.multilingual.values import Localized, localized
from documents.models import FileText, Work, WorkFile
from documents.reading_parts import parts
from pages.archive.addresses import reading_address, work_address
from pages.archive.lines import facts
from pages.entries import Entry
from pages.models.listing import asked_page

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/work_text.html"


def response(
    request: HttpRequest,
    index: SitePage,
    context: dict[str, Any],
    *,
    number: int,
    slug: str,
    file_language: str,
) -> HttpResponse:
    """context: of the archive as Wagtail makes it. Of a work or file that is not public nothing is told."""
    now, language = timezone.now(), languages.active()
    files = WorkFile.objects.public(now).current().filter(work_id=number, language=file_language)
    file = files.filter(extracted__is_readable=True).select_related("work").first()
    if file is None:
        raise Http404
    work = file.work
    if slug != work.slug_in(language):
        return HttpResponsePermanentRedirect(reading_address(work, file_language, language, index))
    text = FileText.objects.values_list("text", flat=True).get(file=file)
    items = Paginator(parts(text), 1).get_page(asked_page(request))
    part = items.object_list[0] if items.object_list else None
    more = {
        "entry": entry(work, file, language, index),
        "robots": "noindex, follow",
        "work": work,
        "file": file,
        "facts": facts(file, language),
        "items": items,
        "part": part,
        "work_address": work_address(work, language, index),
    }
    return TemplateResponse(request, TEMPLATE, {**context, **more})


def entry(work: Work, file: WorkFile, language: str, index: SitePage) -> Entry:
    """For breadcrumbs and language switch: the same text, with the page around it in another language."""
    name = world_languages.name(file.language, language)
    title = gettext("Text (%(language)s)") % {"language": name}
    return Entry(
        register="",
        key=str(work.pk),
        title=Localized(title, language, language),
        addresses={code: reading_address(work, file.language, code, index) for code in languages.codes()},
        languages=tuple(languages.codes()),
        above=((localized(work, "title", language), work_address(work, language, index)),),
    )
