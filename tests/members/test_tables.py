"""The public table of countries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from members.enums import ActKind, Region, TreatyStatus, UnGroup, Verified
from members.models import Country, TreatyAct
from members.tables import CountryRow, country_rows
from tests.factories import members as make

LANGUAGES = ["en", "es", "fr", "ar"]


def row(alpha3: str, language: str = "en") -> CountryRow:
    return next(row for row in country_rows(language) if row.alpha3 == alpha3)


@pytest.mark.django_db
@pytest.mark.usefixtures("registers_in_class")
class TestTheRealRegister:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_lists_196_states_with_125_parties(self, language: str) -> None:
        rows = country_rows(language)
        assert len(rows) == 196
        assert sum(row.status is TreatyStatus.STATE_PARTY for row in rows) == 125
        assert all(row.name and row.name_language == language and row.slug for row in rows)

    def test_it_takes_two_queries(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for language in ("en", "ar"):
            with django_assert_num_queries(2):
                country_rows(language)

    def test_it_stands_in_the_order_of_the_reader(self) -> None:
        french = [row.name for row in country_rows("fr")]
        assert french.index("Dominique") < french.index("Égypte") < french.index("Espagne")
        arabic = [row.name for row in country_rows("ar")]
        assert (
            arabic.index("أذربيجان")
            < arabic.index("الأردن")
            < arabic.index("ألمانيا")
            < arabic.index("اليمن")
        )

    def test_it_is_filtered_by_region_group_and_status(self) -> None:
        african = country_rows("en", un_group=UnGroup.AFRICAN, status=TreatyStatus.STATE_PARTY)
        assert len(african) == 33
        mena = country_rows("en", region=Region.MENA, status=TreatyStatus.STATE_PARTY)
        assert {row.alpha3 for row in mena} == {"JOR", "PSE", "TUN"}
        assert country_rows("en", status="nonsense") == country_rows("en", region="nonsense") == []

    def test_dates_and_labels_are_in_the_language_asked_for(self) -> None:
        kenya = row("KEN", "fr")
        assert kenya.deposited is not None
        assert kenya.in_force is not None
        assert (kenya.deposited.text, kenya.in_force.text) == ("15 mars 2005", "1er juin 2005")
        assert not kenya.deposited.reported

    def test_a_date_in_doubt_is_marked_as_reported(self) -> None:
        tunisia = row("TUN")
        assert tunisia.deposited is not None
        assert tunisia.deposited.reported

    def test_states_that_left_or_took_their_accession_back(self) -> None:
        burundi, malaysia, hungary = row("BDI"), row("MYS"), row("HUN")
        assert burundi.status is TreatyStatus.WITHDRAWN
        assert burundi.left is not None
        assert burundi.left.text == "27 October 2017"
        assert malaysia.status is TreatyStatus.ACCESSION_WITHDRAWN
        assert malaysia.in_force is None
        assert hungary.status is TreatyStatus.STATE_PARTY
        assert hungary.left is None

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("alpha3", ["BFA", "MLI", "NER", "TCD", "VEN"])
    def test_nothing_is_said_of_withdrawals_sources_disagree_on(self, alpha3: str, language: str) -> None:
        shown = row(alpha3, language)
        assert shown.status is TreatyStatus.STATE_PARTY
        assert shown.left is None

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_note_and_no_source_reaches_a_reader(self, language: str) -> None:
        notes = [note for note in Country.objects.values_list("staff_notes", flat=True) if note]
        sources = {
            key for keys in TreatyAct.objects.values_list("sources", flat=True) for key in keys.split()
        }
        assert len(notes) > 20
        assert len(sources) > 10
        shown = repr(country_rows(language))
        assert not [note for note in notes if note in shown]
        assert not [key for key in sources if key in shown]


@pytest.mark.django_db
def test_acts_after_the_date_of_the_register_are_not_shown() -> None:
    make.register_date(date(2020, 1, 1))
    make.country(acts={ActKind.ACCESSION: "2019-12-02", ActKind.ENTRY_INTO_FORCE: "2020-03-01"})
    shown = row("ZZA")
    assert shown.status is TreatyStatus.DEPOSITED
    assert shown.in_force is None


@pytest.mark.django_db
def test_a_withdrawal_that_is_not_fully_verified_is_not_shown() -> None:
    make.register_date()
    state = make.country(acts={ActKind.ACCESSION: "2010-01-04", ActKind.ENTRY_INTO_FORCE: "2010-04-01"})
    for kind, when in (
        (ActKind.WITHDRAWAL_NOTIFIED, "2015-01-01"),
        (ActKind.WITHDRAWAL_EFFECTIVE, "2016-01-01"),
    ):
        make.act(state, kind, when, verified=Verified.PARTIAL)
    shown = row("ZZA")
    assert shown.status is TreatyStatus.STATE_PARTY
    assert shown.left is None


@pytest.mark.django_db
def test_a_name_that_is_not_translated_says_in_which_language_it_is() -> None:
    make.register_date()
    make.country(name_en="Freedonia")
    shown = row("ZZA", "ar")
    assert (shown.name, shown.name_language, shown.slug) == ("Freedonia", "en", "freedonia")


@pytest.mark.django_db
def test_a_long_table_takes_no_more_queries_than_a_short_one() -> None:
    make.register_date()
    counts = []
    for number in range(50):
        make.country(f"Z{chr(65 + number // 26)}{chr(65 + number % 26)}", {ActKind.SIGNATURE: "1998-07-17"})
        if number in (4, 49):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(country_rows("ar")) == number + 1
            counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.django_db
def test_before_the_register_is_loaded_no_state_is_said_to_be_bound() -> None:
    make.country(acts={ActKind.SIGNATURE: "1998-07-17"})
    assert row("ZZA").status is TreatyStatus.NONE
