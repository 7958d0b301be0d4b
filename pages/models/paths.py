"""What pages are looked up and addressed by: the column of each language, questions, what stands before a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import get_script_prefix, reverse
from django.utils import translation
from wagtail.models import Site

from cicc_site import kept as store
from cicc_site import languages
from cicc_site.prepared import Slot, question
from pages.kept import kept

DEFAULT = languages.DEFAULT_LANGUAGE
# Where Wagtail keeps answers for the length of a request.
ROUTE = "_wagtail_route_for_request"
ROOTS = "_wagtail_cached_site_root_paths"


def root_paths() -> Any:
    """Wagtail's list of the sites and where they begin; it is not to be changed.

    Wagtail keeps it for an hour in each process, and only the one that saved a site forgets it. In a request our own
    keeping knows of a change wherever it was made: then it is asked for anew.
    """
    return kept("root paths", _root_paths) if store.is_at_hand() else Site.get_site_root_paths()


def _root_paths() -> Any:
    Site.clear_site_root_paths_cache()
    return Site.get_site_root_paths()


def path_column(language: str) -> str:
    """Return the name of the column that holds a page's whole path in a language."""
    return "url_path" if language == DEFAULT else f"url_path_{language}"


@question
def at_paths(model: Any, language: str) -> Any:
    """Of the pages below one that answer at some paths the deepest. Slots: below (its path in the tree), paths."""
    column = path_column(language)
    found = model.objects.filter(path__startswith=Slot("below"), **{f"{column}__among": Slot("paths")})
    return found.order_by("-depth").values("pk", "live", "content_type_id", column)[:1]


@question
def _whole(model: Any) -> Any:
    return model._base_manager.filter(pk=Slot("pk"))


def whole(pk: int, content_type_id: int) -> Any:
    """A page with all that its type has, in one query; raises Http404 where it has just been deleted."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    found = _whole(model).first(pk=pk) if model is not None else None
    if found is None:
        raise Http404
    return found


@lru_cache(maxsize=8192)
def served_at(prefix: str, language: str, path: str) -> str:
    """The address of a page below a home page. prefix: where the site is mounted, as Django has it now."""
    with translation.override(language):
        return reverse("wagtail_serve", args=(path,))


def address_of(paths: Mapping[str, str | None], language: str, roots: Sequence[Any]) -> str | None:
    """What `page.url` gives of a page, of its paths in each language alone. roots: Wagtail's, of every site."""
    here = next((root for root in roots if str(paths[DEFAULT]).startswith(root.root_path)), None)
    if here is None:
        return None
    path = (paths[language] or paths[DEFAULT] or "")[len(here.root_path) :]
    address = served_at(get_script_prefix(), language, path)
    return address if len(roots) == 1 else f"{here.root_url}{address}"
