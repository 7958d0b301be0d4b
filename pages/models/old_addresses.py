"""Old addresses: where staff let them lead, and how often visitors asked for those that lead nowhere.

Of a visitor nothing is kept: an address, a day, a number, and the hosts that link there (pages/old_addresses/misses).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.values import localized
from pages.models.base import SitePage
from pages.models.paths import path_column
from pages.old_addresses import asked

MOST_STEPS = 20  # from one redirect to the next, while looking for a circle

_is_address = URLValidator(schemes=["http", "https"])


class Redirect(TranslatedModel):
    """An old address and where it leads: a page, in the reader's language, or an address typed for each language."""

    old_address = models.CharField(
        _("old address"),
        max_length=500,
        unique=True,
        help_text=_(
            "As it was linked to: /?mod=region&idureg=4 or /en/old-page/. The language (lang=) does not count."
        ),
        error_messages={"unique": _("There is a redirect for this address already.")},
    )
    page = models.ForeignKey(
        "pages.SitePage",
        verbose_name=_("leads to the page"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("The better choice: every reader gets the page in their language, wherever it moves."),
    )
    link = models.CharField(_("address"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    translated: ClassVar[list[str]] = ["link"]

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering: ClassVar[list[str]] = ["old_address"]

    def __str__(self) -> str:
        return self.old_address

    def target(self, request: Any = None) -> str | None:
        """Return where it leads in the active language; None while its page is not public."""
        if self.page is not None:
            return self.page.get_url(request) if self.page.live else None
        return str(localized(self, "link")) or None

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        errors: dict[str, ValidationError] = {}
        try:
            self.old_address = asked.stored_form(self.old_address)
        except ValueError:
            errors["old_address"] = ValidationError(
                _("Write an address of this or of the former website, as in /?mod=drc or /en/old-page/.")
            )
        for column in self.translated_fields()["link"]:
            try:
                setattr(self, column, clean_link(getattr(self, column) or ""))
            except ValidationError as error:
                errors[column] = error
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        super().clean()
        self._prefer_page()
        english, *others = self.translated_fields()["link"]
        links = [link for column in (english, *others) if (link := getattr(self, column))]
        if not self.page_id and not getattr(self, english):
            raise ValidationError({"page": _("Choose the page it leads to, or type an address.")})
        if self.page_id and links:
            raise ValidationError({english: _("It leads either to a page or to an address, not to both.")})
        if page_answering_at(self.old_address) is not None:
            raise ValidationError({"old_address": _("A page of this site has this address now.")})
        if self._comes_back(links):
            raise ValidationError({english: _("This would lead back to where it began: a circle.")})

    def _prefer_page(self) -> None:
        """Turn the typed address of a page into the page itself, which keeps its readers' language and may move."""
        english, *others = self.translated_fields()["link"]
        typed = getattr(self, english) or ""
        if self.page_id or any(getattr(self, column) for column in others) or not typed.startswith("/"):
            return
        path, _mark, rest = typed.partition("?")
        page = page_answering_at(unquote(path)) if not rest and "#" not in typed else None
        if page is not None:
            self.page = page
            setattr(self, english, None)

    def _comes_back(self, links: list[str]) -> bool:
        """Return whether following the links, and the redirects they meet, leads to this old address again."""
        waiting, seen = list(links), set[str]()
        while waiting and len(seen) < MOST_STEPS:
            link = waiting.pop()
            try:
                address = asked.stored_form(link) if link.startswith("/") else ""
            except ValueError:
                continue
            if address == self.old_address:
                return True
            if not address or address in seen:
                continue
            seen.add(address)
            following = Redirect.objects.filter(old_address=address).exclude(pk=self.pk).first()
            if following is not None:
                columns = following.translated_fields()["link"]
                waiting += [further for column in columns if (further := getattr(following, column))]
        return False


def clean_link(text: str) -> str | None:
    """Return an address a redirect may lead to: a path of this site, or an address on the web; None for none.

    Raises ValidationError for anything else: `javascript:`, `//host`, a path with a backslash or a blank in it. An
    absolute address of this site becomes its path.
    """
    text = text.strip()
    if not text:
        return None
    if text.isprintable() and not any(letter in text for letter in '\\ <>"'):
        if text.startswith("/") and not text.startswith("//"):
            return text
        if "://" in text:
            _is_address(text)
            parts = urlsplit(text)
            if parts.hostname in own_hosts():
                path = parts._replace(scheme="", netloc="").geturl() or "/"
                return clean_link(path if path.startswith("/") else f"/{path}")
            return text
    raise ValidationError(
        _("Write a path of this site, /en/press/, or an address that begins with https://.")
    )


def own_hosts() -> set[str]:
    return {urlsplit(settings.SITE_URL).hostname or "", *Site.objects.values_list("hostname", flat=True)}


def page_answering_at(address: str) -> SitePage | None:
    """Return the live page whose address in some language this is; None where there is none."""
    code, _slash, rest = address.strip("/").partition("/")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or code not in languages.codes():
        return None
    path = f"{site.root_page.url_path}{rest}/" if rest else site.root_page.url_path
    page: SitePage | None = SitePage.objects.live().filter(**{f"{path_column(code)}__iexact": path}).first()
    return page


class MissedAddressQuerySet(QuerySet["MissedAddress"]):
    """Addresses that led nowhere, with how often they were asked for."""

    def counted(self, today: dt.date, days: int) -> Self:
        """Return those asked for within the last `days`, with the counts of today, of a week and of the whole time."""

        def since(count: int) -> Sum:
            first = today - dt.timedelta(days=count - 1)
            return Sum("counts__count", filter=Q(counts__day__gte=first), default=0)

        found: Self = self.annotate(on_the_day=since(1), in_the_week=since(7), in_all=since(days))
        return found.filter(in_all__gt=0)

    def unsettled(self) -> Self:
        """Leave out those that a redirect now answers."""
        settled = Redirect.objects.filter(old_address=OuterRef("address"))
        found: Self = self.filter(~Exists(settled))
        return found


class MissedAddress(models.Model):
    """An address visitors asked for that leads nowhere. Written by pages/old_addresses/misses.py alone."""

    address = models.CharField(_("address"), max_length=asked.LONGEST, unique=True)
    first_day = models.DateField(_("first asked for"))
    last_day = models.DateField(_("last asked for"), db_index=True)
    hosts = ArrayField(models.CharField(max_length=100), verbose_name=_("linked from"), default=list)
    ignored = models.BooleanField(_("ignored"), default=False)

    objects = MissedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("missed address")
        verbose_name_plural = _("missed addresses")
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return self.address


class MissCount(models.Model):
    """How often an address was asked for on a day."""

    missed = models.ForeignKey(MissedAddress, on_delete=models.CASCADE, related_name="counts")
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("times"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["missed", "day"], name="one_count_per_day")]
        default_permissions: ClassVar[tuple[str, ...]] = ()
