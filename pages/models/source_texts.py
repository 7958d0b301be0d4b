"""The English that translations were made from, kept once per version: what a translator's word diff starts from."""

from __future__ import annotations

from django.db import models

from cicc_site.multilingual import freshness


class SourceText(models.Model):
    """digest: as in the stamps. texts: {field: text without tags, a line per paragraph}."""

    digest = models.CharField(max_length=freshness.DIGITS, primary_key=True)
    texts = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest


def keep(digest: str, texts: dict[str, str]) -> None:
    """Remember a source; the same one again costs a statement and changes nothing."""
    SourceText.objects.bulk_create([SourceText(digest=digest, texts=texts)], ignore_conflicts=True)


def find(digest: str) -> dict[str, str] | None:
    """Return the texts of a source, None for one that was never kept."""
    found = SourceText.objects.filter(pk=digest).first()
    return found.texts if found else None


freshness.on_stamp(keep)
freshness.find_sources_with(find)
