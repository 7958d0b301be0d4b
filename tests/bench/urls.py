"""The addresses of the site and a bare view. Only the benchmark's settings name this file; the live site cannot."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cicc_site import urls


def bare(request: HttpRequest) -> HttpResponse:
    """What Django, our middleware and the server cost before any page is made."""
    return HttpResponse(b"ok", content_type="text/plain")


handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("bare/", bare), *urls.urlpatterns]
