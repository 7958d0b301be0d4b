"""Pages for tests: small trees whose texts say which language they are in, so that a foreign one stands out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, TypeVar

from wagtail.models import Site
from wagtail.rich_text import RichText

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field
from pages.models import AboutPage, HomePage, SitePage

P = TypeVar("P", bound=SitePage)

_numbers = itertools.count(1)


def text(subject: str, field: str, language: str) -> str:
    """Return a text that carries its language: `Budget title (es)`."""
    return f"{subject} {field} ({language})"


def body(subject: str, language: str) -> list[tuple[str, Any]]:
    """Return the blocks of a body in a language."""
    return [("text", RichText(f"<p>{text(subject, 'body', language)}</p>"))]


def columns(subject: str, codes: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a value for every translated column of a text page in the given languages (all by default)."""
    values: dict[str, Any] = {}
    for code in codes or languages.codes():
        for field in ("title", "summary", "seo_title", "search_description"):
            values[f"{field}_{code}"] = text(subject, field, code)
        values[f"body_{code}"] = body(subject, code)
    return values


def slugs(stem: str, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Return a slug for each language, the plain stem for English: `{"slug": "budget", "slug_es": "budget-es"}`."""
    return {
        slug_field(code): stem if code == languages.DEFAULT_LANGUAGE else f"{stem}-{code}"
        for code in codes or languages.codes()
    }


def home(**values: Any) -> HomePage:
    """Return the home page of the one site, made now if there is none."""
    found = HomePage.objects.first()
    if found is not None:
        return found
    page = HomePage(**{"slug": "test-home", **columns("Home"), **values})
    root = SitePage.objects.get(depth=1)
    root.add_child(instance=page)
    site = Site.objects.get(is_default_site=True)
    site.root_page = SitePage.objects.get(pk=page.pk)
    site.save()
    return page


def page(model: type[P], parent: SitePage, subject: str | None = None, **values: Any) -> P:
    """Return a live page of any type with texts and slugs in every language, each replaceable by `values`."""
    subject = subject or f"Subject {next(_numbers)}"
    stem = subject.lower().replace(" ", "-")
    texts = {
        name: value
        for name, value in columns(subject).items()
        if name in {f.name for f in model._meta.get_fields()}
    }
    made = model(**{**texts, **slugs(stem), **values})
    # treebeard counts children on the instance: an older one of the same page would count wrong.
    SitePage.objects.get(pk=parent.pk).add_child(instance=made)
    return model.objects.get(pk=made.pk)


def about(parent: SitePage, subject: str | None = None, **values: Any) -> AboutPage:
    """Return a live text page with a first revision, as the editors would have left it."""
    made = page(AboutPage, parent, subject, **values)
    if made.live:
        made.save_revision().publish()
    else:
        made.save_revision()
    return AboutPage.objects.get(pk=made.pk)
