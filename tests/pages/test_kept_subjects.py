"""What is kept of a country and of pages there is one of is as true as what is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from members.models import Country
from pages.models import (
    ArchivePage,
    CasePage,
    CountryIndexPage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    SitePage,
    SituationPage,
)
from pages.world.addresses import country_address
from tests.pages.going import WAYS, remove, shown, take_down

pytestmark = [pytest.mark.content, pytest.mark.django_db]

GONE = pytest.mark.parametrize("go", WAYS)


@GONE
def test_a_country_shows_the_cases_there_are_now(go: Callable[[SitePage], None]) -> None:
    address = country_address(Country.objects.get(alpha3="SDN"), "en")
    situation = SituationPage.objects.get(countries__alpha3="SDN")
    case = CasePage.objects.child_of(situation).live().last()
    assert case is not None
    CourtUpdateIndexPage.objects.get().add_child(
        instance=CourtUpdatePage(title_en="Newest step", slug="newest-step", date="2026-11-01", case=case)
    )
    for _ in range(2):
        page = shown(address)
        assert f'href="{case.address_in("en")}"' in page
        assert "Newest step" in page
    go(CourtUpdatePage.objects.get(slug="newest-step"))
    assert "Newest step" not in shown(address)
    go(case)
    assert f'href="{case.address_in("en")}"' not in shown(address)
    situation.countries.through.objects.filter(situationpage=situation).delete()
    assert f'href="{situation.address_in("en")}"' not in shown(address)


@GONE
def test_documents_of_a_subject_lead_into_the_archive_while_it_can_be_read(
    go: Callable[[SitePage], None],
) -> None:
    archive = ArchivePage.objects.get()
    address = SituationPage.objects.get(countries__alpha3="LBY").address_in("en")
    for _ in range(2):
        assert f'href="{archive.address_in("en")}?situation=' in shown(address)
    go(archive)
    assert archive.address_in("en") + "?situation=" not in shown(address)


@pytest.mark.parametrize("go", [take_down, remove])
def test_a_situation_leads_to_its_country_while_countries_have_pages(go: Callable[[SitePage], None]) -> None:
    situation = SituationPage.objects.get(countries__alpha3="LBY").address_in("en")
    country = country_address(Country.objects.get(alpha3="LBY"), "en")
    for _ in range(2):
        assert f'href="{country}"' in shown(situation)
    go(CountryIndexPage.objects.get())
    assert f'href="{country}"' not in shown(situation)
