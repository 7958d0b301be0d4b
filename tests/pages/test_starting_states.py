"""The starting content stands as it was written: every translation current, nothing waiting."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from cicc_site import languages
from pages.models import SitePage

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def found() -> Counter[tuple[str, str]]:
    pages = SitePage.objects.filter(depth__gt=1).specific()
    return Counter((state.language, str(state.state)) for page in pages for state in page.translations())


def test_no_translation_of_the_starting_content_is_behind() -> None:
    states = found()
    assert {state for _code, state in states} <= {"current", "missing"}
    assert all(states[code, "current"] > 100 for code in languages.codes())
    assert not SitePage.objects.exclude(pending=[]).exists()


def test_a_database_from_before_the_stamps_gets_them() -> None:
    before = found()
    SitePage.objects.update(stamps={})
    call_command("load_content", verbosity=0)
    assert not SitePage.objects.filter(depth__gt=1, stamps={}).exists()
    assert found() == before
