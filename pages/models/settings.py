"""What stands around every page: tagline, footer, offices, social links. One record for the site."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel, Panel, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from cicc_site.multilingual.freshness import Stamped
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.panels import language_panels, language_tabs, tabbed
from members.limited_forms import LimitedForm


@register_setting(icon="site")
class SiteSettings(Stamped, BaseGenericSetting, ClusterableModel):
    """Words and addresses that every page shows."""

    tagline = models.CharField(
        _("tagline"), max_length=255, blank=True, help_text=_("Stands beside the name.")
    )
    footer_text = models.TextField(
        _("footer text"), blank=True, help_text=_("One or two sentences at the end of every page.")
    )

    translated: ClassVar[list[str]] = ["tagline", "footer_text"]

    # The notice above every page comes with the settings, in their query (pages/models/notices.py).
    select_related: ClassVar[list[str]] = ["notice__page"]

    class Meta:
        verbose_name = _("site settings")

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        return tabbed(
            language_tabs(cls, content=cls.translated),
            shared=[
                InlinePanel("offices", label=_("Office")),
                InlinePanel("footer_links", label=_("Link in the footer")),
                InlinePanel("social_links", label=_("Social network")),
            ],
            form=LimitedForm,
        )


class Office(TranslatedModel, Orderable):
    """A postal address with the period it is known for; lines stay empty until the Secretariat gives them."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="offices")
    name = models.CharField(_("city"), max_length=100)
    lines = models.TextField(
        _("address"), blank=True, help_text=_("One line of the address per line. Not translated.")
    )
    period = models.CharField(_("known as of"), max_length=100, blank=True, help_text=_("As in: about 2009."))

    translated: ClassVar[list[str]] = ["name", "period"]

    @classproperty
    def panels(cls) -> list[Panel]:
        return [*language_panels(cls, ["name", "period"]), FieldPanel("lines")]

    class Meta(Orderable.Meta):
        verbose_name = _("office")


class FooterLink(Orderable):
    """A page linked from the end of every page, under its own title."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")
    page = models.ForeignKey(
        "pages.SitePage", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    panels: ClassVar[list[Panel]] = [PageChooserPanel("page")]


class SocialLink(Orderable):
    """An account of the Coalition on a social network: a plain link, never a button that loads their scripts."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("network"), max_length=50)
    url = models.URLField(_("address"))

    panels: ClassVar[list[Panel]] = [FieldPanel("name"), FieldPanel("url")]
