"""The registers as they are loaded: the figures that are known, and the States that are special."""

import csv
import re
from datetime import date, timedelta

import pytest
from django.db.models import Count

from cicc_site.languages import LANGUAGES
from members.enums import DEPOSITS, ActKind, Treaty, TreatyStatus, UnGroup
from members.models import Country, TreatyAct
from members.models.registers import rome_statute_as_of
from members.register_files import CONTENT
from members.treaty import order_errors, status_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]

AS_OF = date(2026, 10, 2)
S = TreatyStatus


def status(alpha3: str, day: str) -> TreatyStatus:
    return Country.objects.get(alpha3=alpha3).status_on(date.fromisoformat(day))


def test_the_register_carries_its_date() -> None:
    assert rome_statute_as_of() == AS_OF


def test_there_are_125_states_parties_and_139_signatures() -> None:
    assert Country.objects.states_parties().count() == 125
    assert Country.objects.states_parties(on=AS_OF).count() == 125
    assert TreatyAct.objects.on_rome_statute().signatures().count() == 139


def test_sixty_six_instruments_were_deposited_by_11_april_2002() -> None:
    deposits = TreatyAct.objects.on_rome_statute().deposits()
    assert deposits.happened_by(date(2002, 4, 11)).count() == 66
    assert deposits.happened_by(date(2002, 4, 10)).count() < 60


def test_the_statute_entered_into_force_with_all_of_them() -> None:
    assert Country.objects.states_parties(on=date(2002, 6, 30)).count() == 0
    assert Country.objects.states_parties(on=date(2002, 7, 1)).count() == 66


def test_states_parties_by_regional_group() -> None:
    parties = Country.objects.filter(pk__in=Country.objects.states_parties().values("pk"))
    found = dict(parties.order_by().values_list("un_regional_group").annotate(Count("pk")))
    assert found == {
        UnGroup.AFRICAN: 33,
        UnGroup.ASIA_PACIFIC: 19,
        UnGroup.EASTERN_EUROPEAN: 20,
        UnGroup.GRULAC: 28,
        UnGroup.WEOG: 25,
    }


def test_the_dates_agree_with_the_status_the_file_gives() -> None:
    with (CONTENT / "rome_statute_status.csv").open(encoding="utf-8-sig", newline="") as lines:
        told = {row["alpha3"]: row["status"] for row in csv.DictReader(lines)}
    assert len(told) == 157
    computed = dict(Country.objects.with_status(AS_OF).values_list("alpha3", "treaty_status"))
    assert {code: computed[code] for code in told} == told
    assert {computed[code] for code in computed.keys() - told.keys()} == {S.NONE}


def test_database_and_python_agree_on_every_country_on_many_days() -> None:
    countries = list(Country.objects.prefetch_related("treaty_acts"))
    acts = {c.alpha3: [a for a in c.treaty_acts.all() if a.treaty == Treaty.ROME_STATUTE] for c in countries}
    # Every day on which something happened, and the days around the ends of imprecise months and years.
    days = set(TreatyAct.objects.values_list("date", flat=True))
    days |= {date(year, 12, 31) for year in range(1998, 2027)} | {date(2016, 10, 30), date(2016, 10, 31)}
    chosen = [*sorted(days)[::12], AS_OF]
    assert len(chosen) > 20
    for day in chosen:
        for yesterday in (0, 1):
            on = day - timedelta(days=yesterday)
            by_database = dict(Country.objects.with_status(on).values_list("alpha3", "treaty_status"))
            assert by_database == {code: status_on(told, on).value for code, told in acts.items()}
            parties = {code for code, status in by_database.items() if status == S.STATE_PARTY}
            assert set(Country.objects.states_parties(on).values_list("alpha3", flat=True)) == parties


def test_the_number_of_parties_changes_only_by_entries_and_withdrawals() -> None:
    moves: dict[date, int] = {}
    for act in TreatyAct.objects.on_rome_statute():
        step = {ActKind.ENTRY_INTO_FORCE: 1, ActKind.WITHDRAWAL_EFFECTIVE: -1}.get(ActKind(act.kind), 0)
        moves[act.date] = moves.get(act.date, 0) + step
    total = 0
    for day in sorted(day for day, step in moves.items() if step):
        total += moves[day]
        assert Country.objects.states_parties(on=day).count() == total
    assert total == 125


def test_the_order_of_dates_is_possible_everywhere() -> None:
    visited = 0
    for country in Country.objects.prefetch_related("treaty_acts"):
        acts = [act for act in country.treaty_acts.all() if act.treaty == Treaty.ROME_STATUTE]
        visited += bool(acts)
        assert order_errors(acts) == [], country.alpha3
    assert visited == 157


def test_montenegro_was_bound_before_its_succession_was_deposited() -> None:
    montenegro = Country.objects.get(alpha3="MNE")
    kinds = {act.kind: act.date for act in montenegro.treaty_acts.all()}
    assert kinds == {
        ActKind.SUCCESSION: date(2006, 10, 23),
        ActKind.ENTRY_INTO_FORCE: date(2006, 6, 3),
    }
    assert status("MNE", "2006-06-03") is S.STATE_PARTY


