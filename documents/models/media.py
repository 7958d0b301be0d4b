"""Wagtail's image and file library with our columns: titles and alternative texts in each language."""

from __future__ import annotations

import re
import secrets
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from cicc_site import kept, languages
from cicc_site.multilingual.freshness import Stamped
from cicc_site.multilingual.values import has_meaning, localized
from documents.cleaning import without_metadata

TOKEN = 8  # bytes
KEPT_UNDER = re.compile(rf"[0-9a-f]{{{2 * TOKEN}}}-")
# The table of pictures. It notes as well what becomes of their sizes (pages, migration 0027).
PICTURES = frozenset({"documents_siteimage"})


class SiteImage(Stamped, AbstractImage):
    """A picture. It needs an alternative text in English unless it is declared decorative."""

    alt_text = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What somebody who cannot see the picture needs to know. One sentence."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture tells nothing that the text does not: readers of the text lose nothing."),
    )
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Who made the picture."))

    translated: ClassVar[list[str]] = ["title", "alt_text"]

    # Wagtail's upload screens need `title`: it is the English one (documents/forms.py).
    admin_form_fields = (
        "title",
        "file",
        f"alt_text_{languages.DEFAULT_LANGUAGE}",
        "is_decorative",
        "credit",
        *(f"{field}_{code}" for code in languages.translation_codes() for field in ("title", "alt_text")),
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        *(index.SearchField(f"alt_text_{code}") for code in languages.codes()),
        *(index.SearchField(f"title_{code}") for code in languages.translation_codes()),
        index.FilterField(f"title_{languages.DEFAULT_LANGUAGE}"),  # what a list sorted by title is sorted by
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def clean(self) -> None:
        super().clean()
        if not self.is_decorative and not has_meaning(
            getattr(self, f"alt_text_{languages.DEFAULT_LANGUAGE}")
        ):
            raise ValidationError(
                {
                    f"alt_text_{languages.DEFAULT_LANGUAGE}": _(
                        "Say what the picture shows, or tick “decorative” if the text loses nothing without it."
                    )
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Some of Wagtail's screens hand over a file that is stored already: look at every new picture.
        if self.file and (self._state.adding or not self.file._committed):
            self._drop_metadata()
        return super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        """A name nobody guesses, in front, where the names of its sizes keep it too: pictures are handed out to whoever
        knows the address, also those of a page that is not public yet."""
        if not KEPT_UNDER.match(filename):
            filename = f"{secrets.token_hex(TOKEN)}-{filename}"
        place: str = super().get_upload_to(filename)
        return place

    def _drop_metadata(self) -> None:
        """Replace the file by one that tells nothing about place, time and camera."""
        clean = without_metadata(self.file.file)
        if clean is None:
            return
        if self.file._committed:
            self.file.storage.delete(self.file.name)
        self.file.save(PurePath(self.file.name).name, ContentFile(clean), save=False)
        # Turned upright, a picture may have other sides than before.
        self.width, self.height = self.file.get_image_dimensions()
        self._set_image_file_metadata()

    @property
    def default_alt_text(self) -> str:
        """The alternative text for the reader's language; empty for a decorative picture, never the file name."""
        return "" if self.is_decorative else str(localized(self, "alt_text"))


class SiteRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    @staticmethod
    def construct_cache_key(image: SiteImage, filter_cache_key: str, filter_spec: str) -> str:
        """As Wagtail's, and of the generation of pictures: each process remembers sizes for some minutes, also such as
        another process has replaced or removed meanwhile. A page that is kept in that time would go on naming them.
        """
        key = AbstractRendition.construct_cache_key(image, filter_cache_key, filter_spec)
        return f"{key}-{kept.generation(PICTURES)}"


class SiteDocument(Stamped, AbstractDocument):
    """A file editors link to from their pages. The archive of documents is another thing."""

    translated: ClassVar[list[str]] = ["title"]

    admin_form_fields = (
        "title",
        "file",
        *(f"title_{code}" for code in languages.translation_codes()),
        "collection",
        "tags",
    )

    search_fields = [
        *AbstractDocument.search_fields,
        *(index.SearchField(f"title_{code}") for code in languages.translation_codes()),
        index.FilterField(f"title_{languages.DEFAULT_LANGUAGE}"),  # what a list sorted by title is sorted by
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_document", "Can choose document")]
