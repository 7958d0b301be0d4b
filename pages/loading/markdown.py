"""Markdown of the content files to the rich text Wagtail stores."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from pages.figures import tokens as figures

# What a rich text field may hold; raw HTML in a content file is shown as text, never trusted.
_parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "blockquote", "hr"])

PAGE = "page:"


def _figure(state: StateInline, silent: bool) -> bool:
    """Markdown of ours: {figure:states_parties} stands for a figure of the registers."""
    match = figures.WRITTEN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("figure", "", 0).meta = {"stored": figures.written(match).stored}
    state.pos = match.end()
    return True


_parser.inline.ruler.before("escape", "figure", _figure)


def rich_text(source: str, page_id: Callable[[str], int]) -> str:
    """Return rich text for a Markdown `source`.

    page_id: gives the id of the page at an English path; links are written `[words](page:membership/apply)`.
    Figures are written `{figure:states_parties}`, with a form `{figure:states_parties|dated}`; LookupError for
    one the site does not know.
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

    def figure(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return str(tokens[idx].meta["stored"])

    def strong_open(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<b>"

    def strong_close(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</b>"

    def em_open(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<i>"

    def em_close(self, tokens: list[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</i>"
