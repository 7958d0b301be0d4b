"""What tests of pages share: a small tree, and editors with menus in each language or with none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker
from wagtail.users.models import UserProfile

from cicc_site.multilingual.reader import as_reader
from members.models import User
from pages.models import AboutPage, HomePage
from tests.editing import Command, Desk, Editor, no_language
from tests.exchange import english_page
from tests.factories import members as people
from tests.factories import pages as make
from tests.standing import standing


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Home > north > valley > village, and home > south: live pages with texts and slugs in every language.

    Made once for a module and taken away after it; gives their keys.
    """
    with standing(django_db_blocker):
        home = make.home()
        north = make.about(home, "North")
        valley = make.about(north, "Valley")
        village = make.about(valley, "Village")
        south = make.about(home, "South")
        UserProfile.objects.create(user=people.amal())
        yield {"north": north.pk, "valley": valley.pk, "village": village.pk, "south": south.pk}


@pytest.fixture(scope="module")
def exchanged(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """The administrator, and a public page in English alone, for modules about texts that go to translators."""
    with standing(django_db_blocker):
        yield {"page": english_page().pk, "amal": people.amal().pk}


@pytest.fixture
def tree(planted: dict[str, int], db: None) -> SimpleNamespace:
    """The planted pages, read anew for each test, with `home` and the administrator `amal`."""
    pages = {name: AboutPage.objects.get(pk=key) for name, key in planted.items()}
    return SimpleNamespace(home=HomePage.objects.get(), amal=User.objects.get(username="amal"), **pages)


@pytest.fixture
def editor(request: pytest.FixtureRequest, tree: SimpleNamespace, db: None) -> Iterator[Editor]:
    """An editor at the admin, a command without a language, code that writes while a page is shown: see turns.py."""
    with ExitStack() as stack:
        if request.param == "none":
            stack.enter_context(no_language())
            yield Command()
        elif request.param == "reader":
            stack.enter_context(translation.override("ar"))
            stack.enter_context(as_reader())
            yield Command()
        else:
            profile = tree.amal.wagtail_userprofile
            profile.preferred_language = request.param
            profile.save()
            stack.enter_context(translation.override(request.param))
            yield Desk(request.param, tree.amal)
