"""Addresses countries had before: links to them lead on for ever."""

from django.db import models


class FormerCountrySlug(models.Model):
    """A slug under which a country was read in a language until staff changed it."""

    country = models.ForeignKey("members.Country", on_delete=models.CASCADE, related_name="former_slugs")
    language = models.CharField(max_length=8)
    slug = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="former_country_slug_once")]

    def __str__(self) -> str:
        return f"{self.language}: {self.slug}"
