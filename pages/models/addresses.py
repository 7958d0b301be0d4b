"""The addresses of a page: a slug and a path in each language, kept, routed and reversed here.

Wagtail's `slug` and `url_path` are the English ones and stay canonical. Each other language has `slug_xx` (empty:
the English one serves) and `url_path_xx` (derived from it and the parent's, unique, NULL only for the tree root).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.http import Http404, HttpRequest
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage, Site
from wagtail.url_routing import RouteResult

from cicc_site import indexing, languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.panels import slug_field
from cicc_site.multilingual.reader import as_editor, as_reader
from pages.missing import NothingToShow
from pages.models.paths import DEFAULT, ROOTS, ROUTE, at_paths, path_column, root_paths, served_at, whole

if TYPE_CHECKING:
    from pages.models.base import SitePage

# The deepest page of the site map lies four levels down. The cap keeps look-ups small whatever is asked for.
DEEPEST = 12

# TranslatedUrls is always mixed into a page; only the type checker has to be told.
if TYPE_CHECKING:

    class PageMethods(AbstractPage):
        pass
else:

    class PageMethods:
        pass


class PathHistory(models.Model):
    """A path at which a published page used to answer in a language: the source of permanent redirects."""

    language = models.CharField(max_length=8)
    path = models.TextField()
    page = models.ForeignKey("pages.SitePage", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "path"], name="path_history_unique")]

    def __str__(self) -> str:
        return f"{self.language}: {self.path}"


class TranslatedUrls(TranslatedModel, PageMethods):
    """Slugs and paths in each language; how they are kept, routed and reversed. Needs AbstractPage beside it."""

    class Meta:
        abstract = True

    @classmethod
    def language_columns(cls) -> list[str]:
        return [*super().language_columns(), *(slug_field(code) for code in languages.translation_codes())]

    # ---- paths

    def slug_for(self, language: str) -> str:
        """Return the slug at which the page answers in a language: its own, or the English one."""
        return str(getattr(self, slug_field(language)) or self.slug)

    def path_for(self, language: str) -> str:
        """Return the whole path from the tree root in a language."""
        return str(getattr(self, path_column(language)) or self.url_path)

    def set_url_path(self, parent: SitePage | None) -> str:
        """Derive the paths of all languages from `parent` (None for the tree root) and the slugs."""
        result: str = super().set_url_path(parent)
        for code in languages.translation_codes():
            if parent is None:
                path = None
            elif parent.is_root():
                # The home page's own slug shows in no address: one root path for all languages.
                path = self.url_path
            else:
                path = f"{parent.path_for(code)}{self.slug_for(code)}/"
            setattr(self, path_column(code), path)
        return result

    # ---- no two siblings at one address, in any language

    def slug_clashes(self, parent: SitePage | None) -> dict[str, ValidationError]:
        """Return an error per slug column whose address a sibling under `parent` already answers at.

        English is left to Wagtail, which has always looked after its own slug.
        """
        taken = self._sibling_slugs(parent)
        return {
            slug_field(code): ValidationError(
                _("The address “%(slug)s” already belongs to another page of this section (%(language)s)."),
                params={"slug": self.slug_for(code), "language": languages.by_code(code).name},
                code="slug_taken",
            )
            for code in languages.translation_codes()
            if self.slug_for(code) in taken[code]
        }

    def _sibling_slugs(self, parent: SitePage | None) -> dict[str, set[str]]:
        """Return, per language, the slugs under `parent` that begin as this page's own does."""
        codes = languages.translation_codes()
        if parent is None or parent.is_root() or not self.slug:
            return {code: set() for code in codes}
        alike = Q()
        for code in codes:
            name, wanted = slug_field(code), self.slug_for(code)
            alike |= Q(**{f"{name}__startswith": wanted}) | Q(**{name: "", "slug__startswith": wanted})
        siblings = parent.get_children().filter(alike).exclude(pk=self.pk)
        rows = list(siblings.values("slug", *map(slug_field, codes)))
        return {code: {row[slug_field(code)] or row["slug"] for row in rows} for code in codes}

    @staticmethod
    def _slug_is_available(slug: str, parent_page: SitePage | None, page: SitePage | None = None) -> bool:
        """Wagtail asks this before it moves a page: then the slugs of all languages have to be free over there."""
        if not AbstractPage._slug_is_available(slug, parent_page, page):
            return False
        if page is None or page.pk is None or parent_page is None or page.is_child_of(parent_page):
            return True
        return not page.slug_clashes(parent_page)

    def _address_is_taken(self, parent: SitePage | None) -> bool:
        return not AbstractPage._slug_is_available(self.slug, parent, self) or bool(self.slug_clashes(parent))

    def _check_slug_is_unique(self) -> None:
        super()._check_slug_is_unique()
        clashes = self.slug_clashes(self.get_parent())
        if clashes:
            raise ValidationError(clashes)

    def _take_free_address(self) -> None:
        """Give a new page, copy or alias its own addresses: Wagtail asks the editor only for the English one."""
        if not self.path:
            return
        self._set_core_field_defaults()
        parent = self.get_parent()
        taken = self._sibling_slugs(parent)
        for code in languages.translation_codes():
            free = wanted = self.slug_for(code)
            count = 1
            while free in taken[code]:
                count += 1
                free = f"{wanted}-{count}"
            if free != wanted:
                setattr(self, slug_field(code), free)
        # A copy still has the paths of its original, and would fail its validation with them.
        self.set_url_path(parent)

    def _set_core_field_defaults(self) -> None:
        super()._set_core_field_defaults()
        if not self.slug and self.path:
            # A title of signs alone makes no slug, and two pages without one would share an address.
            self.slug: str = self._get_autogenerated_slug("page")

    # ---- saving

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        with as_editor():
            if self.pk is None:
                self._take_free_address()
                return super().save(*args, **kwargs)
            before = self._refresh_paths(kwargs)
            result = super().save(*args, **kwargs)
            self._cascade_paths(before)
            return result

    def _refresh_paths(self, kwargs: dict[str, Any]) -> dict[str, str]:
        """Recompute the paths before a save; return {column: former path} of those that change."""
        update_fields = kwargs.get("update_fields")
        columns = [path_column(code) for code in languages.codes()]
        watched = {"path", *columns, *(slug_field(code) for code in languages.codes())}
        if update_fields is not None and not watched & set(update_fields):
            return {}
        # Locked before the parent is read: a parent renamed at the same moment then finds this page's new paths.
        own_row = self.base_page_model._base_manager.filter(pk=self.pk).select_for_update()
        stored = own_row.values(*columns).first()
        if stored is None:
            return {}
        self._set_core_field_defaults()
        self.set_url_path(self.get_parent(update=True))
        if update_fields is not None:
            kwargs["update_fields"] = list({*update_fields, *columns})
        changed = {column: former for column, former in stored.items() if former != getattr(self, column)}
        self._remember(changed)
        return changed

    def _remember(self, changed: dict[str, str]) -> None:
        """Write down the former paths from here downwards, before they are overwritten.

        Those of all pages that were ever published: one that is offline now may come back under its new name.
        """
        if not changed:
            return
        language_of = {path_column(code): code for code in languages.codes()}
        known = Q(live=True) | Q(first_published_at__isnull=False)
        subtree = self.base_page_model._base_manager.filter(known, path__startswith=self.path)
        rows = [
            PathHistory(language=language_of[column], path=page[column], page_id=page["pk"])
            for page in subtree.values("pk", *changed)
            for column in changed
            if page[column]
        ]
        PathHistory.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["language", "path"], update_fields=["page"]
        )

    def _cascade_paths(self, changed: dict[str, str]) -> None:
        """Put the new paths in front of those of all descendants, in one statement."""
        prefixes = {
            column: Concat(Value(getattr(self, column)), Substr(column, len(former) + 1))
            for column, former in changed.items()
            if former and getattr(self, column)
        }
        if prefixes:
            descendants = self.base_page_model._base_manager.filter(path__startswith=self.path)
            descendants.exclude(pk=self.pk).update(**prefixes)
            # Moved below a page that only some may read, or away from one.
            indexing.rows_changed(self.base_page_model, list(descendants.values_list("pk", flat=True)))

    def _update_descendant_url_paths(self, old_url_path: str, new_url_path: str) -> None:
        """Do nothing: `save` has already moved the paths of all languages, and Wagtail knows only one."""

    def minimal_clean(self) -> None:
        with as_editor():
            super().minimal_clean()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        # A copy begins with the revisions of its original, which bear the original's key.
        copied = content.get("translation_key") not in (None, str(self.translation_key))
        page = super().with_content_json(content)
        if self.alias_of_id or copied or page._address_is_taken(self.get_parent()):
            # An alias or a copy has another page's content at an address of its own, in every language. And an
            # address that a sibling took since the draft was written must not stop a schedule or a workflow.
            for code in languages.codes():
                setattr(page, slug_field(code), getattr(self, slug_field(code)))
            page.set_url_path(self.get_parent())
        return page

    # ---- routing and reversing

    @staticmethod
    def route_for_request(request: HttpRequest, path: str) -> RouteResult | None:
        """Route from the base row of the home page: Wagtail reads its own table first, for every address."""
        site = Site.find_for_request(request)
        if site is None:
            return None
        found: RouteResult | None
        if not hasattr(request, ROUTE):
            parts = [part for part in path.split("/") if part]
            home = site.root_page
            try:
                found = (home if parts else whole(home.pk, home.content_type_id)).route(request, parts)
            except NothingToShow:
                raise  # the page for missing pages has something to say of it
            except Http404:
                found = None
            setattr(request, ROUTE, found)
        found = getattr(request, ROUTE)
        return found

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page of a path of the active language in one query at any depth; the deepest match wins."""
        if not path_components:
            result: RouteResult = super().route(request, path_components)
            return result
        if any("\0" in component for component in path_components):
            raise Http404  # PostgreSQL refuses it in a text
        language = languages.active()
        base = self.path_for(language)
        used = {
            f"{base}{'/'.join(path_components[:count])}/": count
            for count in range(1, min(len(path_components), DEEPEST) + 1)
        }
        row = at_paths(self.base_page_model, language).first(below=self.path, paths=list(used))
        if row is None or not row["live"]:
            raise Http404
        found = whole(row["pk"], row["content_type_id"])
        rest = path_components[used[row[path_column(language)]] :]
        return found.route_below(request, rest) if rest else found.route(request, [])

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer addresses below the page that are no pages (a register's rows); a plain page has none."""
        raise Http404

    def address_below(self, request: HttpRequest, path_components: list[str]) -> str | None:
        """The present address, in the active language, of what stands below the page at these parts of a path.

        Asked about an address that does not answer as it was written. None where nothing is meant by it.
        """
        if type(self).route_below is TranslatedUrls.route_below:
            return None
        try:
            self.route_below(request, path_components)
        except Http404:
            return None
        rest = "/".join(path_components)
        # What has a full stop in its name is a file and ends without a slash.
        return f"{self.get_url(request)}{rest}{'' if '.' in path_components[-1] else '/'}"

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Return Wagtail's (site id, root URL, path) for the language Django has active, without a query."""
        return self.url_parts_in(languages.active(), request)

    def url_parts_in(self, language: str, request: HttpRequest | None = None) -> Any:
        roots = self._get_relevant_site_root_paths(request)
        if len(roots) == 1:
            [root] = roots
        elif not roots:
            return None
        else:  # below the home pages of several sites
            chosen = super().get_url_parts(request)[0]
            root = next(each for each in roots if each.site_id == chosen)
        below = self.path_for(language)[len(root.root_path) :]
        return root.site_id, root.root_url, served_at(get_script_prefix(), language, below)

    def _get_site_root_paths(self, cache_object: Any = None, **kwargs: Any) -> Any:
        """As Wagtail has them; its own way unpacks them anew for each page that no request is at hand for."""
        known = getattr(cache_object, ROOTS, None)
        if known is None:
            known = root_paths()
            if cache_object is not None:
                setattr(cache_object, ROOTS, known)
        return known

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
        """As Wagtail's, which looks for the present site even where there is no other one."""
        if len(self._get_site_root_paths(request)) == 1:
            parts = self.get_url_parts(request)
            return parts[2] if parts else None
        address: str | None = super().get_url(request, current_site)
        return address

    url = property(get_url)

    def address_in(self, language: str, request: HttpRequest | None = None) -> str:
        """Return the page's path on this host in a language, as `/fr/...`."""
        if len(self._get_site_root_paths(request)) == 1:
            parts = self.url_parts_in(language, request)
            return str(parts[2]) if parts else ""
        with translation.override(language):
            return self.get_url(request) or ""

    # ---- preview in each language

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return languages.choices()

    def make_preview_request(
        self, original_request: Any = None, preview_mode: str | None = None, extra_request_attrs: Any = None
    ) -> Any:
        language = preview_mode if preview_mode in languages.codes() else DEFAULT
        with translation.override(language), as_reader():
            return super().make_preview_request(original_request, preview_mode, extra_request_attrs)


for _code in languages.translation_codes():
    TranslatedUrls.add_to_class(
        slug_field(_code),
        models.SlugField(
            _("slug"),
            max_length=255,
            blank=True,
            allow_unicode=True,
            db_index=False,
            help_text=_("The last part of the address in this language. Empty: the English one serves."),
        ),
    )
    TranslatedUrls.add_to_class(path_column(_code), models.TextField(null=True, editable=False))
