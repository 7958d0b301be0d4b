"""Every change shows in the next search, and in the search before the end of its own transaction."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Revision

from cicc_site import indexing
from documents import subjects
from documents.enums import Access, SubjectKind
from documents.models import FileText, Work
from members.demo_loading import remove_demo_members
from members.enums import ListingLevel, MemberStatus, NameKind
from members.models import Country, Issue, Organization, OrganizationName
from members.workflow import register
from pages import due
from pages.models import AboutPage, SearchEntry
from tests.factories import archive, members
from tests.factories import pages as make
from tests.pages.search.finding import answer, found, is_unknown

pytestmark = pytest.mark.django_db
WORD = "zqxcanary"


# --- pages


def test_a_draft_is_unknown_until_it_is_published_and_again_when_it_is_withdrawn() -> None:
    page = make.about(make.home(), "Plain")
    page.title_en = WORD
    draft = page.save_revision()
    assert is_unknown(WORD)
    draft.publish()
    assert found(WORD) == [("page", page.pk)]
    page = AboutPage.objects.get(pk=page.pk)
    page.title_en = "Another"
    page.save_revision().publish()
    assert is_unknown(WORD)
    assert ("page", page.pk) in found("another")
    AboutPage.objects.get(pk=page.pk).unpublish()
    assert ("page", page.pk) not in found("another")


def test_a_language_that_is_published_by_itself_is_found_by_itself() -> None:
    page = make.about(make.home(), "Plain", title_es="", summary_es="", body_es=[])
    page.title_es = WORD
    page.release = ["es"]
    page.save_revision().publish()
    [hit] = answer(WORD, "en").hits
    assert (hit.key, hit.language) == (page.pk, "es")


def test_a_deleted_page_is_gone_however_it_was_deleted() -> None:
    home = make.home()
    one, two = make.about(home, f"{WORD} one"), make.about(home, f"{WORD} two")
    make.about(one, f"{WORD} below")
    assert len(found(WORD)) == 3
    AboutPage.objects.get(pk=one.pk).delete()
    assert found(WORD) == [("page", two.pk)]
    AboutPage.objects.filter(pk=two.pk).delete()
    assert is_unknown(WORD)


def test_a_new_address_is_that_of_the_next_hit() -> None:
    home = make.home()
    north, south = make.about(home, "North"), make.about(home, "South")
    page = make.about(north, WORD)
    page.slug_fr = "nouveau"
    page.save()
    assert answer(WORD, "fr").hits[0].address == AboutPage.objects.get(pk=page.pk).address_in("fr")
    page = AboutPage.objects.get(pk=page.pk)
    page.move(AboutPage.objects.get(pk=south.pk), pos="last-child")
    moved = AboutPage.objects.get(pk=page.pk)
    assert "/south" in moved.address_in("en")
    assert answer(WORD).hits[0].address == moved.address_in("en")


def test_a_private_page_and_what_is_moved_below_one_are_unknown() -> None:
    home = make.home()
    closed, page = make.about(home, "Closed"), make.about(home, WORD)
    below = make.about(closed, f"{WORD} below")
    assert len(found(WORD)) == 2
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert found(WORD) == [("page", page.pk)]
    page.move(AboutPage.objects.get(pk=closed.pk), pos="last-child")
    assert is_unknown(WORD)
    restriction.delete()
    assert {key for _kind, key in found(WORD)} == {page.pk, below.pk}


def test_an_expiry_and_a_schedule_hold_at_the_moment_of_reading() -> None:
    page = make.about(make.home(), WORD)
    page.expire_at = timezone.now() + dt.timedelta(hours=1)
    page.save_revision().publish()
    assert found(WORD) == [("page", page.pk)]
    assert is_unknown(WORD, now=timezone.now() + dt.timedelta(hours=2))
    other = make.about(make.home(), "Later")
    other.title_en = f"{WORD}later"
    other.go_live_at = timezone.now() + dt.timedelta(hours=1)
    other.save_revision().publish()
    assert is_unknown(f"{WORD}later")
    waiting, hour = Revision.objects.get(approved_go_live_at__isnull=False), timezone.now()
    waiting.content["go_live_at"], waiting.approved_go_live_at = hour.isoformat(), hour
    waiting.save()
    assert due.act() == 1
    assert found(f"{WORD}later") == [("page", other.pk)]


def test_an_alias_is_the_page_it_repeats() -> None:
    page = make.about(make.home(), WORD)
    page.create_alias(parent=make.home(), update_slug="again")
    assert found(WORD) == [("page", page.pk)]


# --- works


def test_an_embargo_ends_by_itself_and_nobody_knows_before(client: Client) -> None:
    ends = timezone.now() + dt.timedelta(days=1)
    work = archive.work(WORD, symbol="ZQX/7", public_from=ends)
    FileText.objects.create(file=archive.work_file(work, "es"), text="zqxtexto")
    indexing.changed(work)
    for word in (WORD, "ZQX/7", "zqxtexto"):
        assert is_unknown(word)
        assert found(word, now=ends + dt.timedelta(seconds=1)) == [("document", work.pk)]
    work.public_from = None
    work.save()
    assert found(WORD) == [("document", work.pk)]


def test_what_is_for_staff_is_unknown_and_becomes_so_at_once() -> None:
    work = archive.work(WORD)
    secret = archive.work_file(work, "fr", access=Access.STAFF)
    FileText.objects.create(file=secret, text="zqxsecret")
    indexing.changed(secret)
    assert is_unknown("zqxsecret")
    assert answer(WORD).hits[0].languages == ("en",)
    work.staff_notes = "zqxnotes"
    work.save()
    assert is_unknown("zqxnotes")
    work.access = Access.STAFF
    work.save()
    assert is_unknown(WORD)


def test_a_new_version_of_a_file_takes_the_place_of_the_earlier_one() -> None:
    work = archive.work()
    for number, word in enumerate(("zqxfirst", "zqxsecond")):
        file = archive.work_file(work, "es", data=f"{number}".encode())
        FileText.objects.create(file=file, text=word)
        indexing.changed(file)
    assert is_unknown("zqxfirst")
    assert found("zqxsecond") == [("document", work.pk)]


def test_works_are_found_by_their_subjects_while_these_are_public() -> None:
    work = archive.work()
    subject = subjects.keep(SubjectKind.CASE, "zqx", {"en": WORD})
    work.subjects.add(subject)
    indexing.changed(work)
    assert found(WORD) == [("document", work.pk)]
    subjects.hide(SubjectKind.CASE, "zqx")
    assert is_unknown(WORD)


def test_a_deleted_work_is_gone() -> None:
    work = archive.work(WORD)
    Work.objects.get(pk=work.pk).delete()
    assert is_unknown(WORD)


# --- members


def shown(name: str = WORD, state: Country | None = None) -> Organization:
    return members.organization(name, state, listing=ListingLevel.FULL)


def test_delisting_is_true_in_the_next_search() -> None:
    organization = shown()
    assert found(WORD) == [("member", organization.pk)]
    register.delist(organization.pk, actor=None)
    assert is_unknown(WORD)
    register.set_listing(organization.pk, ListingLevel.NAME_AND_COUNTRY, actor=None, reason="")
    assert found(WORD) == [("member", organization.pk)]
    register.set_listing_of_many([organization.pk], ListingLevel.UNLISTED, actor=None, reason="")
    assert is_unknown(WORD)
    register.set_listing_of_many([organization.pk], ListingLevel.FULL, actor=None, reason="")
    assert found(WORD) == [("member", organization.pk)]
    register.set_status(organization.pk, MemberStatus.LEFT, actor=None, reason="")
    assert is_unknown(WORD)


def test_of_a_member_with_name_and_country_nothing_else_is_found() -> None:
    issue = Issue.objects.create(code="zqxissue", name_en="zqxissue")
    organization = shown("Plain Name")
    organization.issues.add(issue)
    organization.other_names.add(OrganizationName(kind=NameKind.FORMER, text="zqxformer"))
    organization.save()
    assert found("zqxissue") == found("zqxformer") == [("member", organization.pk)]
    register.set_listing(organization.pk, ListingLevel.NAME_AND_COUNTRY, actor=None, reason="")
    assert is_unknown("zqxissue")
    assert is_unknown("zqxformer")
    assert found("plain name") == [("member", organization.pk)]


def test_a_merged_entry_is_found_as_the_one_it_became() -> None:
    keep, drop = shown("Zqxkeep"), shown("Zqxdrop")
    register.merge(keep.pk, drop.pk, actor=None, reason="the same")
    assert found("zqxkeep") == [("member", keep.pk)]
    assert ("member", drop.pk) not in found("zqxdrop")


def test_a_renamed_country_and_issue_are_found_by_the_new_name() -> None:
    country = members.country("ZZB", name_en="Oldland")
    issue = Issue.objects.create(code="zqx", name_en="Oldissue")
    organization = shown(state=country)
    organization.issues.add(issue)
    organization.save()
    assert {("country", country.pk), ("member", organization.pk)} == set(found("Oldland"))
    country = Country.objects.get(pk=country.pk)
    country.name_en = "Newland"
    country.save()
    issue.name_en = "Newissue"  # type: ignore[attr-defined]
    issue.save()
    assert is_unknown("Oldland")
    assert is_unknown("Oldissue")
    assert {("country", country.pk), ("member", organization.pk)} == set(found("Newland"))
    assert found("Newissue") == [("member", organization.pk)]


def test_a_change_that_is_rolled_back_was_never_found() -> None:
    from django.db import transaction

    organization = shown()
    try:
        with transaction.atomic():
            register.delist(organization.pk, actor=None)
            assert is_unknown(WORD)
            raise SystemError
    except SystemError:
        pass
    assert found(WORD) == [("member", organization.pk)]


@pytest.mark.content
def test_demonstration_members_come_and_go_with_their_rows() -> None:
    from members.demo_loading import load_demo_members

    load_demo_members(count=40)
    listed = Organization.objects.listed().count()
    assert SearchEntry.objects.filter(kind="member").values("thing").distinct().count() == listed > 10
    remove_demo_members()
    assert not SearchEntry.objects.filter(kind="member").exists()


@pytest.mark.content
def test_cases_tell_their_number_only_when_it_is_verified() -> None:
    from members.enums import Verified
    from pages.models import CasePage

    case = CasePage.objects.live().exclude(case_number="").first()
    assert case is not None
    case.case_number, case.case_number_verified = "ICC-99/98-97/96", Verified.NO
    case.staff_notes = "zqxnotes"
    case.save()
    assert is_unknown("ICC-99/98-97/96")
    assert is_unknown("zqxnotes")
    case.case_number_verified = Verified.YES
    case.save()
    hit = answer("icc-99/98-97/96", "ar").hits[0]
    assert (hit.kind, hit.key, hit.label, hit.exact) == ("case", case.pk, "ICC-99/98-97/96", True)


@pytest.mark.parametrize("name", ["\\u0000 Zqxcanary", "Zqxcanary \\ \\' \\u0000 \\\\", '"Zqxcanary" \\n {}'])
def test_names_may_be_written_with_any_signs(name: str) -> None:
    organization = members.organization(name, listing="full")
    assert found(WORD) == [("member", organization.pk)]
