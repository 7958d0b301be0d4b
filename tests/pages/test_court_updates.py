"""Court updates written from the events of cases: which there are, what they say, and that they stay neutral."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from members.enums import Verified
from pages.loading.court_updates import SINCE, load_court_updates, update_values
from pages.loading.store import Outcome
from pages.models import CaseEvent, CasePage, CourtUpdateIndexPage, CourtUpdatePage
from pages.proceedings.codes import ChangedOnAppeal

pytestmark = [pytest.mark.content, pytest.mark.django_db]

LANGUAGES = ("en", "es", "fr", "ar")
ISOLATES = re.compile("[\u2068\u2069]")
MOST_QUERIES = 12


def test_each_verified_dated_event_since_2024_has_its_update() -> None:
    events = CaseEvent.objects.filter(verified=Verified.YES, date__gte=SINCE.isoformat(), scheduled=False)
    updates = CourtUpdatePage.objects.all()
    assert len(updates) == events.count() == 28
    assert {(update.case_id, update.date.isoformat()) for update in updates} == {
        (event.page_id, event.date) for event in events
    }
    assert not CourtUpdatePage.objects.filter(date=date(2026, 4, 23)).exists()
    assert not CourtUpdatePage.objects.filter(date=date(2026, 5, 19)).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_reads_in_every_language(language: str) -> None:
    for update in CourtUpdatePage.objects.all():
        title, text = getattr(update, f"title_{language}"), getattr(update, f"summary_{language}")
        case = update.case
        assert case is not None
        assert title
        assert title != update.title_en or language == "en"
        assert "%(" not in text
        assert str(update.date.year) in text
        assert text.endswith(".")
        assert getattr(case.get_parent(), f"title_{language}") in ISOLATES.sub("", text)
        if case.public_number and case.has_public_name:
            assert case.public_number in text
        if not case.public_number and case.case_number:
            assert case.case_number not in text
        assert len(re.findall(r"\.(?:\s|$)", text)) <= 7


def test_the_paragraph_holds_the_event_and_where_it_belongs() -> None:
    update = CourtUpdatePage.objects.get(slug="2025-03-12-duterte-surrender")
    assert update.title_en == "Surrender of Rodrigo Roa Duterte to the Court"
    assert update.summary_en == (
        "The surrender of Rodrigo Roa Duterte to the Court took place on 12 March 2025. The event belongs to the case "
        "The Prosecutor v. Rodrigo Roa Duterte (ICC-01/21-01/25), in the following situation: Philippines."
    )
    assert update.slug_es == "2025-03-12-duterte-entrega-a-la-corte"
    assert update.slug_ar == "2025-03-12-duterte-التقديم-إلى-المحكمة"


def test_warrants_without_a_case_name_belong_to_their_situation() -> None:
    update = CourtUpdatePage.objects.get(slug__startswith="2024-03-05")
    assert update.summary_en.endswith("The event belongs to the following situation: Ukraine.")


def test_results_that_differ_by_person_stay_with_their_person() -> None:
    update = CourtUpdatePage.objects.get(slug="2025-07-24-yekatom-ngaissona-sentence")
    assert "a sentence of 15 years of imprisonment was pronounced for Alfred Yekatom." in update.summary_en
    assert "a sentence of 12 years of imprisonment was pronounced for Patrice-Edouard" in update.summary_en
    assert "years" not in update.title_en


def test_an_update_on_a_fallen_decision_names_the_appeal_judgment() -> None:
    case = CasePage.objects.get(slug="bemba")
    judgment = next(
        event for event in case.public_events if event.changed_on_appeal == ChangedOnAppeal.REVERSED
    )
    values = update_values(judgment, case, case.get_parent())
    assert "conviction" not in values["title_en"]
    assert "The appeal judgment of 8 June 2018 set this decision aside." in values["summary_en"]


def test_loading_again_changes_no_update() -> None:
    assert load_court_updates() == {Outcome.UNCHANGED: 28}


def test_the_language_in_use_does_not_leak_into_the_columns() -> None:
    case = CasePage.objects.get(slug="duterte")
    surrender = case.public_events[1]
    with translation.override("ar"):
        in_arabic = update_values(surrender, case, case.get_parent())
    assert in_arabic == update_values(surrender, case, case.get_parent())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_update_page_answers_with_notice_and_case(client: Client, language: str) -> None:
    visited = 0
    for update in CourtUpdatePage.objects.select_related("case"):
        response = client.get(update.address_in(language))
        assert response.status_code == 200
        html = response.content.decode()
        assert update.case is not None
        assert 'data-notice="neutrality"' in html
        assert f'href="{update.case.address_in(language)}"' in html
        visited += 1
    assert visited == 28


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_needs_few_queries_however_long(client: Client, language: str) -> None:
    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    address = CourtUpdateIndexPage.objects.get().address_in(language)
    full = queries()
    keep = CourtUpdatePage.objects.order_by("pk").values_list("pk", flat=True)[:5]
    CourtUpdatePage.objects.exclude(pk__in=list(keep)).update(live=False)
    assert queries() <= full <= MOST_QUERIES
