"""Addresses that are no page of the tree: the choice of a language, what robots read."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cicc_site import languages
from cicc_site.middleware import accepted_language
from pages.old_addresses import answers
from pages.old_addresses.asked import asked_by, language_asked


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address of the site leads to the home page in the language the browser asks for.

    With `?mod=` it is one of the former website (pages/old_addresses): that leads to its page, or nowhere; `?lang=fr`
    alone was its home page in French.
    """
    if asked_by(request) is not None:
        return former_website(request)
    query = request.META.get("QUERY_STRING", "")
    address = f"/{language_asked(request) or accepted_language(request)}/"
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    patch_vary_headers(response, ("Accept-Language",))
    return response


@require_safe
def former_website(request: HttpRequest) -> HttpResponse:
    """An address of the former website: `/?mod=drc`, `/index.php?mod=drc`, or its home page, `/index.php`."""
    redirect = answers.former_website(request)
    if redirect is not None:
        return redirect
    if asked_by(request) is None and not set(request.GET) - {"lang"}:
        return answers.permanent(f"/{language_asked(request) or accepted_language(request)}/")
    raise Http404


@require_safe
def nothing(request: HttpRequest) -> HttpResponse:
    """An address at which there can be nothing."""
    raise Http404


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components side by side; has an address only while developing (cicc_site/urls.py)."""
    return render(request, "styleguide.html", {"title": "Style guide", "robots": "noindex"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(robots_lines()), content_type="text/plain; charset=utf-8")


def robots_lines() -> list[str]:
    """Search results and the admin are no pages to list; everything else is."""
    return [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}/",
        *(f"Disallow: /{code}/search/" for code in languages.codes()),
        "",
        f"Sitemap: {settings.SITE_URL.rstrip('/')}{reverse('sitemap')}",
        "",
    ]
