"""Follows docs/developers/add-a-language.md with Portuguese and shows that a page can be written and read in it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import django
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from cicc_site import languages


def follow_the_recipe(models: Any) -> None:
    call_command(
        "makemigrations", "pages", "documents", "members", name="add_pt", interactive=False, verbosity=0
    )
    call_command("migrate", interactive=False, verbosity=0)
    assert models.SitePage.objects.get(slug="home").url_path_pt is None, (
        "pages from before have no Portuguese path yet"
    )
    call_command("refresh_paths", verbosity=0)
    assert models.SitePage.objects.get(slug="home").url_path_pt == "/home/"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", fail_level="ERROR")


def write_and_read(make: Any, snapshots: Any) -> None:
    home = make.home()
    full = make.about(home, "Treaty", slug_pt="tratado")
    child = make.about(full, "Article")
    english_only = make.about(home, "Plain", title_pt=None, slug_pt="", body_pt=None)
    assert full.address_in("pt") == "/pt/tratado/"
    assert child.address_in("pt") == "/pt/tratado/article-pt/"
    assert snapshots.foreign_texts() == []
    client = Client()
    page = client.get("/pt/tratado/").content.decode()
    assert 'lang="pt"' in page
    assert "Treaty title (pt)" in page
    assert "Treaty body (pt)" in page
    assert client.get("/pt/treaty/").headers["Location"] == "/pt/tratado/"
    assert client.get("/fr/tratado/").headers["Location"] == "/fr/treaty-fr/"
    fallen_back = client.get(english_only.address_in("pt")).content.decode()
    assert "Plain title (en)" in fallen_back


def edit(models: Any, snapshots: Any) -> None:
    form = models.AboutPage.get_edit_handler().get_form_class()
    wanted = {"title_pt", "summary_pt", "seo_title_pt", "search_description_pt", "slug_pt", "body_pt"}
    assert wanted <= set(form.base_fields)
    tabs = [str(tab.heading) for tab in models.AboutPage.get_edit_handler().children]
    assert "Português" in tabs
    full = models.AboutPage.objects.get(slug="treaty")
    full.title_pt = "New title (pt)"
    full.save_revision().publish()
    assert models.AboutPage.objects.get(slug="treaty").title_pt == "New title (pt)"
    assert ("pt", "Português") in full.preview_modes
    assert snapshots.foreign_texts() == []


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    # Only now: models can be imported when Django knows its settings.
    the_models, the_factories, the_snapshots = map(
        import_module, ("pages.models", "tests.factories.pages", "tests.snapshots")
    )
    assert languages.codes() == ["en", "es", "fr", "ar", "pt"]
    follow_the_recipe(the_models)
    write_and_read(the_factories, the_snapshots)
    edit(the_models, the_snapshots)
    print("five languages")  # noqa: T201
