"""SitePage, the base of every page: one tree, texts in columns per language, an address in each (see addresses.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, Panel, PublishingPanel, TabbedInterface
from wagtail.models import AbstractPage, DefaultBasePageMixin, PageViewRestriction
from wagtail.models.pages import AbstractPageMeta
from wagtail.search import index

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.panels import language_tabs, tabbed
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.values import Localized, has_meaning, localized
from pages.fields import BodyField
from pages.forms import SitePageForm
from pages.kept import DOORS, kept
from pages.limits import SitePagePermissionTester
from pages.models.addresses import TranslatedUrls
from pages.models.paths import DEFAULT, path_column
from pages.models.versions import VersionedLanguages
from pages.panels import DeclarationPanel


class SitePage(TranslatedUrls, VersionedLanguages, DefaultBasePageMixin, AbstractPage):
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

    # Whether a page's `date` is the day of what it tells of, and not the day it came out; see pages/moments.py.
    date_is_of_event: ClassVar[bool] = False

    # Not `base_form_class`: Wagtail's admin puts its own form there when it starts.
    editing_form: ClassVar[type[SitePageForm]] = SitePageForm

    search_fields = [
        *AbstractPage.search_fields,
        *DefaultBasePageMixin.search_fields,
        index.FilterField(f"title_{DEFAULT}"),  # what a list sorted by title is sorted by
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
        constraints = [
            models.UniqueConstraint(
                fields=[path_column(code)],
                name=f"site_page_path_{code}_unique",
                # A move rewrites a whole subtree in one statement: judged when the transaction ends.
                deferrable=models.Deferrable.DEFERRED,
            )
            for code in languages.codes()
        ]
        indexes = [
            # Asked for at every request (pages/due.py).
            models.Index(
                fields=["expire_at"],
                name="site_page_expiry",
                condition=models.Q(live=True, expire_at__isnull=False),
            ),
            # The newest of a type, for feeds (pages/models/feeding.py).
            models.Index(
                models.F("content_type"),
                TruncDate("first_published_at", tzinfo=dt.UTC).desc(nulls_last=True),
                name="site_page_newest",
                condition=models.Q(live=True),
            ),
        ]

    # Of most types nothing is invented (pages/models/demo.py).
    is_demo: bool = False

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
                head=lambda language: [DeclarationPanel(language)],
            ),
            shared=cls.shared_panels,
            settings=cls.settings_panels,
            form=cls.editing_form,
        )

    def get_view_restrictions(self) -> models.QuerySet[Any]:
        """As Wagtail finds them: no query where no door is near, one where no alias is involved."""
        if not any(self.path.startswith(path) for path in kept("doors", doors, DOORS)):
            none: models.QuerySet[Any] = PageViewRestriction.objects.none()
            return none
        if self.alias_of_id:
            restrictions: models.QuerySet[Any] = super().get_view_restrictions()
            return restrictions
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        line = self.base_page_model.objects.filter(path__in=[self.path[:length] for length in lengths])
        pages = line.annotate(source=Coalesce("alias_of_id", "pk")).values("source")
        found: models.QuerySet[Any] = PageViewRestriction.objects.filter(page_id__in=pages)
        return found

    def permissions_for_user(self, user: Any) -> SitePagePermissionTester:
        return SitePagePermissionTester(user, self)

    @property
    def languages_available(self) -> list[str]:
        """Codes of the languages that have a title of their own: those a list can promise."""
        return [code for code in languages.codes() if has_meaning(getattr(self, f"title_{code}"))]

    # Wagtail copies the title into `draft_title` and into logs in these: the English one, whoever is served.

    def update_aliases(self, *args: Any, **kwargs: Any) -> None:
        """Wagtail calls this for a schedule, too, and would make the aliases of a hidden page public at once."""
        if not self.live:
            return
        with as_editor():
            super().update_aliases(*args, **kwargs)

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        with as_editor():
            return super().create_alias(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        with as_editor():
            return super().copy(*args, **kwargs)

    def text(self, field: str) -> Localized:
        """Return a translated field for the reader of the active language."""
        return localized(self, field)


def doors() -> frozenset[str]:
    """The paths in the tree below which pages may have a restriction: of those that have one, and of every alias."""
    closed = frozenset(PageViewRestriction.objects.values_list("page__path", flat=True))
    if not closed:
        return closed
    return closed | frozenset(SitePage.objects.filter(alias_of__isnull=False).values_list("path", flat=True))


class BodyMixin(TranslatedModel):
    """A page with a body of blocks in each language."""

    body = BodyField(verbose_name=_("body"), blank=True)

    translated: ClassVar[list[str]] = ["body"]

    class Meta:
        abstract = True
