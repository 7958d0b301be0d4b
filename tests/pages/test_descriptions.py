"""Every page describes itself to search engines, also where nobody wrote a summary."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from cicc_site import languages
from pages.models import AssemblySessionPage, CasePage, CourtUpdatePage, HomePage, SitePage, SituationPage

pytestmark = [pytest.mark.content, pytest.mark.django_db]

DESCRIPTION = re.compile(r'<meta name="description" content="([^"]+)">')
TYPES = [HomePage, SituationPage, CasePage, AssemblySessionPage, CourtUpdatePage]


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_page_describes_itself(client: Client, model: type[SitePage], language: str) -> None:
    with translation.override(language):
        address = model.objects.live().order_by("path")[0].get_url()
    found = DESCRIPTION.search(client.get(address).content.decode())
    assert found is not None
    assert len(found[1]) > 20
