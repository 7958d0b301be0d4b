"""Officers at the register of countries: refused orders with their reason, the history of each field, two at once."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from members import country_history, meanwhile
from members.enums import ActKind, TreatyStatus, Verified
from members.models import Country, TreatyAct, User
from tests.factories import members as make
from tests.members.test_admin import form_data

pytestmark = pytest.mark.django_db

K = ActKind
PARTY = {K.SIGNATURE: "1999-08-11", K.RATIFICATION: "2005-03-15", K.ENTRY_INTO_FORCE: "2005-06-01"}


@pytest.fixture
def kenya() -> Country:
    make.register_date()
    return make.country("KEN", PARTY, name_en="Kenya", name_ar="كينيا", staff_notes="a note for staff")


def at_work(user: User, language: str = "en") -> Client:
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def amal() -> Client:
    return at_work(make.amal())


def url(name: str, country: Country) -> str:
    return reverse(f"wagtailsnippets_members_country:{name}", args=[country.pk])


def opened(client: Client, country: Country) -> dict[str, str]:
    """The form as a browser would send it back: what stands in it, with what it was opened with."""
    page = client.get(url("edit", country)).content.decode()
    found = re.search(r'name="opened_with"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="opened_with"', page)
    assert found, "the form does not say what it was opened with"
    return {**form_data(country), "reason": "", "opened_with": unescape(found[1] or found[2])}


def save(client: Client, country: Country, data: dict[str, str]) -> Any:
    return client.post(url("edit", country), data)


def one_more(data: dict[str, str], kind: ActKind, when: str, **fields: str) -> dict[str, str]:
    """The form with a further act."""
    place = int(data["treaty_acts-TOTAL_FORMS"])
    row = {
        "treaty": "rome_statute",
        "kind": kind.value,
        "date": when,
        "precision": "day",
        "verified": "yes",
        "sources": "",
        "staff_notes": "",
        **fields,
    }
    added = {f"treaty_acts-{place}-{name}": value for name, value in row.items()}
    return {**data, **added, "treaty_acts-TOTAL_FORMS": str(place + 1)}


def history(client: Client, country: Country) -> str:
    text = client.get(url("history", country)).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


# --- Orders of dates that cannot be ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Under article 127 a withdrawal takes effect one year after its notice at the earliest."),
        ("ar", "بموجب المادة 127، لا يسري الانسحاب إلا بعد سنة على الأقل من الإخطار به."),
    ],
)
def test_the_reason_stands_with_the_acts_in_the_language_of_the_officer(
    kenya: Country, language: str, reason: str
) -> None:
    client = at_work(make.amal(), language)
    data = one_more(opened(client, kenya), K.WITHDRAWAL_NOTIFIED, "2020-01-10")
    data = one_more(data, K.WITHDRAWAL_EFFECTIVE, "2020-06-01")
    answer = save(client, kenya, data)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert reason in form.formsets["treaty_acts"].non_form_errors()
    page = answer.content.decode()
    acts = page[page.index("treaty_acts-TOTAL_FORMS") : page.index('id="id_treaty_acts-FORMS"')]
    assert reason in unescape(acts), "it is told elsewhere than where the acts stand"
    assert kenya.treaty_acts.count() == 3


def test_a_succession_may_be_deposited_after_it_bound(amal: Client) -> None:
    montenegro = make.country("MNE", {K.ENTRY_INTO_FORCE: "2006-06-03", K.SUCCESSION: "2006-10-23"})
    data = one_more(opened(amal, montenegro), K.WITHDRAWAL_NOTIFIED, "2020-01-10")
    assert save(amal, montenegro, data).status_code == 302
    assert montenegro.treaty_acts.count() == 3


def test_an_accession_can_be_taken_back_before_it_is_in_force_only(amal: Client) -> None:
    malaysia = make.country("MYS", {K.ACCESSION: "2019-03-04"})
    data = one_more(opened(amal, malaysia), K.ACCESSION_WITHDRAWN, "2019-04-29")
    assert save(amal, malaysia, data).status_code == 302
    assert malaysia.status_on(date(2026, 1, 1)) is TreatyStatus.ACCESSION_WITHDRAWN
    bound = make.country("ZZB", {K.ACCESSION: "2019-03-04", K.ENTRY_INTO_FORCE: "2019-06-01"})
    answer = save(amal, bound, one_more(opened(amal, bound), K.ACCESSION_WITHDRAWN, "2019-07-01"))
    assert "once it is in force" in str(answer.context["form"].formsets["treaty_acts"].non_form_errors())


def test_a_notice_of_withdrawal_keeps_the_state_a_party_until_it_takes_effect(
    amal: Client, kenya: Country
) -> None:
    data = one_more(opened(amal, kenya), K.WITHDRAWAL_NOTIFIED, "2020-01-10")
    assert save(amal, kenya, one_more(data, K.WITHDRAWAL_EFFECTIVE, "2021-01-10")).status_code == 302
    stored = Country.objects.get(pk=kenya.pk)
    assert stored.status_on(date(2021, 1, 9)) is TreatyStatus.STATE_PARTY
    assert stored.status_on(date(2021, 1, 10)) is TreatyStatus.WITHDRAWN


# --- History ---------------------------------------------------------------------------------------------


def test_each_field_of_each_act_stands_in_the_history_with_who_and_why(amal: Client, kenya: Country) -> None:
    data = opened(amal, kenya) | {
        "treaty_acts-1-date": "2005-03-16",
        "treaty_acts-1-sources": "DEPOSITARY",
        "treaty_acts-0-DELETE": "",
        "name_fr": "Kénya",
        "reason": "Checked with the depositary",
    }
    assert save(amal, kenya, one_more(data, K.WITHDRAWAL_NOTIFIED, "2026-01-10")).status_code == 302
    text = history(amal, kenya)
    for expected in (
        "Ratification, 15 March 2005 : changed",
        "Date 15 March 2005 16 March 2005",
        "Sources DEPOSITARY",
        "Notice of withdrawal, 10 January 2026 : added",
        "Name (Français) Kénya",
        "Why: Checked with the depositary",
        "Amal",
    ):
        assert expected in text, text
    assert "Signature, 11 August 1999" not in text, "an act nobody touched"
    entry = ModelLogEntry.objects.latest("timestamp")
    changed = next(change for change in entry.data["changes"] if change.get("what") == "changed")
    assert {"field": "date", "old": "2005-03-15", "new": "2005-03-16"} in changed["fields"]


def test_a_removed_act_is_kept_in_the_history_in_full(amal: Client, kenya: Country) -> None:
    noted = make.act(
        kenya, K.WITHDRAWAL_NOTIFIED, "2020-01", staff_notes="seen in the press", sources="PRESS"
    )
    data = opened(amal, kenya) | {"treaty_acts-3-DELETE": "1", "reason": "Mistaken"}
    assert save(amal, kenya, data).status_code == 302
    assert not TreatyAct.objects.filter(pk=noted.pk).exists()
    text = history(amal, kenya)
    assert "Notice of withdrawal, January 2020 : removed" in text
    for expected in ("seen in the press", "PRESS", "Mistaken"):
        assert expected in text


def test_the_history_reads_in_the_language_of_its_reader(amal: Client, kenya: Country) -> None:
    save(amal, kenya, one_more(opened(amal, kenya), K.WITHDRAWAL_NOTIFIED, "2026-01-10"))
    text = history(at_work(make.chen(), "ar"), kenya)
    assert "إخطار بالانسحاب، 10 كانون الثاني/يناير 2026" in text
    assert "أضيف" in text


def test_a_save_that_changes_nothing_leaves_no_changes_behind(amal: Client, kenya: Country) -> None:
    assert save(amal, kenya, opened(amal, kenya)).status_code == 302
    assert country_history.CHANGES not in ModelLogEntry.objects.latest("timestamp").data


def test_the_history_survives_fields_and_kinds_that_are_no_more() -> None:
    lines = country_history.readable(
        [
            {"field": "gone", "old": "a", "new": "b"},
            {"act": {"kind": "gone", "date": "?"}, "what": "added", "fields": []},
            {"nonsense": 1},
        ]
    )
    assert [line.act for line in lines] == ["", "gone, ?"]


# --- Two officers ----------------------------------------------------------------------------------------


@pytest.fixture
def chen() -> Client:
    return at_work(make.chen())


def test_what_only_one_of_two_changed_is_kept_from_that_one(
    amal: Client, chen: Client, kenya: Country
) -> None:
    first, second = opened(amal, kenya), opened(chen, kenya)
    added = one_more(first, K.WITHDRAWAL_NOTIFIED, "2026-01-10")
    assert save(amal, kenya, added | {"name_fr": "Kénya", "slug_es": ""}).status_code == 302
    assert save(chen, kenya, second | {"staff_notes": "by Chen"}).status_code == 302
    stored = Country.objects.get(pk=kenya.pk)
    assert (stored.name_fr, stored.staff_notes) == ("Kénya", "by Chen")
    assert stored.treaty_acts.filter(kind=K.WITHDRAWAL_NOTIFIED).exists(), "the act of the first is gone"
    entry = ModelLogEntry.objects.latest("timestamp")
    assert [change["field"] for change in entry.data["changes"]] == ["staff_notes"]


def test_an_act_the_first_removed_does_not_come_back(amal: Client, chen: Client, kenya: Country) -> None:
    make.act(kenya, K.WITHDRAWAL_NOTIFIED, "2020-01-10")
    first, second = opened(amal, kenya), opened(chen, kenya)
    assert save(amal, kenya, first | {"treaty_acts-3-DELETE": "1"}).status_code == 302
    assert save(chen, kenya, second | {"name_es": "Kenia"}).status_code == 302
    assert kenya.treaty_acts.count() == 3
    assert Country.objects.get(pk=kenya.pk).name_es == "Kenia"


def test_where_both_changed_a_field_the_second_is_told_and_decides(
    amal: Client, chen: Client, kenya: Country
) -> None:
    first, second = opened(amal, kenya), opened(chen, kenya)
    save(amal, kenya, first | {"staff_notes": "by Amal"})
    answer = save(chen, kenya, second | {"staff_notes": "by Chen"})
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert "Somebody else wrote “by Amal” here" in page
    assert "by Chen" in page, "the words of the second are lost"
    assert Country.objects.get(pk=kenya.pk).staff_notes == "by Amal"
    again = answer.context["form"]["opened_with"].value()
    assert save(chen, kenya, second | {"staff_notes": "by Chen", "opened_with": again}).status_code == 302
    assert Country.objects.get(pk=kenya.pk).staff_notes == "by Chen"


def test_where_both_changed_the_acts_nothing_is_stored_and_the_second_is_told(
    amal: Client, chen: Client, kenya: Country
) -> None:
    first, second = opened(amal, kenya), opened(chen, kenya)
    save(amal, kenya, first | {"treaty_acts-2-DELETE": "1"})
    answer = save(
        chen, kenya, second | {"treaty_acts-2-verified": Verified.PARTIAL.value, "name_es": "Kenia"}
    )
    assert answer.status_code == 200
    assert "Somebody else changed the acts of this country" in answer.content.decode()
    stored = Country.objects.get(pk=kenya.pk)
    assert (stored.name_es, stored.treaty_acts.count()) == (None, 2)


def test_a_fault_elsewhere_shows_the_acts_as_they_are_now(amal: Client, chen: Client, kenya: Country) -> None:
    first, second = opened(amal, kenya), opened(chen, kenya)
    save(amal, kenya, first | {"treaty_acts-1-date": "2005-03-16"})
    answer = save(chen, kenya, second | {"alpha3": "not a code"})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.formsets["treaty_acts"].forms[1]["date"].value() == "2005-03-16"
    corrected = {**second, "treaty_acts-1-date": "2005-03-16", "opened_with": form["opened_with"].value()}
    assert save(chen, kenya, corrected | {"name_es": "Kenia"}).status_code == 302


@pytest.mark.parametrize(
    "token", ["", "nonsense", meanwhile.sealed({})[:-2]], ids=["none", "nonsense", "cut short"]
)
def test_a_form_that_does_not_say_what_it_was_opened_with_is_saved_as_it_is(
    amal: Client, kenya: Country, token: str
) -> None:
    assert (
        save(amal, kenya, opened(amal, kenya) | {"opened_with": token, "name_es": "Kenia"}).status_code == 302
    )
    assert Country.objects.get(pk=kenya.pk).name_es == "Kenia"


def test_a_save_is_compared_while_nobody_else_can_change_the_country(amal: Client, kenya: Country) -> None:
    """Two saves in one moment: the second waits before it looks at what stands there."""
    data = {**opened(amal, kenya), "staff_notes": "seen"}
    with CaptureQueriesContext(connection) as queries:
        assert save(amal, kenya, data).status_code == 302
    statements = [query["sql"] for query in queries]
    locked = next(place for place, sql in enumerate(statements) if "FOR UPDATE" in sql)
    compared = next(place for place, sql in enumerate(statements) if 'FROM "members_treatyact"' in sql)
    assert locked < compared


def test_an_address_without_a_number_leads_nowhere(amal: Client, kenya: Country) -> None:
    address = url("edit", kenya).replace(str(kenya.pk), "abc")
    assert [amal.get(address).status_code, amal.post(address).status_code] == [404, 404]
