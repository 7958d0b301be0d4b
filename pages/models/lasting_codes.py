"""A code of their own for pages that programs know by it: open data promise that it never changes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cicc_site import indexing
from pages.models.versions import VersionedLanguages


class LastingCode(models.Model):
    """Gives a page `code`, unique among its type: that of the content files, else the address it is born with.

    It outlives every change of title and address. A copy gets another one; an alias, which is the same thing at a
    second place, has none.
    """

    code = models.SlugField(
        _("code"), max_length=255, null=True, unique=True, editable=False, allow_unicode=True
    )

    exclude_fields_in_copy: ClassVar[list[str]] = [*VersionedLanguages.exclude_fields_in_copy, "code"]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        alias = getattr(self, "alias_of_id", None) is not None
        if alias:
            self.code = None
        result: Any = super().save(*args, **kwargs)
        if not alias and not self.code:
            self.code = self._free_code(str(self.slug))  # type: ignore[attr-defined]
            type(self)._base_manager.filter(pk=self.pk).update(code=self.code)
            indexing.changed(self)
        return result

    def with_content_json(self, content: Any) -> Any:
        """A version of before the page had its code, or of the page it was copied from, changes nothing about it."""
        page = super().with_content_json(content)  # type: ignore[misc]
        page.code = self.code
        return page

    def _free_code(self, wanted: str) -> str:
        """`wanted`, with a number behind it where another page bears it already."""
        taken = set(type(self)._base_manager.filter(code__startswith=wanted).values_list("code", flat=True))
        free, count = wanted, 1
        while free in taken:
            count += 1
            free = f"{wanted}-{count}"
        return free
