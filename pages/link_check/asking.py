"""Asks the site for an address inside this process, as an anonymous visitor, without network or trace."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import set_urlconf
from django.utils.module_loading import import_string

from pages.old_addresses.misses import CHECKING

# Nothing is to be kept of these requests, counted, or refused because they are many.
LEFT_OUT = frozenset(
    {
        "members.probes.ProbeMiddleware",
        "cicc_site.metrics.requests.NamingMiddleware",
        "cicc_site.request_ids.RequestIdMiddleware",
        "pages.page_cache.middleware.PageCacheMiddleware",
        "cicc_site.compression.CompressionMiddleware",
        "pages.middleware.DatabaseAwayMiddleware",
        "pages.visitor_limits.VisitorLimitMiddleware",
        "axes.middleware.AxesMiddleware",
    }
)


@dataclass(frozen=True)
class Answer:
    """location: where a redirect leads. html: of a page, else empty."""

    status: int
    location: str = ""
    html: str = ""


class Asked(BaseHandler):
    """The handler of the site with its own middleware, but for what is left out."""

    def __init__(self) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for path in reversed(settings.MIDDLEWARE):
            if path in LEFT_OUT:
                continue
            try:
                made = import_string(path)(handler)
            except MiddlewareNotUsed:
                continue
            if hasattr(made, "process_view"):
                self._view_middleware.insert(0, made.process_view)
            if hasattr(made, "process_template_response"):
                self._template_response_middleware.append(made.process_template_response)
            if hasattr(made, "process_exception"):
                self._exception_middleware.append(made.process_exception)
            handler = convert_exception_to_response(made)
        self._middleware_chain = handler

    def ask(self, address: str) -> Answer:
        """address: a path, with its query; already quoted."""
        set_urlconf(settings.ROOT_URLCONF)
        # Past `get_response`, which would write a line into the log for each link that leads nowhere.
        response: Any = self._middleware_chain(_request(address))
        try:
            status, location = response.status_code, response.headers.get("Location", "")
            is_page = isinstance(response, HttpResponse) and response.headers.get(
                "Content-Type", ""
            ).startswith("text/html")
            return Answer(status, location, response.content.decode("utf-8", "replace") if is_page else "")
        finally:
            # The bytes of a file are never read. `close` would end the connection to the database as well.
            for let_go in response._resource_closers:
                let_go()


def _request(address: str) -> WSGIRequest:
    parts, site = urlsplit(address), urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        CHECKING: True,
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value if site.scheme == "https" else "http"
    return WSGIRequest(environ)
