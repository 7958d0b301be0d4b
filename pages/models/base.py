"""SitePage, the base of every page: one tree, translated columns, an address of its own in each language.

Wagtail's `slug` and `url_path` are the English ones and stay canonical. Each other language has `slug_xx` (empty:
the English one serves) and `url_path_xx` (derived from it and the parent's, unique, NULL only for the tree root).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, Panel, PublishingPanel, TabbedInterface
from wagtail.models import AbstractPage, DefaultBasePageMixin
from wagtail.models.pages import AbstractPageMeta
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.panels import language_tabs, slug_field, tabbed
from cicc_site.multilingual.reader import as_editor, as_reader
from cicc_site.multilingual.values import Localized, has_meaning, localized
from pages.fields import BodyField
from pages.forms import SitePageForm

DEFAULT = languages.DEFAULT_LANGUAGE

# TranslatedUrls is always mixed into a page; only the type checker has to be told.
if TYPE_CHECKING:

    class PageMethods(AbstractPage):
        pass
else:

    class PageMethods:
        pass


def path_column(language: str) -> str:
    """Return the name of the column that holds a page's whole path in a language."""
    return "url_path" if language == DEFAULT else f"url_path_{language}"


class PathHistory(models.Model):
    """A path at which a live page used to answer in a language: the source of permanent redirects."""

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
        """Return an error per slug column whose address a sibling under `parent` already answers at."""
        if parent is None:
            return {}
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

    def _sibling_slugs(self, parent: SitePage) -> dict[str, set[str]]:
        siblings = parent.get_children()
        if self.pk:
            siblings = siblings.exclude(pk=self.pk)
        rows = list(siblings.values("slug", *(slug_field(code) for code in languages.translation_codes())))
        return {code: {row[slug_field(code)] or row["slug"] for row in rows} for code in languages.codes()}

    def _check_slug_is_unique(self) -> None:
        super()._check_slug_is_unique()
        clashes = self.slug_clashes(self.get_parent())
        if clashes:
            raise ValidationError(clashes)

    def _suffix_taken_slugs(self) -> None:
        """Give a copy or an alias free addresses: Wagtail asks the editor only for the English one."""
        if not (self.path or getattr(self, "_cached_parent_obj", None)):
            return
        parent = self.get_parent()
        if parent is None:
            return
        taken = self._sibling_slugs(parent)
        for code in languages.translation_codes():
            free = wanted = self.slug_for(code)
            count = 1
            while free and free in taken[code]:
                count += 1
                free = f"{wanted}-{count}"
            if free != wanted:
                setattr(self, slug_field(code), free)

    # ---- saving

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        with as_editor():
            if self.pk is None:
                self._suffix_taken_slugs()
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
        stored = self.base_page_model._base_manager.filter(pk=self.pk).values(*columns).first()
        if stored is None:
            return {}
        self._set_core_field_defaults()
        self.set_url_path(self.get_parent())
        if update_fields is not None:
            kwargs["update_fields"] = list({*update_fields, *columns})
        changed = {column: former for column, former in stored.items() if former != getattr(self, column)}
        self._remember(changed)
        return changed

    def _remember(self, changed: dict[str, str]) -> None:
        """Write down the former paths of the live pages from here downwards, before they are overwritten."""
        if not changed:
            return
        language_of = {path_column(code): code for code in languages.codes()}
        subtree = self.base_page_model._base_manager.filter(path__startswith=self.path, live=True)
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

    def _update_descendant_url_paths(self, old_url_path: str, new_url_path: str) -> None:
        """Do nothing: `save` has already moved the paths of all languages, and Wagtail knows only one."""

    def minimal_clean(self) -> None:
        with as_editor():
            super().minimal_clean()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        page = super().with_content_json(content)
        if self.alias_of_id:
            # An alias shows another page's content at an address of its own, in every language.
            for code in languages.codes():
                setattr(page, slug_field(code), getattr(self, slug_field(code)))
            page.set_url_path(self.get_parent())
        return page

    # ---- routing and reversing

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page of a path of the active language in one query at any depth; the deepest match wins."""
        if not path_components:
            result: RouteResult = super().route(request, path_components)
            return result
        column = path_column(languages.active())
        base = self.path_for(languages.active())
        used = {
            f"{base}{'/'.join(path_components[:count])}/": count
            for count in range(1, len(path_components) + 1)
        }
        found = (
            self.base_page_model.objects.filter(path__startswith=self.path, **{f"{column}__in": list(used)})
            .order_by("-depth")
            .first()
        )
        if found is None:
            raise Http404
        rest = path_components[used[getattr(found, column)] :]
        if rest:
            return found.specific.route_below(request, rest)
        return found.specific.route(request, [])

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer addresses below the page that are no pages (a register's rows); a plain page has none."""
        raise Http404

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Return Wagtail's (site id, root URL, path) for the language Django has active, without a query."""
        parts = super().get_url_parts(request)
        language = languages.active()
        if not parts or parts[2] is None or language == DEFAULT:
            return parts
        roots = self._get_relevant_site_root_paths(request)
        root_path = next(root.root_path for root in roots if root.site_id == parts[0])
        return (
            parts[0],
            parts[1],
            reverse("wagtail_serve", args=(self.path_for(language)[len(root_path) :],)),
        )

    def address_in(self, language: str, request: HttpRequest | None = None) -> str:
        """Return the page's path on this host in a language, as `/fr/...`."""
        with translation.override(language):
            return self.get_url(request) or ""

    # ---- preview in each language

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return languages.choices()

    def make_preview_request(
        self, original_request: Any = None, preview_mode: str | None = None, extra_request_attrs: Any = None
    ) -> Any:
        with translation.override(preview_mode or DEFAULT), as_reader():
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


