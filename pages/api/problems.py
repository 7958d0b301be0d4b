"""What goes wrong, told in JSON and in the language that was asked for. Nothing here knows an operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from pages.api.asking import WrongParameters, message
from pages.api.schemas import Problem

# What every operation may answer besides what it was asked for.
PROBLEMS: dict[int, Any] = {422: Problem, 429: Problem}


def problem(status: int, text: str, parameters: dict[str, str] | None = None) -> HttpResponse:
    wrong = [{"name": name, "message": words} for name, words in (parameters or {}).items()]
    content = {"error": {"status": status, "message": text, "parameters": wrong}}
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def wrong_parameters(request: HttpRequest, error: Any) -> HttpResponse:
    """error: WrongParameters of ours, or what ninja found (`ValidationError`)."""
    if isinstance(error, WrongParameters):
        wrong = error.parameters
    else:
        wrong = {str(each["loc"][-1]): message(each) for each in error.errors}
    return problem(422, gettext("A parameter of this address is not right."), wrong)


def not_here(request: HttpRequest, error: Any = None) -> HttpResponse:
    """The same words whether there never was anything or it is not public."""
    return problem(404, gettext("There is nothing at this address."))


def wrong_method(request: HttpRequest) -> HttpResponse:
    response = problem(405, gettext("Open data can be read only: use GET."))
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    text = gettext("Too many requests. Try again in %(seconds)s seconds.") % {"seconds": wait}
    response = problem(429, text)
    response.headers["Retry-After"] = str(wait)
    return response
