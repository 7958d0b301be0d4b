"""Where does an address lead that no page answers at? Former paths, and paths written in another language."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field
from pages.models.base import PathHistory, SitePage

# Deeper addresses are nobody's former page; the cap keeps the look-up small whatever is asked for.
DEEPEST = 12


def current_address(request: HttpRequest, path: str) -> str | None:
    """Return the present address, in the active language, of the live page that `path` meant.

    path: the part behind the language prefix, as the URL pattern captured it ("a/b/"). Returns None for an
    address that never was one.
    """
    components = [component for component in path.split("/") if component]
    site = Site.find_for_request(request)
    if site is None or not 0 < len(components) <= DEEPEST:
        return None
    root = site.root_page
    page = _by_history(root, components) or _by_any_language(root, components)
    return page.get_url(request) if page is not None else None


def _by_history(root: SitePage, components: list[str]) -> SitePage | None:
    path = f"{root.url_path}{'/'.join(components)}/"
    rows = PathHistory.objects.filter(path=path, page__live=True, page__path__startswith=root.path)
    # The language asked for first; a former path of another language is better than nothing.
    found = sorted(rows.select_related("page"), key=lambda row: row.language != languages.active())
    return found[0].page if found else None


def _by_any_language(root: SitePage, components: list[str]) -> SitePage | None:
    """Follow the slugs down the tree, each in whatever language it is: one query, the rest in memory."""
    columns = [slug_field(code) for code in languages.codes()]
    named = Q()
    for column in columns:
        named |= Q(**{f"{column}__in": components})
    below = SitePage.objects.filter(
        named, path__startswith=root.path, depth__gt=root.depth, depth__lte=root.depth + len(components)
    )
    level = [root]
    candidates = list(below.order_by("path"))
    for component in components:
        parents = {page.path for page in level}
        level = [
            page
            for page in candidates
            if page.path[: -SitePage.steplen] in parents
            and component in {getattr(page, column) for column in columns}
        ]
        # The language asked for wins where two siblings share a slug in different languages.
        level.sort(key=lambda page: page.slug_for(languages.active()) != component)
    live = [page for page in level if page.live]
    return live[0] if live else None
