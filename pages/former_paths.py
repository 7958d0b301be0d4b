"""Where does an address lead that no page answers at? Former paths, and paths written in another language."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field
from pages.models.addresses import DEEPEST, PathHistory, TranslatedUrls
from pages.models.base import SitePage


@dataclass(frozen=True, slots=True)
class Match:
    """A live page that the first `length` parts of a path meant; a lower `rank` is a surer guess."""

    length: int
    rank: int
    page: SitePage


def current_address(request: HttpRequest, path: str) -> str | None:
    """Return the present address, in the active language, of the live page that `path` meant.

    path: the part behind the language prefix, as the URL pattern captured it ("a/b/"). Returns None for an
    address that never was one.
    """
    components = [part for part in path.split("/") if part]
    site = Site.find_for_request(request)
    if site is None or not 0 < len(components) <= DEEPEST or "\0" in path:
        return None
    root = site.root_page
    matches = [*_by_history(root, components), *_by_any_language(root, components)]
    if not matches:
        return None
    best = min(matches, key=lambda match: (-match.length, match.rank))
    rest = components[best.length :]
    if not rest:
        address: str | None = best.page.get_url(request)
        return address
    if best.page.specific_class.route_below is TranslatedUrls.route_below:
        return None
    # Something that is no page: a feed, or a row of a register, which may have another name in this language.
    below: str | None = best.page.specific.address_below(request, rest)
    return below


def _by_history(root: SitePage, components: list[str]) -> list[Match]:
    """A former path in the language asked for is the surest guess, one in another language the least sure."""
    lengths = {
        f"{root.url_path}{'/'.join(components[:length])}/": length for length in range(1, len(components) + 1)
    }
    rows = PathHistory.objects.filter(
        path__in=list(lengths), page__live=True, page__path__startswith=root.path
    )
    return [
        Match(lengths[row.path], 0 if row.language == languages.active() else 2, row.page)
        for row in rows.select_related("page")
    ]


def _by_any_language(root: SitePage, components: list[str]) -> list[Match]:
    """Follow the slugs down the tree, each in whatever language it is: one query, the rest in memory."""
    columns = [slug_field(code) for code in languages.codes()]
    named = Q()
    for column in columns:
        named |= Q(**{f"{column}__in": components})
    below = SitePage.objects.filter(
        named, path__startswith=root.path, depth__gt=root.depth, depth__lte=root.depth + len(components)
    )
    matches = []
    level = [root]
    candidates = list(below.order_by("path"))
    for length, component in enumerate(components, start=1):
        parents = {page.path for page in level}
        level = [
            page
            for page in candidates
            if page.path[: -SitePage.steplen] in parents
            and component in {getattr(page, column) for column in columns}
        ]
        # The language asked for wins where two siblings share a slug in different languages.
        level.sort(key=lambda page: page.slug_for(languages.active()) != component)
        matches += [Match(length, 1, page) for page in level if page.live][:1]
    return matches
