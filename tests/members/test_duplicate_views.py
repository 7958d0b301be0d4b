"""Duplicates in the admin: who may see them, what a press does, and what it does not do."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from cicc_site import languages
from members.duplicate_list import refresh_list
from members.duplicate_views import panel
from members.enums import ListingLevel, MemberStatus
from members.models import Contact, DuplicatePair, Organization, RegisterChange, User
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Organization:
    return make.organization(
        "Amani Jurists", make.country("KEN"), website="https://amani.example", name_en="Amani Jurists"
    )


@pytest.fixture
def second(first: Organization) -> Organization:
    made = make.organization(
        "شبكة أماني",
        first.country,
        legal_language="ar",
        name_en="The Amani Jurists",
        listing=ListingLevel.UNLISTED,
    )
    Contact.objects.create(organization=made, name="Office", email="office@amani.example")
    return made


@pytest.fixture
def officer(client: Client, first: Organization, second: Organization) -> Client:
    client.force_login(make.amal())
    return client


def post(client: Client, first: Organization, second: Organization, deed: str, **fields: Any) -> Any:
    address = reverse("duplicates_compare", args=[first.pk, second.pk])
    return client.post(address, {"deed": deed, "reason": "Asked both.", "keep": first.pk, **fields})


class TestWhoMay:
    @pytest.mark.parametrize("name", ["duplicates", "duplicates_look_again"])
    def test_others_of_the_staff_see_nothing(self, client: Client, name: str) -> None:
        group = Group.objects.create(name="Others")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        user = User.objects.create_user("chen", email="chen@example.org", password="a long test password")
        user.groups.add(group)
        client.force_login(user)
        answer = client.post(reverse(name)) if name.endswith("again") else client.get(reverse(name))
        assert answer.status_code in {302, 403}
        assert b"duplicates__pair" not in answer.content

    def test_visitors_are_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(reverse("duplicates")).status_code == 302

    def test_the_menu_leads_to_the_list(self, officer: Client) -> None:
        assert reverse("duplicates") in officer.get(reverse("wagtailadmin_home")).content.decode()


class TestList:
    def test_pairs_with_their_reasons(self, officer: Client) -> None:
        refresh_list()
        page = officer.get(reverse("duplicates")).content.decode()
        assert "Amani Jurists" in page
        assert "Names of the same words" in page
        assert (
            "The e-mail address of one belongs to the website of the other: \u2068amani.example\u2069."
            in page
        )

    @pytest.mark.parametrize("code", languages.codes())
    def test_it_reads_in_every_language(self, officer: Client, code: str) -> None:
        refresh_list()
        user = User.objects.get()
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": code})
        for address in (
            reverse("duplicates"),
            reverse("duplicates_compare", args=[*DuplicatePair.objects.values_list("first", "second").get()]),
        ):
            page = officer.get(address).content.decode()
            assert "amani.example" in page
            assert ("The e-mail address of one" in page) is (code == "en")

    def test_comparing_again_fills_it(self, officer: Client) -> None:
        assert "No two entries look alike" in officer.get(reverse("duplicates")).content.decode()
        answer = officer.post(reverse("duplicates_look_again"), follow=True)
        assert "1 new pair was found." in answer.content.decode()
        assert officer.get(reverse("duplicates_look_again")).status_code == 405

    def test_queries_do_not_grow_with_it(self, officer: Client, first: Organization) -> None:
        refresh_list()
        officer.get(reverse("duplicates"))
        with CaptureQueriesContext(connection) as few:
            officer.get(reverse("duplicates"))
        for number in range(10):
            make.organization(f"Amani Jurists{' Kenya' * (number % 2)}", first.country)
        refresh_list()
        with CaptureQueriesContext(connection) as many:
            officer.get(reverse("duplicates"))
        assert DuplicatePair.objects.count() > 10
        assert len(many) == len(few)

    @pytest.mark.parametrize("query", ["?state=nothing", "?p=99", "?p=x"])
    def test_an_address_typed_wrongly_is_no_error(self, officer: Client, query: str) -> None:
        assert officer.get(reverse("duplicates") + query).status_code == 200


class TestCompare:
    def test_both_sides_with_a_choice_where_they_differ(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        page = officer.get(reverse("duplicates_compare", args=[first.pk, second.pk])).content.decode()
        assert 'lang="ar" dir="rtl">شبكة أماني' in page
        assert page.count('name="choice_legal_name"') == 2
        assert 'name="choice_country"' not in page
        assert "office@amani.example" in page

    def test_the_stricter_listing_level_is_proposed(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        page = officer.get(reverse("duplicates_compare", args=[first.pk, second.pk])).content.decode()
        assert f'value="{second.pk}" checked' in page.partition('id="row-listing"')[2].partition("</tr>")[0]

    @pytest.mark.parametrize("numbers", [(1, 1), (5, 2), (10**6, 10**7)])
    def test_a_pair_that_is_none(self, officer: Client, numbers: tuple[int, int]) -> None:
        assert officer.get(reverse("duplicates_compare", args=numbers)).status_code == 404

    def test_told_apart(self, officer: Client, first: Organization, second: Organization) -> None:
        assert post(officer, first, second, "apart").status_code == 302
        pair = DuplicatePair.objects.get()
        assert (pair.state, pair.why) == (DuplicatePair.State.NOT_DUPLICATE, "Asked both.")
        page = officer.get(reverse("duplicates") + "?state=not_duplicate").content.decode()
        assert "Asked both." in page

    @pytest.mark.parametrize("deed", ["apart", "check", "merge"])
    def test_without_a_reason_nothing_happens(
        self, officer: Client, first: Organization, second: Organization, deed: str
    ) -> None:
        answer = post(officer, first, second, deed, reason=" ", choice_website=second.pk)
        assert answer.status_code == 400
        assert not RegisterChange.objects.exists()
        chosen = answer.content.decode().partition('id="row-website"')[2].partition("</tr>")[0]
        if deed != "apart":
            assert f'value="{second.pk}" checked' in chosen  # what was chosen is still chosen


class TestMerge:
    def test_the_first_press_only_tells(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        answer = post(officer, first, second, "check", choice_legal_name=second.pk)
        page = answer.content.decode()
        assert "Nothing has been changed yet." in page
        assert "Listing level afterwards: <strong>Not listed</strong>." in page
        assert "شبكة أماني" in page
        assert not Organization.objects.filter(status=MemberStatus.MERGED).exists()

    def test_the_second_one_merges_as_told(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        choices = {"choice_legal_name": second.pk, "choice_name_en": first.pk, "choice_listing": second.pk}
        answer = post(officer, first, second, "merge", keep=second.pk, **choices)
        assert answer.status_code == 302
        for entry in (first, second):
            entry.refresh_from_db()
        assert (first.status, first.merged_into) == (MemberStatus.MERGED, second)
        assert (second.legal_name, second.name_en) == ("شبكة أماني", "Amani Jurists")
        assert second.listing == ListingLevel.UNLISTED
        assert RegisterChange.objects.filter(organization=second).get().reason == "Asked both."

    def test_back_changes_nothing_and_forgets_nothing(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        answer = post(officer, first, second, "back", choice_website=second.pk)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Asked both." in page
        assert f'value="{second.pk}" checked' in page.partition('id="row-website"')[2].partition("</tr>")[0]
        assert not RegisterChange.objects.exists()

    def test_a_second_officer_comes_too_late(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        post(officer, first, second, "merge")
        answer = post(officer, first, second, "merge")
        assert "merged already" in answer.content.decode()
        assert RegisterChange.objects.count() == 2

    def test_a_demonstration_is_not_merged_with_a_real_entry(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        Organization.objects.filter(pk=second.pk).update(is_demo=True)
        answer = post(officer, first, second, "merge")
        assert "A demonstration entry and a real one cannot be merged" in answer.content.decode()
        assert not RegisterChange.objects.exists()

    def test_choices_of_strangers_are_ignored(
        self, officer: Client, first: Organization, second: Organization
    ) -> None:
        post(officer, first, second, "merge", choice_website="99999", choice_nothing=first.pk)
        first.refresh_from_db()
        assert first.website == "https://amani.example"


def test_the_panel_of_an_organization(first: Organization, second: Organization) -> None:
    [near] = panel(first.pk)
    assert near.organization == second
    html = render_to_string("wagtailadmin/duplicates/panel.html", {"near": [near]})
    assert reverse("duplicates_compare", args=[first.pk, second.pk]) in html
    assert render_to_string("wagtailadmin/duplicates/panel.html", {"near": []}).strip() == ""


def test_an_organizations_own_page_shows_what_it_may_be(
    officer: Client, first: Organization, second: Organization
) -> None:
    address = reverse(first.snippet_viewset.get_url_name("edit"), args=[first.pk])
    way = reverse("duplicates_compare", args=[first.pk, second.pk])
    assert way in officer.get(address).content.decode()
    post(officer, first, second, "apart")
    assert way not in officer.get(address).content.decode()
