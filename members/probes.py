"""What whatever watches the site asks: `/healthz`, whether this process answers, `/readyz`, what it can do, `/metrics`.

`/healthz` asks nothing of the database. `/readyz` gives 503 only where no page can be made; what is merely worse than
usual it tells in its JSON. None holds a secret, an address or a person; all are outside of the languages.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from members import metrics, readiness

HEALTH, READINESS, METRICS = "/healthz", "/readyz", "/metrics"


class ProbeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in {HEALTH, READINESS, METRICS} or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        response: HttpResponse
        if request.path_info == HEALTH:
            response = HttpResponse("ok\n", content_type="text/plain")
        elif request.path_info == METRICS:
            response = metrics.answer(request)
        else:
            told = readiness.told()
            response = JsonResponse(told, status=503 if told["status"] == "down" else 200)
        response.headers["Cache-Control"] = "no-store"
        return response
