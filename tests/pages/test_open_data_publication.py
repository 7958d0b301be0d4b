"""What open data may tell: the rules of publication hold in the API and in every file, as they hold on the pages."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cicc_site import languages
from members import figures
from members.enums import ActKind, ListingLevel, Treaty, Verified
from members.models import Country, Organization, TreatyAct
from pages.models import CaseEvent, CasePage, SituationPage
from pages.proceedings.codes import Stage
from tests.factories import members as make
from tests.open_data import API, CANARY, ask, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]

OF_ONE_REQUEST = ("RateLimit", "X-Request-ID")
IN_DOUBT = ["BFA", "MLI", "NER", "TCD", "VEN"]
SETS = ["countries", "treaty-acts", "organizations", "situations", "cases", "documents"]


def everything() -> dict[str, str]:
    """{address: text} of all that open data say, in each language, detail by detail."""
    client = Client()
    found = {}
    for code in languages.codes():
        for name in SETS:
            page: str | None = f"{API}{name}?lang={code}&per_page=200"
            while page:
                response = client.get(page)
                found[page] = response.content.decode()
                next_page = response.json()["next"]
                page = next_page and next_page[next_page.index("/api") :]
        for case in CasePage.objects.values_list("code", flat=True):
            found[f"case {case} {code}"] = client.get(f"{API}cases/{case}?lang={code}").content.decode()
    for name in SETS:
        for ending in ("csv", "json", "csv-metadata.json"):
            response = client.get(f"/open-data/{name}.{ending}")
            body = response.getvalue() if response.streaming else response.content
            found[f"{name}.{ending}"] = body.decode()
    return found


# --- The treaty ------------------------------------------------------------------------------------------


def test_125_states_are_parties_and_66_deposits_were_made_in_time() -> None:
    assert ask("countries", status="state_party")["count"] == 125
    assert ask("treaty-acts", kind="signature")["count"] == 139
    acts = ask("treaty-acts", until="2002-04-11", per_page=200)
    more = ask("treaty-acts", until="2002-04-11", per_page=200, page=2)
    deposits = {"ratification", "acceptance", "approval", "accession", "succession", "deposit"}
    assert sum(act["kind"]["code"] in deposits for act in acts["data"] + more["data"]) == 66


@pytest.mark.parametrize("alpha3", IN_DOUBT)
def test_nothing_is_said_of_a_withdrawal_in_doubt(alpha3: str) -> None:
    country = ask(f"countries/{alpha3}")["data"]
    assert country["status"]["code"] == "state_party"
    assert not any("withdraw" in act["kind"]["code"] for act in country["acts"])
    kinds = {act["kind"]["code"] for act in ask("treaty-acts", country=alpha3)["data"]}
    assert not any("withdraw" in kind for kind in kinds)


def test_an_act_in_doubt_is_reported_and_a_withdrawal_in_doubt_or_an_unverified_act_is_not_told() -> None:
    state = Country.objects.get(alpha3="USA")
    before = ask("treaty-acts", country="USA")["count"]
    make.act(state, ActKind.ACCESSION, "2011", verified=Verified.PARTIAL)
    make.act(state, ActKind.WITHDRAWAL_NOTIFIED, "2012-01-01", verified=Verified.PARTIAL)
    make.act(state, ActKind.WITHDRAWAL_EFFECTIVE, "2013-01-01", verified=Verified.PARTIAL)
    make.act(state, ActKind.APPROVAL, "2012-01-01", verified=Verified.NO)
    acts = ask("treaty-acts", country="USA")
    assert acts["count"] == before + 1
    told = next(act for act in acts["data"] if act["kind"]["code"] == "accession")
    assert (told["date"], told["precision"], told["reported"]) == ("2011", "year", True)


def test_the_amendments_of_kampala_are_nowhere() -> None:
    assert TreatyAct.objects.exclude(treaty=Treaty.ROME_STATUTE).exists()
    state = Country.objects.get(alpha3="KEN")
    make.act(state, ActKind.ACCEPTANCE, "2019-05-05", treaty=Treaty.KAMPALA_AGGRESSION)
    for where, text in everything().items():
        if "documents" not in where:  # those of the Review Conference in Kampala are called so
            assert "kampala" not in text.lower(), where
        assert "2019-05-05" not in text, where


def test_the_status_of_any_day_can_be_asked_for_but_of_none_after_the_date_of_the_register() -> None:
    assert ask("countries/MNE", on="2006-06-02")["data"]["status"]["code"] == "none"
    assert ask("countries/MNE", on="2006-06-03")["data"]["status"]["code"] == "state_party"
    for day in ("2002-06-30", "2002-07-01", "2017-10-27", "2019-03-16"):
        parties = ask("countries", status="state_party", on=day, per_page=200)
        assert all(act["date"] <= day for row in parties["data"] for act in row["acts"])
        assert parties["count"] == figures.states_parties(dt.date.fromisoformat(day)).value
    assert Client().get(f"{API}countries", {"on": "2026-10-03"}).status_code == 422


def test_only_states_with_a_page_are_listed() -> None:
    ids = [row["id"] for row in ask("countries", per_page=200)["data"]]
    assert len(ids) == 196
    assert {"VAT", "PSE", "COK"} < set(ids)
    assert Client().get(f"{API}countries/PRI").status_code == 404


# --- Organizations ---------------------------------------------------------------------------------------


def test_a_hidden_organization_leaves_no_trace_anywhere() -> None:
    made = members()
    for where, text in everything().items():
        assert CANARY.lower() not in text.lower(), where
    assert ask("organizations")["count"] == 2
    assert ask("organizations", q=CANARY)["count"] == 0
    assert {row["id"] for row in ask("organizations", country="KEN")["data"]} == {
        made["full"].pk,
        made["named"].pk,
    }


def test_a_hidden_one_and_one_that_never_was_are_answered_alike() -> None:
    made = members()
    client = Client()
    never = client.get(f"{API}organizations/999999999")
    told = {name: value for name, value in never.headers.items() if not name.startswith(OF_ONE_REQUEST)}
    for name, organization in made.items():
        response = client.get(f"{API}organizations/{organization.pk}")
        if name in ("full", "named"):
            assert response.status_code == 200
            continue
        assert response.status_code == never.status_code == 404
        assert response.content == never.content
        headers = {
            name: value for name, value in response.headers.items() if not name.startswith(OF_ONE_REQUEST)
        }
        assert headers == told


def test_an_entry_of_name_and_country_gives_nothing_else() -> None:
    made = members()
    entry = ask(f"organizations/{made['named'].pk}")["data"]
    assert set(entry) == {"entry", "id", "name", "names", "legal_name", "country", "url", "is_demo"}
    assert entry["country"]["id"] == "KEN"
    row = rows_of("organizations")[1]
    assert row["id"] == made["named"].pk
    full_only = {name: value for name, value in row.items() if name not in entry and value not in (None, [])}
    assert set(full_only) <= {"legal_language", "name_en", "name_es", "name_fr", "name_ar"}


@pytest.mark.parametrize(
    "query",
    [
        {"type": "legal"},
        {"issue": "victims-rights"},
        {"language": "sw"},
        {"steering_committee": "true"},
        {"steering_committee": "false"},
    ],
)
def test_no_filter_finds_an_entry_by_what_it_does_not_tell(query: dict[str, str]) -> None:
    made = members()
    ids = {row["id"] for row in ask("organizations", **query)["data"]}
    assert made["named"].pk not in ids
    assert ids == (set() if query.get("steering_committee") == "false" else {made["full"].pk})


def test_delisting_is_true_at_the_next_request_also_for_who_has_a_copy() -> None:
    full = members()["full"]
    client = Client()
    etag = client.get(f"{API}organizations").headers["ETag"]
    assert client.get(f"{API}organizations", headers={"if-none-match": etag}).status_code == 304
    Organization.objects.filter(pk=full.pk).update(listing=ListingLevel.UNLISTED)
    after = client.get(
        f"{API}organizations",
        headers={"if-none-match": etag, "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    )
    assert after.status_code == 200
    assert str(full.pk) not in [str(row["id"]) for row in after.json()["data"]]
    assert "s-maxage=0" in after.headers["Cache-Control"]
    assert [row["id"] for row in rows_of("organizations")] == [row["id"] for row in after.json()["data"]]


def test_a_merged_number_leads_to_the_entry_that_stayed_while_that_is_listed() -> None:
    made = members()
    merged = made["merged"]
    Organization.objects.filter(pk=merged.pk).update(merged_into=made["full"])
    response = Client().get(f"{API}organizations/{merged.pk}?lang=fr")
    assert response.status_code == 308
    assert response.headers["Location"] == f"{API}organizations/{made['full'].pk}?lang=fr"
    assert ask("organizations")["count"] == 2
    Organization.objects.filter(pk=made["full"].pk).update(listing=ListingLevel.UNLISTED)
    assert Client().get(f"{API}organizations/{merged.pk}").status_code == 404


def test_names_say_the_language_they_are_really_in() -> None:
    full = members()["full"]
    told = {code: ask(f"organizations/{full.pk}", lang=code)["data"] for code in languages.codes()}
    assert {code: told[code]["name"]["language"] for code in told} == {
        "en": "en",
        "es": "en",
        "fr": "fr",
        "ar": "ar",
    }
    assert told["es"]["issues"][0]["name"] == {"text": "Victims’ rights", "language": "en"}
    assert told["en"]["joined"] == "2001-03"
    assert told["en"]["countries_of_work"] == ["COD", "UGA"]


# --- Situations and cases --------------------------------------------------------------------------------


def test_a_case_number_a_stage_and_a_persons_status_are_told_only_when_verified() -> None:
    stages = set()
    for page in CasePage.objects.all():
        told = ask(f"cases/{page.code}")["data"]
        assert told["number"] == (page.case_number if page.case_number_verified == "yes" else None)
        stage = told["stage"] and told["stage"]["code"]
        assert stage == (page.stage if page.stage_verified == "yes" else None)
        stages.add(stage)
        assert told["status_as_of"] == page.status_as_of.isoformat()
        for person, row in zip(told["persons"], page.persons.all(), strict=True):
            public = row.verified == "yes" and not row.hold_status and row.status
            assert bool(person["status"]) == bool(public)
            assert person["name"] == row.public_name
    assert None in stages
    assert len(stages) > 2


def test_a_filter_by_stage_finds_no_case_whose_stage_is_not_told() -> None:
    for stage in Stage:
        for row in ask("cases", stage=stage, per_page=200)["data"]:
            assert row["stage"]["code"] == stage


def test_every_word_about_a_case_stands_with_the_neutrality_notice() -> None:
    for code in languages.codes():
        answer = ask("cases", lang=code, per_page=1)
        assert answer["meta"]["notice"]
        row = rows_of("cases")[0]
        assert answer["meta"]["notice"].startswith(row[f"notice_{code}"])
    assert "not a finding of guilt" in ask("situations")["meta"]["notice"]


def test_an_event_in_doubt_tells_only_its_kind_and_a_reported_date() -> None:
    reported = 0
    for page in CasePage.objects.all():
        for event in ask(f"cases/{page.code}")["data"]["events"]:
            if event["reported"]:
                reported += 1
                assert event["result"] is event["sentence_years"] is event["changed_on_appeal"] is None
                assert event["outcomes"] == []
    assert reported > 5


def test_nobody_whose_charges_were_declined_stands_beside_confirmed_ones() -> None:
    for page in CasePage.objects.all():
        events = ask(f"cases/{page.code}")["data"]["events"]
        decisions = [each for event in events for each in (event, *event["outcomes"])]
        declined = {
            name
            for each in decisions
            if each["result"] and each["result"]["code"] == "declined"
            for name in each["persons"]
        }
        for each in decisions:
            if each["result"] and "confirmed" in each["result"]["code"]:
                assert not declined & set(each["persons"])


def test_a_result_that_did_not_stand_is_told_with_the_appeal_judgment_or_not_at_all() -> None:
    changed = 0
    for page in CasePage.objects.all():
        stored = {event.date for event in CaseEvent.objects.filter(page=page).exclude(changed_on_appeal="")}
        for event in ask(f"cases/{page.code}")["data"]["events"]:
            for each in (event, *event["outcomes"]):
                if each["changed_on_appeal"]:
                    changed += 1
                    assert each["appeal_judgment"]
            if event["date"] in stored and event["result"] and event["type"]["code"] != "appeal_judgment":
                assert event["changed_on_appeal"]
    assert changed >= 2


def test_where_results_differ_by_person_none_is_told_in_common() -> None:
    several = 0
    for page in CasePage.objects.all():
        for event in ask(f"cases/{page.code}")["data"]["events"]:
            if event["outcomes"]:
                several += 1
                assert event["result"] is None
                assert all(len(outcome["persons"]) == 1 for outcome in event["outcomes"])
    assert several > 0


def test_what_is_for_staff_is_nowhere() -> None:
    words = f"{CANARY} staff"
    CasePage.objects.update(staff_notes=words, sources=words)
    SituationPage.objects.update(staff_notes=words, sources=words)
    CaseEvent.objects.update(staff_notes=words, sources=words)
    Country.objects.update(staff_notes=words)
    TreatyAct.objects.update(staff_notes=words, sources=words)
    for where, text in everything().items():
        assert words not in text, where


def test_a_situation_in_doubt_tells_dates_as_reported_and_neither_referral_nor_status() -> None:
    SituationPage.objects.filter(code="drc").update(verified="partial")
    told = ask("situations/drc")["data"]
    assert told["referral"] is told["status"] is told["status_as_of"] is None
    assert told["dates"]
    assert all(date["reported"] for date in told["dates"])
    assert "drc" not in [row["id"] for row in ask("situations", status="investigation_ongoing")["data"]]
    row = next(row for row in rows_of("situations") if row["id"] == "drc")
    assert row["referral"] is row["status"] is row["status_as_of"] is row["referred_by_en"] is None
    assert row["dates_reported"] is True


def test_an_unpublished_case_is_gone_at_once() -> None:
    CasePage.objects.get(code="lubanga").unpublish()
    assert Client().get(f"{API}cases/lubanga").status_code == 404
    assert ask("cases", per_page=200)["count"] == 45
    assert "lubanga" not in ask("situations/drc")["data"]["cases"]
    assert "lubanga" not in [row["id"] for row in rows_of("cases")]


def test_what_stands_behind_a_password_is_not_open() -> None:
    """A restriction of a situation holds for its cases."""
    parent = SituationPage.objects.get(code="drc")
    PageViewRestriction.objects.create(page=parent, restriction_type="password", password="secret words")
    assert Client().get(f"{API}situations/drc").status_code == 404
    assert Client().get(f"{API}cases/lubanga").status_code == 404
    assert ask("cases", per_page=200)["count"] == 40
    assert ask("situations")["count"] == 16
    assert Client().get(f"{API}cases", {"situation": "drc"}).status_code == 422


def test_dates_are_no_more_exact_than_they_are_known() -> None:
    for act in ask("treaty-acts", per_page=200)["data"]:
        form = {"year": r"\d{4}", "month": r"\d{4}-\d\d", "day": r"\d{4}-\d\d-\d\d"}[act["precision"]]
        assert re.fullmatch(form, act["date"])
        dt.date.fromisoformat((act["date"] + "-01-01")[:10])


def rows_of(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(Client().get(f"/open-data/{name}.json").getvalue())["data"]
    return rows