def test_malaysia_took_its_accession_back_before_it_was_in_force() -> None:
    assert status("MYS", "2019-03-03") is S.NONE
    assert status("MYS", "2019-03-04") is S.DEPOSITED
    assert status("MYS", "2019-04-29") is S.ACCESSION_WITHDRAWN
    assert status("MYS", "2026-10-02") is S.ACCESSION_WITHDRAWN


@pytest.mark.parametrize(("alpha3", "effect"), [("BDI", date(2017, 10, 27)), ("PHL", date(2019, 3, 17))])
def test_a_withdrawal_takes_effect_on_its_day(alpha3: str, effect: date) -> None:
    country = Country.objects.get(alpha3=alpha3)
    assert country.status_on(effect - timedelta(days=1)) is S.STATE_PARTY
    assert country.status_on(effect) is S.WITHDRAWN


@pytest.mark.parametrize("alpha3", ["HUN", "GMB", "ZAF"])
def test_whoever_revoked_its_notice_never_left(alpha3: str) -> None:
    country = Country.objects.get(alpha3=alpha3)
    kinds = set(country.treaty_acts.values_list("kind", flat=True))
    assert {ActKind.WITHDRAWAL_NOTIFIED, ActKind.WITHDRAWAL_REVOKED} <= kinds
    in_force = country.treaty_acts.get(kind=ActKind.ENTRY_INTO_FORCE).date
    for year in range(in_force.year + 1, 2027):
        assert country.status_on(date(year, 1, 1)) is S.STATE_PARTY


def test_a_date_known_by_month_or_year_keeps_its_precision() -> None:
    dates = {act.kind: act.when.isoformat() for act in TreatyAct.objects.filter(country__alpha3="ZAF")}
    assert dates[ActKind.WITHDRAWAL_NOTIFIED] == "2016-10"
    assert dates[ActKind.WITHDRAWAL_REVOKED] == "2017"


@pytest.mark.parametrize("alpha3", ["ISR", "RUS", "SDN", "USA"])
def test_four_signatories_gave_notice_that_they_do_not_intend_to_ratify(alpha3: str) -> None:
    assert status(alpha3, "2026-10-02") is S.SIGNATURE_NO_INTENT
    assert Country.objects.signatories().filter(alpha3=alpha3).exists()


def test_twenty_nine_signatories_are_not_bound() -> None:
    assert Country.objects.signatories().count() == 29


def test_nothing_is_stored_on_withdrawals_of_which_sources_disagree() -> None:
    doubted = TreatyAct.objects.filter(country__alpha3__in=["BFA", "MLI", "NER", "TCD", "VEN"])
    assert doubted.exists()
    assert not doubted.filter(kind__startswith="withdrawal").exists()


def test_amendments_are_kept_apart_and_never_counted() -> None:
    kampala = TreatyAct.objects.exclude(treaty=Treaty.ROME_STATUTE)
    assert kampala.exists()
    assert not TreatyAct.objects.on_rome_statute().filter(pk__in=kampala.values("pk")).exists()
    assert set(kampala.values_list("kind", flat=True)) == {ActKind.DEPOSIT}
    assert ActKind.DEPOSIT in DEPOSITS


def test_196_states_have_a_page_and_territories_have_no_acts() -> None:
    with_page = Country.objects.with_page()
    assert with_page.count() == 196
    assert {c.alpha3 for c in Country.objects.all() if c.has_page} == set(
        with_page.values_list("alpha3", flat=True)
    )
    assert {"VAT", "PSE", "COK"} <= set(with_page.values_list("alpha3", flat=True))
    assert not TreatyAct.objects.exclude(country__in=with_page).exists()


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_every_country_has_a_name_and_an_address_of_its_own(language: str) -> None:
    names = [country.name_in(language) for country in Country.objects.all()]
    slugs = [getattr(country, f"slug_{language}") for country in Country.objects.all()]
    assert len(names) == 249
    assert all(name.strip() for name in names)
    assert len(set(slugs)) == 249
    letters = r"[\u0621-\u064A-]+" if language == "ar" else r"[a-z0-9-]+"
    assert all(re.fullmatch(letters, slug) for slug in slugs)


def test_names_follow_the_united_nations_where_cldr_differs() -> None:
    def names(alpha3: str) -> list[str]:
        return [Country.objects.get(alpha3=alpha3).name_in(language.code) for language in LANGUAGES]

    assert names("PSE") == ["State of Palestine", "Estado de Palestina", "État de Palestine", "دولة فلسطين"]
    assert names("KEN") == ["Kenya", "Kenia", "Kenya", "كينيا"]
    assert names("NLD")[3] == "هولندا"  # no override in Arabic: the name of CLDR
    assert Country.objects.get(alpha3="KEN").slug_in("ar") == "كينيا"
