"""Addresses that lead to another one: where reading begins, which old addresses a mirror goes on knowing, and how.

An old path becomes a page that leads on, which works on any server and on none. What stands in a query cannot be a
file: for it, and to spare readers the page between, there is a map for nginx (docs/operators/static-mirror.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlencode

from django.urls import reverse
from wagtail.models import Site

from cicc_site import languages
from documents.models import Work
from members.models import Organization
from pages.models.addresses import PathHistory
from pages.models.old_addresses import Redirect
from pages.old_addresses import known
from pages.static_mirror import places
from pages.static_mirror.addresses import language_of, normal, query_of
from pages.static_mirror.reading import Got, Kind
from pages.static_mirror.writing import Map, Options

MAP = f"{places.OWN}/redirects.map"


def seeds() -> list[str]:
    """Where reading begins; sitemap.xml leads to every public page in each of its languages."""
    names = ("choose_language", "robots", "sitemap", "security_txt")
    return [*map(reverse, names), *(f"/{code}/" for code in languages.codes())]


def old_addresses() -> list[str]:
    """Addresses that may lead somewhere: lasting ones, former paths, those of the former website. Whether they do is
    asked as a visitor asks."""
    lasting = [
        *(f"/m/{pk}/" for pk in Organization.objects.listed().values_list("pk", flat=True)),
        *(f"/d/{pk}/" for pk in Work.objects.public().values_list("pk", flat=True)),
    ]
    return [*lasting, *_former_paths(), *_redirected(), *_former_website()]


def _former_paths() -> Iterator[str]:
    roots = {site.root_page.url_path for site in Site.objects.select_related("root_page")}
    for language, path in PathHistory.objects.filter(page__live=True).values_list("language", "path"):
        for root in roots:
            if path.startswith(root):
                yield normal(f"/{language}/{path.removeprefix(root)}")


def _redirected() -> Iterator[str]:
    """By staff; one of the former website in each language."""
    for address in Redirect.objects.values_list("old_address", flat=True):
        path, _mark, query = address.partition("?")
        if query:
            yield from (normal(path, f"{query}&lang={code}") for code in languages.codes())
        else:
            yield normal(path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/")


def _former_website() -> Iterator[str]:
    for entry in known.entries():
        if entry.page and not entry.ids:
            yield from (normal("/", f"mod={entry.mod}&lang={code}") for code in languages.codes())


@dataclass(frozen=True, slots=True)
class Way:
    """A page that leads from an address to another."""

    address: str
    place: str
    target: str


def ways(all_of_it: Map, taken: set[str]) -> Iterator[Way]:
    """For every old path, and for a file at an address that is no name of a file. taken: places that have something."""
    for got in all_of_it.found.values():
        path = unquote(got.address)
        if "?" in got.address or not (got.kind is Kind.MOVED or _is_named_by_its_answer(got, path)):
            continue
        place = places.place_of(got.address, "text/html")
        target, _why = all_of_it.target(got.address, language_of(got.address) or languages.DEFAULT_LANGUAGE)
        if target is not None and place.casefold() not in taken:
            taken.add(place.casefold())
            yield Way(got.address, place, target.address)


def _is_named_by_its_answer(got: Got, path: str) -> bool:
    """`/d/12/fr` gives a file that is saved under another name."""
    folder, _slash, name = got.place.rpartition("/")
    return (
        got.kind in (Kind.FILE, Kind.FORMER) and folder == path.strip("/") and not name.startswith("index.")
    )


def write_map(folder: Path, all_of_it: Map, options: Options) -> None:
    """Every address whose file lies elsewhere, for `map $request_uri` of nginx."""
    lines: set[str] = set()
    for address, got in all_of_it.found.items():
        if got.kind is Kind.FAULT or not ("?" in address or got.kind is Kind.MOVED):
            continue
        target, why = all_of_it.target(address, language_of(address) or languages.DEFAULT_LANGUAGE)
        if target is not None or "://" in why:
            to = why if target is None else places.link(target.place, None, plain=False, root=options.root)
            lines.update(f'"{asked}" "{to}";' for asked in _ways_of_asking(address) if asked != to)
    (folder / MAP).write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")


def _ways_of_asking(address: str) -> Iterator[str]:
    """As browsers send it. Of the former website with its name first, under both of its names, and in English without a
    language."""
    asked = dict(query_of(address))
    if "mod" not in asked:
        yield address
        return
    language = asked.pop("lang", "")
    mod = {"mod": asked.pop("mod")}
    for page in ("/", "/index.php"):
        yield f"{page}?{urlencode({**mod, **asked, 'lang': language})}"
        if language == languages.DEFAULT_LANGUAGE:
            yield f"{page}?{urlencode({**mod, **asked})}"
