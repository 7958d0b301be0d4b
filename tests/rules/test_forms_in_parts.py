"""A form in a part of a page needs its token: `include ... only` takes it away, and the form is refused when sent."""

from __future__ import annotations

import re

from cicc_site.postgres_places import CHECKOUT

TEMPLATES = CHECKOUT / "templates"


def test_whoever_includes_a_form_by_itself_hands_its_token_on() -> None:
    texts = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
    }
    forms = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    assert forms
    alone = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
    forgotten = [
        (name, part)
        for name, text in texts.items()
        for part, given in alone.findall(text)
        if part in forms and "csrf_token=csrf_token" not in given
    ]
    assert not forgotten
    assert any(part in forms for text in texts.values() for part, _given in alone.findall(text))