class SitePage(TranslatedUrls, DefaultBasePageMixin, AbstractPage):
    """What every page of the site has: title, summary, words for search engines, in each language."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("One or two sentences. They stand under the title, in lists and in search results."),
    )

    translated: ClassVar[list[str]] = ["title", "summary", "seo_title", "search_description"]

    # Facts that read the same in all languages (dates, codes, links): shown in one tab after the languages.
    shared_panels: ClassVar[list[Panel]] = []
    settings_panels: ClassVar[list[Panel]] = [PublishingPanel(), FieldPanel("show_in_menus"), CommentPanel()]

    base_form_class = SitePageForm

    search_fields = [
        *AbstractPage.search_fields,
        *DefaultBasePageMixin.search_fields,
        *(
            kind(f"{field}_{code}")
            for field, kinds in {
                "title": (index.SearchField, index.AutocompleteField),
                "summary": (index.SearchField,),
            }.items()
            for code in languages.codes()
            for kind in kinds
            if (field, code) != ("title", DEFAULT)
        ),
    ]

    class Meta(AbstractPageMeta):
        indexes = [models.Index(fields=["url_path"], name="site_page_path_en")]
        constraints = [
            models.UniqueConstraint(
                fields=[f"url_path_{code}"],
                name=f"site_page_path_{code}_unique",
                # A move rewrites a whole subtree in one statement: judged when the transaction ends.
                deferrable=models.Deferrable.DEFERRED,
            )
            for code in languages.translation_codes()
        ]

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        """The editing form, built from what the page type declares; see cicc_site.multilingual.panels."""
        own = [name for name in cls.translated_fields() if name not in SitePage.translated]
        return tabbed(
            language_tabs(
                cls,
                content=["title", "summary", *own],
                search_engines=["seo_title", "search_description"],
                slugs=True,
            ),
            shared=cls.shared_panels,
            settings=cls.settings_panels,
            form=cls.base_form_class,
        )

    @property
    def languages_available(self) -> list[str]:
        """Codes of the languages that have a title of their own: those a list can promise."""
        return [code for code in languages.codes() if has_meaning(getattr(self, f"title_{code}"))]

    def text(self, field: str) -> Localized:
        """Return a translated field for the reader of the active language."""
        return localized(self, field)


class BodyMixin(TranslatedModel):
    """A page with a body of blocks in each language."""

    body = BodyField(verbose_name=_("body"), blank=True)

    translated: ClassVar[list[str]] = ["body"]

    class Meta:
        abstract = True
