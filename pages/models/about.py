"""The page for everything that is mainly text: about, goals, policies, get involved, notices."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pages.models.base import BodyMixin, SitePage
from pages.readable import for_everybody


class AboutPage(BodyMixin, SitePage):
    """A text page. With pages below it, it also lists them: it is then the front page of a section."""

    page_description = _("A page of text. If it has pages below it, it lists them.")

    class Meta:
        verbose_name = _("text page")

    def sections(self) -> QuerySet[SitePage]:
        """Return the live pages right below, in the order of the tree."""
        live = SitePage.objects.child_of(self).live()
        children: QuerySet[SitePage] = for_everybody(live).order_by("path")
        return children
