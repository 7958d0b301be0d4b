"""The read-only API: its operations put together, and the addresses at which it answers."""

from __future__ import annotations

from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from cicc_site import languages
from pages.api import countries, organizations, proceedings, works
from pages.api.asking import Asked, NotHere, WrongParameters, check_names
from pages.api.door import View, open_door
from pages.api.problems import not_here, wrong_parameters
from pages.api.terms import DataSet, base

VERSION = "1"
PREFIX = f"api/v{VERSION}/"


class Renderer(JSONRenderer):
    # Arabic as it is written: smaller, and people read it too.
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


api = NinjaAPI(
    title=gettext_noop("Open data of the Coalition for the International Criminal Court"),
    version=VERSION,
    description=gettext_noop(
        "Registers, proceedings and documents, read-only. No key, no account, no cookie."
    ),
    urls_namespace="open_data",
    # Its page of documentation would come from another host: ours is pages/models/portals.py, OpenDataPage.
    docs_url=None,
    openapi_url=None,
    renderer=Renderer(),
)
api.add_exception_handler(NotHere, not_here)
api.add_exception_handler(WrongParameters, wrong_parameters)
api.add_exception_handler(ValidationError, wrong_parameters)
for router in (countries.router, organizations.router, proceedings.router, works.router):
    api.add_router("", router)


def schema() -> dict[str, Any]:
    """The OpenAPI document, its words in the active language. Nobody may change it: it is made once."""
    return schema_in(languages.active())


@cache
def schema_in(language: str) -> dict[str, Any]:
    """language: the active one."""
    document: dict[str, Any] = translated(api.get_openapi_schema(path_prefix=PREFIX))
    document["info"]["title"] = gettext(api.title)
    document["servers"] = [{"url": base()}]
    return document


# What of the document is words: each has an entry in the catalogues.
WORDS = {"summary", "description"}


def translated(value: Any, parent: str = "") -> Any:
    """A copy of a part of the document. Below "properties" the names are fields, not words."""
    if isinstance(value, dict):
        return {
            name: gettext(each)
            if name in WORDS and isinstance(each, str) and each and parent != "properties"
            else translated(each, name)
            for name, each in value.items()
        }
    return [translated(each, parent) for each in value] if isinstance(value, list) else value


def openapi(request: HttpRequest) -> HttpResponse:
    check_names(request, Asked)
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


def start(request: HttpRequest) -> HttpResponse:
    """What a program finds here: the lists, and the document that describes them."""
    check_names(request, Asked)
    here = f"{base()}/{PREFIX}"
    lists = {data_set.value: f"{here}{data_set.value}" for data_set in DataSet}
    return JsonResponse({"openapi": f"{here}openapi.json", **lists})


def nothing(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """No operation; an address with a slash too many is led to the one without."""
    if path.endswith("/") and path != "/":
        query = request.META.get("QUERY_STRING", "")
        bare = "/" + request.path.strip("/")
        return HttpResponseRedirect(f"{bare}?{query}" if query else bare, status=308)
    return not_here(request)


def told(view: View) -> View:
    """A view beside ninja's operations, with the same answer to a wrong parameter."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except WrongParameters as error:
            return wrong_parameters(request, error)

    return answer


def urls() -> list[URLPattern | URLResolver]:
    """All addresses below /api/, each behind the same door; what is not there is told in JSON, too."""
    patterns: list[Any] = api.urls[0]
    operations = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in operations:
        pattern.callback = open_door(pattern.callback)
    return [
        path(f"v{VERSION}/", open_door(told(start)), name="api"),
        path(f"v{VERSION}/openapi.json", open_door(told(openapi)), name="openapi"),
        path(f"v{VERSION}/", include(operations)),
        re_path(r"^(?P<path>.*)$", open_door(nothing)),
    ]
