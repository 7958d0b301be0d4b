"""The site map: pages/content/tree/ mirrors the English addresses, one folder per page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from wagtail.models import Site

from cicc_site import languages
from pages.loading import blocks, store
from pages.loading.files import CONTENT, ContentError, columns, read, slug_columns
from pages.models import (
    AboutPage,
    ApplicationPage,
    ArchivePage,
    AssemblyIndexPage,
    CampaignIndexPage,
    CountryIndexPage,
    CourtUpdateIndexPage,
    DirectoryPage,
    HomePage,
    OpenDataPage,
    PressIndexPage,
    PublicationIndexPage,
    SitePage,
    SituationIndexPage,
    VacancyIndexPage,
)

TREE = CONTENT / "tree"

# Shows in no address. "home" belongs to the welcome page Wagtail makes, until ours takes its place.
HOME_SLUG = "coalition"

TYPES: dict[str, type[SitePage]] = {
    "home": HomePage,
    "about": AboutPage,
    "application": ApplicationPage,
    "archive": ArchivePage,
    "assembly_index": AssemblyIndexPage,
    "campaign_index": CampaignIndexPage,
    "country_index": CountryIndexPage,
    "court_update_index": CourtUpdateIndexPage,
    "directory": DirectoryPage,
    "open_data": OpenDataPage,
    "press_index": PressIndexPage,
    "publication_index": PublicationIndexPage,
    "situation_index": SituationIndexPage,
    "vacancy_index": VacancyIndexPage,
}


def folders() -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Yield (English path, folder, contents of page.yaml) of each page, parents first, siblings in their order."""
    yield from _below("", TREE, read(TREE / "page.yaml"))


def _below(path: str, folder: Path, page: dict[str, Any]) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    yield path, folder, page
    children = [(read(child / "page.yaml"), child) for child in folder.iterdir() if child.is_dir()]
    for values, child in sorted(children, key=lambda pair: (pair[0].get("order", 0), pair[1].name)):
        yield from _below(f"{path}/{child.name}".lstrip("/"), child, values)


def key(path: str) -> str:
    """Return the lasting name, for `store`, of the page at an English path ("" is the home page)."""
    return f"tree/{path}"


def load_pages() -> store.Report:
    """Create or refresh all pages of the map without their bodies, which link to pages that may not exist yet."""
    report = store.Report()
    for path, folder, values in folders():
        model = TYPES.get(values.get("type", ""))
        if model is None:
            raise ContentError(folder / "page.yaml", f"type must be one of {', '.join(sorted(TYPES))}")
        _page, outcome = store.put(model, key(path), _parent(path), _values(path, folder, values))
        if model is HomePage:
            _make_root_of_site(_page)
        report[outcome] += 1
    return report


def load_bodies() -> store.Report:
    """Fill in the bodies, once every page they may link to is there."""
    report = store.Report()
    for path, folder, values in folders():
        bodies = {}
        for code in languages.codes():
            file = folder / f"body.{code}.yaml"
            if file.exists():
                bodies[f"body_{code}"] = blocks.body(file, read(file), partial(page_id, file))
        if bodies:
            _page, outcome = store.put(TYPES[values["type"]], key(path), _parent(path), bodies)
            report[outcome] += 1
    return report


def _values(path: str, folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    if not (values.get("title") or {}).get(languages.DEFAULT_LANGUAGE):
        raise ContentError(folder / "page.yaml", "the English title is missing")
    return {
        **columns("title", values["title"]),
        **columns("summary", values.get("summary")),
        **slug_columns(folder.name if path else HOME_SLUG, values.get("slug")),
        "show_in_menus": bool(values.get("show_in_menus")),
    }


def _parent(path: str) -> SitePage:
    if not path:
        root: SitePage = SitePage.get_first_root_node()
        return root
    above = path.rpartition("/")[0]
    parent = store.find(SitePage, key(above))
    if parent is None:
        raise ContentError(
            TREE / path, f"its parent “{above}” was deleted on the site; restore it or remove the folder"
        )
    return parent


def page_id(file: Path, path: str) -> int:
    """Return the id of the page at an English path; raises ContentError naming `file` when there is none."""
    path = path.strip("/")
    found = store.find(SitePage, key(path))
    if found is None:
        home = store.find(SitePage, key(""))
        found = SitePage.objects.filter(url_path=f"{home.url_path if home else '/'}{path}/").first()
    if found is None:
        raise ContentError(file, f"links to page:{path}, which does not exist")
    return int(found.pk)


def _make_root_of_site(home: SitePage) -> None:
    """Let the site begin at our home page and take away the welcome page Wagtail's migrations made."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    if site.root_page_id == home.pk:
        return
    former = site.root_page if site.root_page_id else None
    site.root_page = home
    site.save()
    if former is not None and former.specific_class is SitePage and former.depth == home.depth:
        former.delete()
