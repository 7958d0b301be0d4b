"""Subjects follow the pages they stand for: names, publication, privacy, deletion; and lead back to them."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from cicc_site import addresses, languages
from documents.enums import SubjectKind
from documents.models import Subject
from pages import subjects
from pages.models import (
    AssemblyIndexPage,
    AssemblySessionPage,
    CasePage,
    HomePage,
    SituationIndexPage,
    SituationPage,
)
from pages.proceedings.codes import ReferralType, SituationStatus, Stage
from tests.factories import pages as make

COMING_BEFORE_THE_COURT = {"referral_type": ReferralType.values[0], "status": SituationStatus.values[0]}
STAGE = {"full_name_en": "The Prosecutor v. Nobody", "stage": Stage.values[0], "status_as_of": "2026-01-01"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    return make.home()


@pytest.fixture
def situation(home: HomePage) -> SituationPage:
    index = make.page(SituationIndexPage, home, "Situations")
    return make.page(SituationPage, index, "Situation", status_as_of="2026-01-01", **COMING_BEFORE_THE_COURT)


@pytest.fixture
def case(situation: SituationPage) -> CasePage:
    return make.page(CasePage, situation, "Case", **STAGE)


def of(page: SituationPage | CasePage | AssemblySessionPage) -> Subject:
    subject = subjects.subject_of(page)
    assert subject is not None
    return subject


def test_a_page_has_a_subject_with_its_public_titles(case: CasePage) -> None:
    subject = of(case)
    assert (subject.kind, subject.code, subject.is_public) == (SubjectKind.CASE, case.code, True)
    assert (subject.name_in("en"), subject.name_in("ar")) == (case.title_en, case.title_ar)


def test_a_draft_changes_nothing_until_it_is_published(case: CasePage) -> None:
    before = of(case).name_in("es")
    case.title_es = "Otro título"
    revision = case.save_revision()
    assert of(case).name_in("es") == before
    revision.publish()
    assert of(case).name_in("es") == "Otro título"


def test_a_page_that_is_withdrawn_takes_its_subject_out_of_sight_and_back(case: CasePage) -> None:
    case.unpublish()
    assert not of(case).is_public
    assert not Subject.objects.public().of_kind(SubjectKind.CASE).exists()
    case.save_revision().publish()
    assert of(case).is_public


def test_a_private_situation_hides_what_is_below_it(situation: SituationPage, case: CasePage) -> None:
    door = PageViewRestriction.objects.create(page=situation, restriction_type="login")
    assert (of(situation).is_public, of(case).is_public) == (False, False)
    door.delete()
    assert (of(situation).is_public, of(case).is_public) == (True, True)


def test_a_deleted_page_leaves_its_subject_to_the_works_and_nothing_to_visitors(case: CasePage) -> None:
    code = case.code
    case.delete()
    assert not Subject.objects.get(kind=SubjectKind.CASE, code=code).is_public


def test_subjects_lead_to_their_pages_in_each_language(home: HomePage, case: CasePage) -> None:
    session = make.page(
        AssemblySessionPage, make.page(AssemblyIndexPage, home, "Assembly"), "Session", number=2
    )
    assert of(session).order == 2
    for language in ("en", "ar"):
        assert of(case).address(language) == case.address_in(language)
        assert of(session).address(language) == session.address_in(language)
    case.unpublish()
    assert of(case).address("en") == ""


def test_many_subjects_cost_one_query_for_each_kind(
    case: CasePage, situation: SituationPage, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    another = make.page(CasePage, situation, "Another", **STAGE)
    found = [of(case), of(another), of(situation)]
    subjects.addresses_of(found, "fr")  # the root of the site is kept for the process
    with django_assert_num_queries(2):  # type: ignore[operator]
        told = subjects.addresses_of(found, "fr")
    assert told["case", str(another.code)] == another.address_in("fr")


def test_who_asks_for_many_addresses_by_name_pays_one_query(
    case: CasePage, situation: SituationPage, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    another = make.page(CasePage, situation, "Another", **STAGE)
    wanted = [{"code": str(another.code)}, {"code": "nobody"}, {"code": str(case.code)}]
    addresses.paths("case_subject", "fr", wanted)
    with django_assert_num_queries(1):  # type: ignore[operator]
        told = addresses.paths("case_subject", "fr", wanted)
    assert told == [another.address_in("fr"), "", case.address_in("fr")]


def test_refreshing_all_finds_what_nobody_told(case: CasePage) -> None:
    Subject.objects.create(kind=SubjectKind.CASE, code="gone", name_en="Gone")
    CasePage.objects.filter(pk=case.pk).update(title_fr="Écrit sans le dire")
    subjects.refresh_all()
    assert of(case).name_in("fr") == "Écrit sans le dire"
    assert not Subject.objects.get(code="gone").is_public


@pytest.mark.parametrize("code", ["resumed-session", "99999999999999999999", "٢"])
def test_a_subject_whose_code_is_no_number_of_a_session_has_no_page(code: str) -> None:
    subject = Subject.objects.create(kind=SubjectKind.SESSION, code=code, name="Demo session")
    for language in languages.codes():
        assert subject.address(language) == ""
