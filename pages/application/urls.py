"""The addresses of an application: below each personal link, and the page that sends the link again.

Mounted at `/<lang>/membership/application/`; the page that begins an application is in the tree (ApplicationPage).
A token is any text here: what is no token at all gets the same answer as one that is not on file (doors.py).
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pages.application import (
    checking,
    confirming,
    doors,
    files,
    letter,
    link,
    messages,
    own_page,
    receipt,
    start,
    steps,
    withdrawing,
)

app_name = "application"

below: list[URLPattern | URLResolver] = [
    path("", own_page.own_page, name="own_page"),
    path("confirm/", confirming.confirm, name="confirm"),
    path("confirm/again/", confirming.send_again, name="confirm_again"),
    path("answer/", messages.answer, name="answer"),
    path("message/", messages.message, name="message"),
    path("withdraw/", withdrawing.withdraw, name="withdraw"),
    path("link/", link.change, name="link"),
    path("mail/", own_page.set_quiet, name="mail"),
    path("step/<slug:code>/", steps.step, name="step"),
    path("check/", checking.check, name="check"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("letter/", letter.letter, name="letter"),
    path("files/", files.files, name="files"),
    path("files/<int:number>/", files.file, name="file"),
    path("files/<int:number>/remove/", files.remove, name="file_remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", link.resend, name="resend"),
    path("begin/", start.begin, name="begin"),
    path("look-up/", start.look_up, name="look_up"),
    path("<str:token>/", include(below)),
    path("<str:token>/<path:rest>", doors.nothing),
]
