"""Merging two entries: both numbers go on answering, nothing is lost, nothing becomes public that was hidden."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from members import workflow
from members.duplicate_list import tell_apart
from members.enums import PUBLIC_LISTINGS, ChangeKind, ListingLevel, MemberStatus, NameKind
from members.merging import MergeRefused
from members.models import (
    Contact,
    DuplicatePair,
    Issue,
    NationalCoalition,
    Note,
    Organization,
    OrganizationName,
    RegisterChange,
    Registration,
    SteeringCommitteeTerm,
)
from tests.factories import members as make
from tests.importing import applied, checked, outcomes, problems

pytestmark = pytest.mark.django_db


def merge(
    keep: Organization, drop: Organization, choices: dict[str, str] | None = None, **how: Any
) -> Organization:
    return workflow.merge(keep.pk, drop.pk, choices, **{"actor": None, "reason": "The same office.", **how})


@pytest.fixture
def keep() -> Organization:
    return make.organization(
        "Amani Jurists", make.country("KEN"), external_id="A-1", acronym="AJ", name_en="Amani Jurists"
    )


@pytest.fixture
def drop(keep: Organization) -> Organization:
    return make.organization(
        "Juristes Amani",
        keep.country,
        external_id="B-9",
        acronym="JA",
        former="Amani",
        legal_language="fr",
        name_fr="Juristes Amani",
        website="https://amani.example",
        year_founded=1999,
    )


class TestBothNumbersAnswer:
    def test_the_dropped_entry_points_to_the_kept_one(self, keep: Organization, drop: Organization) -> None:
        assert merge(keep, drop) == keep
        drop.refresh_from_db()
        assert (drop.status, drop.merged_into) == (MemberStatus.MERGED, keep)
        assert not Organization.objects.listed().filter(pk=drop.pk).exists()
        assert drop.search == ""

    def test_a_file_with_the_number_of_either_changes_the_kept_one(
        self, keep: Organization, drop: Organization
    ) -> None:
        merge(keep, drop)
        applied([("external_id", "year_founded"), ("B-9", "2004")])
        keep.refresh_from_db()
        drop.refresh_from_db()
        assert (keep.year_founded, keep.external_id) == (2004, "A-1")
        assert (drop.status, drop.external_id) == (MemberStatus.MERGED, "B-9")

    def test_a_file_that_says_what_it_said_before_the_merge_changes_nothing(
        self, keep: Organization, drop: Organization
    ) -> None:
        """What differs was decided by the merge, the names and the listing level above all."""
        rows = [
            ("external_id", "legal_name", "country", "status", "listing"),
            ("B-9", drop.legal_name, drop.country.alpha3, "active", drop.listing),
            ("A-1", keep.legal_name, keep.country.alpha3, "active", keep.listing),
        ]
        merge(keep, drop)
        assert outcomes(checked(rows)) == ["unchanged", "unchanged"]

    def test_two_rows_that_change_what_is_one_entry_now_are_told(
        self, keep: Organization, drop: Organization
    ) -> None:
        merge(keep, drop)
        run = checked([("external_id", "year_founded"), ("A-1", "2003"), ("B-9", "2004")])
        assert outcomes(run) == ["changed", "refused"]
        assert [code for *_rest, code in problems(run)] == ["same-entry"]

    def test_a_chain_is_one_step_long(self, keep: Organization, drop: Organization) -> None:
        third = make.organization("Third", keep.country, external_id="C-3")
        merge(drop, third)
        merge(keep, drop)
        third.refresh_from_db()
        assert third.merged_into == keep
        assert RegisterChange.objects.filter(organization=third).latest("pk").changes == {
            "merged_into": [drop.pk, keep.pk]
        }

    def test_there_is_no_circle(self, keep: Organization, drop: Organization) -> None:
        merge(keep, drop)
        for one, other in ((drop, keep), (keep, drop)):
            with pytest.raises(MergeRefused):
                merge(one, other)
        with pytest.raises(MergeRefused):
            merge(keep, keep)
        assert Organization.objects.filter(merged_into=keep).count() == 1


class TestValues:
    def test_gaps_are_filled_and_what_is_there_stays(self, keep: Organization, drop: Organization) -> None:
        kept = merge(keep, drop)
        assert (kept.legal_name, kept.name_en, kept.name_fr) == (
            "Amani Jurists",
            "Amani Jurists",
            "Juristes Amani",
        )
        assert (kept.website, kept.year_founded) == ("https://amani.example", 1999)
        assert kept.external_id == "A-1"

    def test_a_choice_wins_and_takes_its_language_along(self, keep: Organization, drop: Organization) -> None:
        kept = merge(keep, drop, {"legal_name": "drop", "website": "keep"})
        assert (kept.legal_name, kept.legal_language, kept.website) == ("Juristes Amani", "fr", "")

    def test_no_name_is_lost(self, keep: Organization, drop: Organization) -> None:
        kept = merge(keep, drop, {"name_fr": "keep"})
        told = set(kept.other_names.values_list("kind", "text", "language"))
        assert told == {
            (NameKind.ACRONYM, "AJ", ""),
            (NameKind.ACRONYM, "JA", ""),
            (NameKind.FORMER, "Amani", ""),
            (NameKind.OTHER, "Juristes Amani", "fr"),
        }
        assert "juristes amani" in kept.match_keys
        assert "juristes" in kept.search

    def test_choices_nobody_could_have_made_are_refused(self, keep: Organization, drop: Organization) -> None:
        for choices in ({"external_id": "drop"}, {"listing": "both"}):
            with pytest.raises(ValueError, match="Choices"):
                merge(keep, drop, choices)

    def test_lists_are_united(self, keep: Organization, drop: Organization) -> None:
        one, other = (
            Issue.objects.create(code="one", name_en="One"),
            Issue.objects.create(code="two", name_en="Two"),
        )
        uganda = make.country("UGA")
        keep.issues.set([one])
        drop.issues.set([one, other])
        drop.countries_of_work.set([uganda])
        keep.tags, drop.tags, drop.working_languages = ["a"], ["b", "a"], ["fr"]
        keep.save()
        drop.save()
        kept = merge(keep, drop)
        assert set(kept.issues.all()) == {one, other}
        assert list(kept.countries_of_work.all()) == [uganda]
        assert (kept.tags, kept.working_languages) == (["a", "b"], ["fr"])

    def test_rows_move_and_the_same_row_is_not_doubled(self, keep: Organization, drop: Organization) -> None:
        for entry in (keep, drop):
            Contact.objects.create(organization=entry, name="Office", email="Office@amani.example")
            SteeringCommitteeTerm.objects.create(
                organization=entry, starts=dt.date(2020, 1, 1), ends=dt.date(2022, 1, 1)
            )
        Contact.objects.create(organization=drop, name="Another", phone="+254202000000")
        SteeringCommitteeTerm.objects.create(organization=drop, starts=dt.date(2024, 1, 1))
        Note.objects.create(organization=drop, author=None, author_name="Amal", text="Called them.")
        Registration.objects.create(organization=drop, number="NGO/12")
        coalition = NationalCoalition.objects.create(
            name_en="Of Kenya", country=keep.country, coordinator=drop
        )
        kept = merge(keep, drop)
        assert sorted(kept.contacts.values_list("name", flat=True)) == ["Another", "Office"]
        assert [term.starts.year for term in kept.steering_terms.order_by("starts")] == [2020, 2024]
        assert kept.notes.get().text == "Called them."
        assert kept.registration.number == "NGO/12"
        coalition.refresh_from_db()
        assert coalition.coordinator == kept

    def test_of_two_registrations_each_stays(self, keep: Organization, drop: Organization) -> None:
        for entry, number in ((keep, "1"), (drop, "2")):
            Registration.objects.create(organization=entry, number=number)
        assert merge(keep, drop).registration.number == "1"
        assert Registration.objects.get(organization=drop).number == "2"


class TestListingLevel:
    @pytest.mark.parametrize("one", list(ListingLevel))
    @pytest.mark.parametrize("other", list(ListingLevel))
    def test_it_is_the_stricter_one_unless_chosen(
        self, keep: Organization, drop: Organization, one: ListingLevel, other: ListingLevel
    ) -> None:
        Organization.objects.filter(pk=keep.pk).update(listing=one)
        Organization.objects.filter(pk=drop.pk).update(listing=other)
        kept = merge(keep, drop)
        order = ["unlisted", "members_only", "name_and_country", "full"]
        assert order.index(kept.listing) == min(order.index(one), order.index(other))
        assert kept.is_listed == ({one, other} <= PUBLIC_LISTINGS)
        if not kept.is_listed:
            assert kept.search == ""

    def test_an_officer_may_choose(self, keep: Organization, drop: Organization) -> None:
        Organization.objects.filter(pk=drop.pk).update(listing=ListingLevel.UNLISTED)
        assert merge(keep, drop, {"listing": "keep"}).listing == ListingLevel.FULL

    def test_names_of_a_hidden_entry_are_found_by_nobody(
        self, keep: Organization, drop: Organization
    ) -> None:
        Organization.objects.filter(pk=drop.pk).update(listing=ListingLevel.UNLISTED)
        merge(keep, drop)
        assert not Organization.objects.listed().matching("juristes").exists()
        assert not Organization.objects.listed().exists()


class TestWrittenDown:
    def test_the_history_of_both_says_who_and_why(self, keep: Organization, drop: Organization) -> None:
        amal = make.amal()
        merge(keep, drop, actor=amal)
        for entry in (keep, drop):
            change = RegisterChange.objects.get(organization=entry)
            assert (change.kind, change.actor, change.reason) == (ChangeKind.MERGED, amal, "The same office.")
        assert RegisterChange.objects.get(organization=drop).changes["status"] == ["active", "merged"]
        assert RegisterChange.objects.get(organization=keep).changes["year_founded"] == [None, 1999]

    def test_the_pair_keeps_what_an_undo_needs_and_no_personal_data(
        self, keep: Organization, drop: Organization
    ) -> None:
        contact = Contact.objects.create(
            organization=drop, name="Secret Person", email="secret@amani.example"
        )
        third = make.organization("Third", keep.country)
        DuplicatePair.objects.create(first=drop, second=third, score=70)
        merge(keep, drop, {"website": "drop"})
        pair = DuplicatePair.objects.get()
        assert (pair.state, pair.why) == (DuplicatePair.State.MERGED, "The same office.")
        assert (pair.snapshot["keep"], pair.snapshot["drop"]) == (keep.pk, drop.pk)
        assert pair.snapshot["kept"]["website"] == ""
        assert pair.snapshot["moved"]["contacts"] == [contact.pk]
        assert set(pair.snapshot["added"]["other_names"]) <= set(
            OrganizationName.objects.values_list("pk", flat=True)
        )
        assert "secret" not in str(pair.snapshot).lower()

    def test_what_the_dropped_entry_was_judged_not_to_be_the_kept_one_is_not(
        self, keep: Organization, drop: Organization
    ) -> None:
        third, fourth, older = (
            make.organization(name, keep.country) for name in ("Amani Youth", "Amani Women", "Amani Aid")
        )
        amal = make.amal()
        told = tell_apart(third.pk, drop.pk, actor=amal, reason="Asked both.")
        tell_apart(fourth.pk, drop.pk, actor=None, reason="By the dropped one.")
        tell_apart(fourth.pk, keep.pk, actor=amal, reason="By the kept one.")
        tell_apart(drop.pk, keep.pk, actor=None, reason="A mistake.")
        DuplicatePair.objects.create(first=keep, second=third, score=80)  # found, and waiting
        DuplicatePair.objects.create(first=keep, second=older, score=80)
        merge(keep, drop)

        def said(other: Organization) -> tuple[str, str, str]:
            pair = DuplicatePair.objects.between(keep.pk, other.pk).get()
            return pair.state, pair.why, pair.decided_name

        assert said(third) == ("not_duplicate", "Asked both.", str(amal))
        assert said(fourth) == ("not_duplicate", "By the kept one.", str(amal))
        assert said(older)[0] == "open"
        assert said(drop)[:2] == ("merged", "The same office.")
        carried = DuplicatePair.objects.between(keep.pk, third.pk).get()
        assert (carried.decided_by, carried.decided_at) == (amal, told.decided_at)
        assert DuplicatePair.objects.between(keep.pk, drop.pk).get().snapshot["told_apart"] == [carried.pk]

    def test_nothing_is_written_when_it_is_refused(self, keep: Organization, drop: Organization) -> None:
        Organization.objects.filter(pk=drop.pk).update(is_demo=True)
        with pytest.raises(MergeRefused):
            merge(keep, drop)
        assert not RegisterChange.objects.exists()
        assert not DuplicatePair.objects.exists()

    def test_an_entry_that_is_gone(self, keep: Organization) -> None:
        with pytest.raises(Organization.DoesNotExist):
            workflow.merge(keep.pk, keep.pk + 99, actor=None, reason="")


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_merge_both_ways_at_once_make_one_merge() -> None:
    one = make.organization("One", make.country("KEN"))
    other = make.organization("Other", one.country)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def officer(keep: int, drop: int) -> None:
        ready.wait()
        try:
            workflow.merge(keep, drop, actor=None, reason="")
            outcomes.append("merged")
        except MergeRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=officer, args=pair) for pair in ((one.pk, other.pk), (other.pk, one.pk))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["merged", "refused"]
    assert Organization.objects.filter(status=MemberStatus.MERGED).count() == 1
