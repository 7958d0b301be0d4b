"""Markdown of the content files to the rich text Wagtail stores."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# What a rich text field may hold; raw HTML in a content file is shown as text, never trusted.
_parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "blockquote", "hr"])

PAGE = "page:"


def rich_text(source: str, page_id: Callable[[str], int]) -> str:
    """Return rich text for a Markdown `source`.

    page_id: gives the id of the page at an English path; links are written `[words](page:membership/apply)`.
    """
    tokens = _parser.parse(source)
    return _Renderer(page_id).render(tokens, _parser.options, {}).strip()


class _Renderer(RendererHTML):
    def __init__(self, page_id: Callable[[str], int]) -> None:
        super().__init__()
        self.page_id = page_id

    def link_open(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrGet("href") or "")
        if address.startswith(PAGE):
            return f'<a linktype="page" id="{self.page_id(address.removeprefix(PAGE))}">'
        return f'<a href="{escape(address)}">'

    def strong_open(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<b>"

    def strong_close(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</b>"

    def em_open(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<i>"

    def em_close(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</i>"
