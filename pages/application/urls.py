"""The addresses of an application: below each personal link, and where the first step is sent to.

Mounted at `/<lang>/membership/application/`; the page that begins an application is in the tree (ApplicationPage).
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pages.application import checking, receipt, start, steps

app_name = "application"

below: list[URLPattern | URLResolver] = [
    path("step/<slug:code>/", steps.step, name="step"),
    path("check/", checking.check, name="check"),
    path("receipt/", receipt.receipt, name="receipt"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("begin/", start.begin, name="begin"),
    path("look-up/", start.look_up, name="look_up"),
    path("<str:token>/", include(below)),
]
