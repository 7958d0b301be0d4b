"""How a private page of an application is drawn: inside the frame of the site, below the page that begins one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cicc_site import languages
from cicc_site.multilingual.values import Localized
from pages.entries import Entry

if TYPE_CHECKING:
    from pages.models.base import SitePage


def application_page() -> SitePage | None:
    """The page that begins an application, if anybody may read it."""
    page: Any = apps.get_model("pages", "ApplicationPage")
    found: SitePage | None = page.objects.live().first()
    return found


def shown(
    request: HttpRequest,
    template: str,
    title: str,
    address: Callable[[str], str],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """address: the path of this page in a language, so that the language switch stays here."""
    language = languages.active()
    entry = Entry(
        register="",
        key="",
        title=Localized(title, language, language),
        addresses={code: address(code) for code in languages.codes()},
        languages=tuple(languages.codes()),
    )
    frame = {"page": application_page(), "entry": entry, "title": title, "robots": "noindex, nofollow"}
    return render(request, template, {**frame, **context}, status=status)


def go_to(path: str) -> HttpResponse:
    """To another page after a form was sent: asking for it again sends nothing."""
    return HttpResponseRedirect(path, status=303)


def is_too_much(request: HttpRequest) -> bool:
    """Whether more was sent than the server reads; then nothing of it can be shown again."""
    try:
        request.POST  # noqa: B018 - reads what was sent
    except (RequestDataTooBig, TooManyFieldsSent):
        return True
    return False
