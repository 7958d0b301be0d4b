"""Every figure of ours is counted, and carries its date."""

from datetime import date

import pytest
from django.utils.translation import override

from members import figures
from members.enums import ActKind
from tests.factories import members as make


@pytest.mark.django_db
@pytest.mark.usefixtures("registers_in_class")
class TestTheRealRegister:
    def test_states_parties(self) -> None:
        figure = figures.states_parties()
        assert (figure.value, figure.counted) == (125, True)
        assert figure.date_text("en") == "as of 2 October 2026"

    def test_a_figure_for_an_earlier_day_carries_that_day(self) -> None:
        figure = figures.states_parties(date(2002, 7, 1))
        assert figure.value == 66
        assert figure.as_of is not None
        assert figure.as_of.isoformat() == "2002-07-01"

    def test_signatures_and_deposits(self) -> None:
        assert figures.signatures().value == 139
        assert figures.deposits(date(2002, 4, 11)).value == 66
        assert figures.deposits().value == 128  # 125 parties, two that left, one accession taken back

    def test_both_ways_to_group_add_up(self) -> None:
        groups = figures.states_parties_by_un_group()
        assert [place.figure.value for place in groups] == [33, 19, 20, 28, 25]
        regions = figures.states_parties_by_region()
        assert sum(place.figure.value or 0 for place in regions) == 125
        assert all(place.label and place.figure.as_of for place in [*groups, *regions])

    def test_an_earlier_day_by_region(self) -> None:
        assert {place.figure.value for place in figures.states_parties_by_region(date(2002, 6, 30))} == {0}


@pytest.mark.django_db
def test_a_territory_is_never_counted_as_a_state() -> None:
    make.register_date()
    acts = {ActKind.ACCESSION: "2010-01-04", ActKind.ENTRY_INTO_FORCE: "2010-04-01"}
    make.country("ZZA", acts)
    make.country("ZZB", acts, un_status="no")
    assert figures.states_parties().value == 1


@pytest.mark.django_db
def test_before_the_register_is_loaded_there_is_no_number() -> None:
    for figure in (figures.states_parties(), figures.signatures(), figures.deposits()):
        assert figure.value is None
        assert figure.date_text("en") == ""
    assert {place.figure.value for place in figures.states_parties_by_un_group()} == {None}


@pytest.mark.django_db
def test_organizations_are_the_dated_figures_of_the_coalition() -> None:
    organizations, countries = figures.organizations(), figures.organization_countries()
    assert (organizations.value, countries.value) == (2500, 150)
    assert not organizations.counted
    assert organizations.date_text("en") == countries.date_text("en") == "about 2009"


@pytest.mark.django_db
def test_the_date_reads_in_the_language_asked_for_not_in_the_active_one() -> None:
    with override("ar"):
        assert figures.organizations().date_text("en") == "about 2009"
