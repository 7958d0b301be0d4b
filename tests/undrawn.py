"""Requests of which no page is drawn, for tests that look at what a request does and how it is answered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.template import Template
from django.utils.safestring import mark_safe


@contextlib.contextmanager
def undrawn() -> Iterator[None]:
    """What is sent is taken, looked at and refused or done, and answered with a status and headers; no template is
    rendered, which takes ten times as long. Whatever is to be proved of pages has to be proved outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda self, context: mark_safe(""))
        yield
