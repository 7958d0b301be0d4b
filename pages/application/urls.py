"""The addresses of an application: below each personal link, and the page that sends the link again.

Mounted at `/<lang>/membership/application/`; the page that begins an application is in the tree (ApplicationPage).
A token is any text here: what is no token at all gets the same answer as one that is not on file (doors.py).
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pages.application import files

app_name = "application"

below: list[URLPattern | URLResolver] = [
    path("files/", files.files, name="files"),
    path("files/<int:number>/", files.file, name="file"),
    path("files/<int:number>/remove/", files.remove, name="file_remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", include(below)),
]
