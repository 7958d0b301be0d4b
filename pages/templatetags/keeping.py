"""`{% kept_part %}`: a part of a page that is drawn once and kept as text until a row of the frame changes."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

from cicc_site import languages
from pages.frame import request_of
from pages.kept import FRAME, MEMBERS, kept

register = template.Library()

TABLES = {"members": MEMBERS}


class KeptPart(Node):
    """name: of the part. depends: values that it shows or that decide how it looks, besides language and host."""

    def __init__(
        self, name: str, depends: list[FilterExpression], tables: frozenset[str], inside: NodeList
    ) -> None:
        self.name, self.depends, self.tables, self.nodelist = name, depends, tables, inside

    def render(self, context: Context) -> SafeString:
        request = request_of(context)
        if request is None or getattr(request, "is_preview", False):
            return self.nodelist.render(context)
        values = tuple(each.resolve(context) for each in self.depends)
        if None in values:
            return self.nodelist.render(context)
        key = ("part", self.name, languages.active(), _place(request), *values)
        return kept(key, lambda: self.nodelist.render(context), self.tables)


def _place(request: HttpRequest) -> tuple[str, str]:
    """What decides how an address of another site of ours is written."""
    return request._get_raw_host(), request.get_port()  # type: ignore[attr-defined]  # as `site_at_hand`


@register.tag
def kept_part(parser: Parser, token: Token) -> KeptPart:
    """`{% kept_part name value ... of members %}`. Inside, only rows of these tables (pages/kept.py; without `of` those
    of the frame) and the values are shown: nothing of the page, of its reader or of the clock. A value that is None:
    not kept."""
    _tag, name, *values = token.split_contents()
    tables = frozenset(FRAME)
    if "of" in values:
        values, [kind] = values[: values.index("of")], values[values.index("of") + 1 :]
        tables = TABLES[kind]
    inside = parser.parse(("end_kept_part",))
    parser.delete_first_token()
    return KeptPart(name, [parser.compile_filter(value) for value in values], tables, inside)
