"""The notice above every page: an emergency, a warning, an information, in four languages, with a beginning and an end.

One at a time: of three banners nobody reads any. It comes with the settings the frame of a page loads (pages/frame.py)
and costs no query of its own; whether it is due is decided when a page is made, so that nothing has to run at its time.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import PreviewableMixin, Site

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.panels import language_tabs, tabbed
from cicc_site.multilingual.reader import as_reader
from cicc_site.multilingual.values import has_meaning
from pages.models.old_addresses import clean_link
from pages.models.settings import SiteSettings

LONGEST = 300


class NoticeLevel(models.TextChoices):
    INFORMATION = "information", _("Information")
    WARNING = "warning", _("Warning")
    EMERGENCY = "emergency", _("Emergency")


@register_setting(icon="warning")
class SiteNotice(PreviewableMixin, TranslatedModel, BaseGenericSetting):
    """A notice that stands above every public page while it is due. Its permission is apart from the site settings'."""

    site_settings = models.OneToOneField(
        SiteSettings, on_delete=models.CASCADE, editable=False, related_name="notice"
    )
    text = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST)],
        help_text=_("One or two sentences. Empty in English: there is no notice."),
    )
    link_text = models.CharField(_("words of the link"), max_length=100, blank=True)
    page = models.ForeignKey(
        "pages.SitePage",
        verbose_name=_("page it links to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Every reader gets it in their language."),
    )
    link = models.CharField(
        _("or address it links to"), max_length=500, blank=True, help_text=_("As in https://www.icc-cpi.int/")
    )
    level = models.CharField(_("level"), max_length=12, choices=NoticeLevel, default=NoticeLevel.INFORMATION)
    starts = models.DateTimeField(_("from"), null=True, blank=True, help_text=_("Empty: at once."))
    ends = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until it is taken away.")
    )

    translated: ClassVar[list[str]] = ["text", "link_text"]

    class Meta:
        verbose_name = _("notice on every page")

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        return tabbed(
            language_tabs(cls, content=cls.translated),
            shared=[
                HelpPanel(template="wagtailadmin/panels/notice_help.html"),
                FieldPanel("level"),
                MultiFieldPanel([FieldPanel("page"), FieldPanel("link")], heading=_("Link")),
                MultiFieldPanel([FieldPanel("starts"), FieldPanel("ends")], heading=_("When")),
            ],
        )

    def clean(self) -> None:
        super().clean()
        columns = self.translated_fields()
        errors: dict[str, ValidationError] = {}
        if not has_meaning(getattr(self, columns["text"][0])) and any(
            has_meaning(getattr(self, column)) for column in columns["text"][1:]
        ):
            errors[columns["text"][0]] = ValidationError(
                _("Write it in English, too: whoever reads a language that is missing gets the English text.")
            )
        try:
            self.link = clean_link(self.link) or ""
        except ValidationError as error:
            errors["link"] = error
        if self.page_id and self.link:
            errors["link"] = ValidationError(_("It leads either to a page or to an address, not to both."))
        if (self.page_id or self.link) and not has_meaning(getattr(self, columns["link_text"][0])):
            errors[columns["link_text"][0]] = ValidationError(_("Say in words where the link leads."))
        if self.starts and self.ends and self.ends <= self.starts:
            errors["ends"] = ValidationError(_("The end comes before the beginning."))
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if not self.site_settings_id:
            self.site_settings = SiteSettings.load()
        return super().save(*args, **kwargs)

    def is_due(self, moment: dt.datetime | None = None) -> bool:
        """Return whether visitors see it at a moment (default: now): from its first moment on, at its last no more."""
        moment = moment or timezone.now()
        has_begun = self.starts is None or self.starts <= moment
        has_ended = self.ends is not None and self.ends <= moment
        english = self.translated_fields()["text"][0]
        return has_begun and not has_ended and has_meaning(getattr(self, english))

    def address(self, request: HttpRequest | None = None) -> str:
        """Return where its link leads in the active language; empty without one, or while its page is offline."""
        if self.page is not None:
            return (self.page.get_url(request) or "") if self.page.live else ""
        return self.link

    # ---- preview: the home page with the notice above it, in each language

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return languages.choices()

    def make_preview_request(
        self, original_request: Any = None, preview_mode: str | None = None, extra_request_attrs: Any = None
    ) -> Any:
        language = preview_mode if preview_mode in languages.codes() else languages.DEFAULT_LANGUAGE
        with translation.override(language), as_reader():
            return super().make_preview_request(original_request, preview_mode, extra_request_attrs)

    def _get_dummy_header_url(self, original_request: Any = None) -> str:
        """The request that is made up for a preview asks for the home page, whose address bears the language."""
        base = original_request.build_absolute_uri("/") if original_request else "http://localhost/"
        return f"{base.rstrip('/')}/{languages.active()}/"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the home page with this notice, due or not."""
        request.notice_in_preview = self  # type: ignore[attr-defined]
        site = Site.find_for_request(request)
        response: HttpResponse = site.root_page.specific.serve(request)
        return response
