"""The registers in the Wagtail admin."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.models import UserProfile

from members.enums import ActKind, Verified
from members.models import Country, RegisterDate, User
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya() -> Country:
    make.register_date()
    return make.country(
        "KEN",
        {
            ActKind.SIGNATURE: "1999-08-11",
            ActKind.RATIFICATION: "2005-03-15",
            ActKind.ENTRY_INTO_FORCE: "2005-06-01",
        },
        name_en="Kenya",
        name_es="Kenia",
        name_fr="Kenya",
        name_ar="كينيا",
        staff_notes="a note for staff",
    )


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make.amal(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_members_country:{name}", args=args)


def form_data(country: Country, **changes: str) -> dict[str, str]:
    acts = [
        {
            "id": act.pk,
            "treaty": act.treaty,
            "kind": act.kind,
            "date": act.date.isoformat(),
            "precision": act.precision,
            "verified": act.verified,
            "sources": act.sources,
            "staff_notes": act.staff_notes,
        }
        for act in country.treaty_acts.all()
    ]
    columns = """
        alpha2 alpha3 numeric name_en name_es name_fr name_ar slug_en slug_es slug_fr slug_ar un_status
        un_regional_group cicc_region m49_region m49_subregion staff_notes
    """
    data = {column: getattr(country, column) or "" for column in columns.split()}
    data["treaty_acts"] = inline_formset(acts, initial=len(acts))
    return {**nested_form_data(data), **changes}


def columns(country: Country) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_country WHERE id = %s", [country.pk])
        names = [column.name for column in cursor.description or []]
        return dict(zip(names, cursor.fetchone() or [], strict=True))


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_a_country_is_found_by_its_name_in_any_language(
    office: Client, kenya: Country, language: str
) -> None:
    make.country("UGA", name_en="Uganda")
    for name in ("kenya", "Kenia", "كينيا", "KEN"):
        page = office.get(url("list"), {"q": name}, headers={"accept-language": language})
        assert page.status_code == 200
        assert [str(found) for found in page.context["object_list"]] == ["Kenya"]


def test_the_list_tells_the_status(office: Client, kenya: Country) -> None:
    assert "State Party" in office.get(url("list")).content.decode()


def test_a_territory_is_called_so_in_the_list(office: Client) -> None:
    make.register_date()
    make.country(un_status="no")
    html = office.get(url("list")).content.decode()
    assert "Territory" in html
    assert "Not a party" not in html


def test_the_list_works_before_the_register_is_loaded(office: Client) -> None:
    make.country()
    assert "Not a party" in office.get(url("list")).content.decode()


def test_the_form_has_a_tab_per_language_in_its_direction(office: Client, kenya: Country) -> None:
    html = office.get(url("edit", kenya.pk)).content.decode()
    assert 'dir="rtl"' in html
    for text in ("Español", "Français", "العربية", "a note for staff", "Treaty acts"):
        assert text in html


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_saving_one_name_changes_one_column(office: Client, kenya: Country, language: str) -> None:
    profile = UserProfile.get_for_user(User.objects.get(username="amal"))
    profile.preferred_language = language
    profile.save()
    before = columns(kenya)
    response = office.post(url("edit", kenya.pk), form_data(kenya, name_fr="Kénya"))
    assert response.status_code == 302
    after = columns(kenya)
    stamps = (json.loads(before.pop("stamps")), json.loads(after.pop("stamps")))
    assert after == {**before, "name_fr": "Kénya"}
    assert {code for code in stamps[1] if stamps[0].get(code) != stamps[1][code]} <= {"fr"}
    assert kenya.treaty_acts.count() == 3


def test_an_impossible_order_of_dates_is_refused_with_a_reason(office: Client, kenya: Country) -> None:
    changes = {"treaty_acts-1-date": "1998-09-01"}
    page = office.post(url("edit", kenya.pk), form_data(kenya, **changes))
    assert page.status_code == 200
    assert "needs an earlier act: Signature" in page.content.decode()
    assert kenya.treaty_acts.get(kind=ActKind.RATIFICATION).date.isoformat() == "2005-03-15"


def test_a_deleted_act_is_left_out_of_that_check(office: Client, kenya: Country) -> None:
    make.act(kenya, ActKind.WITHDRAWAL_NOTIFIED, "2020-01-01")
    data = form_data(kenya)
    data["treaty_acts-0-DELETE"] = "1"
    page = office.post(url("edit", kenya.pk), data)
    assert "needs an earlier act: Signature" in page.content.decode()
    data = form_data(kenya)
    data["treaty_acts-3-DELETE"] = "1"
    assert office.post(url("edit", kenya.pk), data).status_code == 302
    assert kenya.treaty_acts.count() == 3


def test_a_new_act_can_be_entered(office: Client, kenya: Country) -> None:
    data = form_data(kenya)
    data |= {
        "treaty_acts-TOTAL_FORMS": "4",
        "treaty_acts-3-treaty": "rome_statute",
        "treaty_acts-3-kind": ActKind.WITHDRAWAL_NOTIFIED.value,
        "treaty_acts-3-date": "2026-10-01",
        "treaty_acts-3-precision": "day",
        "treaty_acts-3-verified": Verified.YES.value,
        "treaty_acts-3-sources": "",
        "treaty_acts-3-staff_notes": "",
        "treaty_acts-3-ORDER": "4",
    }
    assert office.post(url("edit", kenya.pk), data).status_code == 302
    assert kenya.treaty_acts.filter(kind=ActKind.WITHDRAWAL_NOTIFIED).exists()


def test_a_country_is_never_deleted(office: Client, kenya: Country) -> None:
    assert url("delete", kenya.pk) not in office.get(url("edit", kenya.pk)).content.decode()
    assert office.post(url("delete", kenya.pk)).status_code == 302
    assert Country.objects.filter(pk=kenya.pk).exists()


def test_the_date_of_a_register_can_be_moved_but_not_added_or_deleted(office: Client, kenya: Country) -> None:
    def dates(name: str, *args: Any) -> str:
        return reverse(f"wagtailsnippets_members_registerdate:{name}", args=args)

    stored = RegisterDate.objects.get()
    assert office.post(dates("edit", stored.pk), {"as_of": "2026-11-20"}).status_code == 302
    assert RegisterDate.objects.get().as_of.isoformat() == "2026-11-20"
    assert office.get(dates("add")).status_code == 302
    assert office.post(dates("delete", stored.pk)).status_code == 302
    assert RegisterDate.objects.count() == 1


def test_only_staff_with_the_right_see_the_registers(client: Client, kenya: Country) -> None:
    chen = User.objects.create_user("chen", password="a long test password")
    assert client.get(url("edit", kenya.pk)).status_code == 302

    def comes_with(*rights: str) -> None:
        """A change of rights ends what sessions there are."""
        chen.user_permissions.add(*Permission.objects.filter(codename__in=rights))
        client.force_login(chen, backend="django.contrib.auth.backends.ModelBackend")

    comes_with()
    assert client.get(url("edit", kenya.pk)).status_code == 302
    comes_with("access_admin", "change_country")
    assert client.get(url("edit", kenya.pk)).status_code == 200
    comes_with("delete_country")
    assert client.post(url("delete", kenya.pk)).status_code == 302
    assert Country.objects.filter(pk=kenya.pk).exists()


def test_a_new_country_gets_an_address_in_each_language_it_is_named_in(office: Client) -> None:
    data = {
        "alpha2": "QZ",
        "alpha3": "QZZ",
        "numeric": "999",
        "name_en": "Freedonia",
        "name_es": "",
        "name_fr": "Libertonie",
        "name_ar": "فريدونيا",
        "slug_en": "",
        "slug_es": "",
        "slug_fr": "",
        "slug_ar": "",
        "un_status": "no",
        "un_regional_group": "",
        "cicc_region": "",
        "m49_region": "",
        "m49_subregion": "",
        "staff_notes": "",
        "treaty_acts": inline_formset([]),
    }
    assert office.post(url("add"), nested_form_data(data)).status_code == 302
    made = columns(Country.objects.get(alpha3="QZZ"))
    assert {name: made[name] for name in made if name.startswith("slug_")} == {
        "slug_en": "freedonia",
        "slug_es": None,
        "slug_fr": "libertonie",
        "slug_ar": "فريدونيا",
    }
    assert made["name_es"] is None
    page = office.post(url("add"), nested_form_data({**data, "name_en": ""}))
    assert page.context["form"].errors.keys() >= {"name_en"}
