"""A decision that was taken back is decided anew: what becomes of the entry the first approval made."""

from __future__ import annotations

import pytest
from django.db import transaction

from members import workflow
from members.applications import erasure
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.applications_desk import approving
from members.enums import ListingLevel, MemberStatus
from members.models import Application, Organization, User
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db: None) -> User:
    return make.officer("first")


@pytest.fixture
def second(db: None) -> User:
    return make.officer("second")


@pytest.fixture
def taken_back(first: User, second: User) -> Application:
    """Approved as a new entry by the first officer, taken back by the second."""
    application = make.moved_to(State.APPROVED, first)
    return verbs.reverse(application.pk, Actor.officer(second), "A mistake.")


def entry_of(application: Application) -> Organization:
    entry = Application.objects.get(pk=application.pk).organization
    assert entry is not None
    return entry


def test_the_entry_of_the_first_approval_is_proposed_and_comes_back_as_it_was(
    taken_back: Application, first: User
) -> None:
    before = entry_of(taken_back)
    assert (before.status, before.listing) == (MemberStatus.SUSPENDED, ListingLevel.UNLISTED)
    _new, proposed = approving.consequences(taken_back)
    assert (proposed.value, proposed.likely, proposed.comes_back) == (str(before.pk), True, True)
    assert proposed.public
    verbs.approve(taken_back.pk, Actor.officer(first), merge_into=before.pk)
    entry = entry_of(taken_back)
    assert (entry.pk, entry.status, entry.listing) == (before.pk, MemberStatus.ACTIVE, ListingLevel.FULL)
    assert Organization.objects.count() == 1


def test_whoever_hid_it_after_the_reversal_keeps_it_hidden(
    taken_back: Application, first: User, second: User
) -> None:
    entry = entry_of(taken_back)
    workflow.set_listing(entry.pk, ListingLevel.NAME_AND_COUNTRY, actor=second, reason="Asked for.")
    workflow.delist(entry.pk, actor=second, reason="Threats.")
    verbs.approve(taken_back.pk, Actor.officer(first), merge_into=entry.pk)
    assert entry_of(taken_back).listing == ListingLevel.UNLISTED


def test_a_second_reversal_hides_it_again(taken_back: Application, first: User, second: User) -> None:
    entry = entry_of(taken_back)
    verbs.approve(taken_back.pk, Actor.officer(first), merge_into=entry.pk)
    assert taken_back.events.filter(kind=EventKind.APPROVED).latest("number").subject == "restored"
    verbs.reverse(taken_back.pk, Actor.officer(second), "Again.")
    entry.refresh_from_db()
    assert (entry.status, entry.listing) == (MemberStatus.SUSPENDED, ListingLevel.UNLISTED)


def test_an_entry_that_was_merged_away_meanwhile_is_refused(first: User) -> None:
    application = make.moved_to(State.READY, first)
    kept = members.organization("Kept")
    gone = members.organization("Gone", status=MemberStatus.MERGED, merged_into=kept)
    invented = members.organization("Invented", is_demo=True)
    for entry in (gone, invented):
        with pytest.raises(verbs.Refused), transaction.atomic():
            verbs.approve(application.pk, Actor.officer(first), merge_into=entry.pk)
    assert Application.objects.get(pk=application.pk).state == State.READY
    gone.refresh_from_db()
    assert gone.status == MemberStatus.MERGED


def test_a_reversal_leaves_an_entry_alone_that_was_merged_away(first: User, second: User) -> None:
    application = make.moved_to(State.APPROVED, first)
    made, kept = entry_of(application), members.organization("Kept")
    workflow.merge(kept.pk, made.pk, actor=first, reason="The same.")
    assert verbs.reverse(application.pk, Actor.officer(second), "A mistake.").state == State.READY
    made.refresh_from_db()
    kept.refresh_from_db()
    assert (made.status, made.merged_into) == (MemberStatus.MERGED, kept)
    assert kept.status == MemberStatus.ACTIVE


def test_what_was_declined_after_all_may_be_erased(taken_back: Application, first: User) -> None:
    verbs.decline(taken_back.pk, Actor.officer(first), "No es independiente.")
    assert erasure.erase_application(taken_back.pk)
