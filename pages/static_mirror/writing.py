"""Phase two: every page is written where it will lie, with links that work there; what is unchanged is not touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from urllib.parse import quote

from cicc_site import languages
from pages.static_mirror import addresses, markup, notices, places
from pages.static_mirror.addresses import FILTERS, MISSING, SEARCH, Sites, left_out
from pages.static_mirror.reading import Got, Kind
from pages.static_mirror.tree import Kept, Site, digest

MOST_STEPS = 10  # from one redirect to the next


@dataclass(frozen=True, slots=True)
class Options:
    """plain: link to files, not to folders, so that no web server is needed. root: the folder of the mirror on its
    server, for pages that are shown at any address. script: where the one script lies. day: today."""

    plain: bool
    root: str
    script: str
    day: dt.date


class Map:
    """Where everything lies: of an address the file, or why there is none."""

    def __init__(self, found: dict[str, Got]) -> None:
        self.found = found

    def target(self, address: str, language: str) -> tuple[Got | None, str]:
        """What an address leads to for a reader of a language; without that the whole address of another site, or the
        reason why it is not in the mirror."""
        for _step in range(MOST_STEPS):
            if not address.startswith("/"):
                return None, address
            got = self.found.get(address)
            if got is None:
                return None, left_out(address) or (FILTERS if "?" in address else MISSING)
            if got.kind is Kind.FAULT:
                return None, MISSING
            if got.kind is Kind.MOVED:
                address = got.target
            elif got.kind is Kind.CHOICE and language:
                address = dict(got.targets)[language]
            else:
                return got, ""
        return None, MISSING


@dataclass(frozen=True, slots=True)
class Written:
    place: str
    kept: Kept
    state: str  # "new", "changed" or "unchanged"


class Writer:
    """Writes one answer after another."""

    def __init__(self, site: Site, sites: Sites, known: Map, options: Options) -> None:
        self.site, self.sites, self.map, self.options = site, sites, known, options

    def __call__(self, got: Got) -> Written:
        if got.kind is Kind.FORMER:
            self.site.take_over(got.place)
            return Written(got.place, self.site.former.files[got.place], "unchanged")
        source = self.site.work / got.source
        if got.kind is Kind.FILE:
            return self._kept(got, source, got.sha256)
        text = source.read_bytes().decode()
        made = self.style(got, text) if got.kind is Kind.STYLE else self.page(got, text)
        source.write_bytes(made.encode())
        return self._kept(got, source, digest(source), made)

    def _kept(self, got: Got, source: Path, content: str, text: str | None = None) -> Written:
        """content: the digest of what was made, before the day is put into it."""
        former = self.site.former.files.get(got.place)
        if former is not None and former.content == content and self.site.is_sound(got.place):
            self.site.take_over(got.place)
            kept = replace(former, address=got.address, etag=got.etag)
            return Written(got.place, kept, "unchanged")
        if text is not None and notices.TAKEN in text:
            language = self.language(got)
            source.write_bytes(
                text.replace(notices.TAKEN, notices.day_in(self.options.day, language)).encode()
            )
        target = self.site.path_for(got.place)
        size, found = source.stat().st_size, digest(source)
        source.rename(target)
        kept = Kept(got.address, found, size, self.options.day.isoformat(), content, got.etag)
        return Written(got.place, kept, "changed" if former is not None else "new")

    # ---- pages

    def page(self, got: Got, text: str) -> str:
        page = markup.read(text)
        language = self.language(got)
        about = self.link_to(notices.about_address(language), "", got)
        head = next((tag.start for tag in page.tags if tag.name == "header"), None)
        changes = [*self._tags(page, got), *self._forms(page, got, about)]
        if head is not None:
            changes.append(
                (head, head, self.words[language].strip.replace(notices.ABOUT_HERE, escape(about)))
            )
        return page.with_changes(changes)

    def style(self, got: Got, text: str) -> str:
        return markup.changed_css(text, lambda link: self.change(link, got))

    def _tags(self, page: markup.Page, got: Got) -> Iterator[tuple[int, int, str]]:
        scripts = 0
        for tag in page.tags:
            if tag.name == "script" and (tag.attributes.get("type") or "").lower() not in (
                "application/ld+json",
            ):
                end = page.text.index("</script>", tag.end) + len("</script>")
                source = escape(self.link(self.options.script, got))
                yield tag.start, end, "" if scripts else f'<script src="{source}" defer></script>'
                scripts += 1
            elif tag.name == "link" and tag.relation & {"preload", "modulepreload"} and self.options.plain:
                yield (
                    tag.start,
                    tag.end,
                    "",
                )  # without a server a face is no shared file, and the browser complains
            elif not tag.names_public_address and tag.links():
                yield tag.start, tag.end, tag.with_links(lambda link: self.change(link, got))

    def _forms(self, page: markup.Page, got: Got, about: str) -> Iterator[tuple[int, int, str]]:
        """In place of the search a word, of filters and of what is sent a notice."""
        words = self.words[self.language(got)]
        for form in page.forms:
            asks = self.sites.address_of(form.attributes.get("action") or "", got.address)
            if (form.attributes.get("method") or "").lower() == "post":
                notice = words.sending
            elif asks and left_out(asks[0]) == SEARCH:
                notice = words.search
            else:
                notice = words.question
            yield form.start, form.end, notice.replace(notices.ABOUT_HERE, escape(about))

    # ---- links

    def change(self, link: str, got: Got) -> str:
        """A link of a page as it works in the mirror; those to other sites, and within the page, stay."""
        if link.startswith("#") or not link:
            return link
        found = self.sites.address_of(link, got.address)
        return self.link_to(found[0], found[1], got) if found else link

    def link_to(self, address: str, part: str, got: Got) -> str:
        language = self.language(got)
        target, why = self.map.target(address, "" if got.kind is Kind.STYLE else language)
        if target is None and "://" in why:
            return why
        if target is None:
            about = self.map.found[notices.about_address(language)]
            return f"{self.link(about.place, got)}#{why}"
        return self.link(target.place, got) + (f"#{quote(part, safe='/?:@!$&()*+,;=-._~')}" if part else "")

    def link(self, place: str, got: Got) -> str:
        on = None if got.at_any_address else got.place
        return places.link(place, on, plain=self.options.plain, root=self.options.root)

    @staticmethod
    def language(got: Got) -> str:
        return addresses.language_of(got.address) or languages.DEFAULT_LANGUAGE

    @cached_property
    def words(self) -> dict[str, notices.Words]:
        return {code: notices.words_in(code) for code in languages.codes()}
