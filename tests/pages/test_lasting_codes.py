"""The code of a situation or a case: that of the files, never changed by editors, never shared."""

from __future__ import annotations

import datetime as dt

import pytest

from pages.loading import store
from pages.models import CasePage, SituationPage
from tests.factories import members as people
from tests.open_data import ask

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def new_case(**fields: object) -> CasePage:
    parent = SituationPage.objects.get(code="drc")
    values = {
        "title_en": "New case",
        "full_name_en": "A case",
        "stage": "trial",
        "status_as_of": dt.date(2026, 1, 1),
    }
    page = CasePage(**{**values, **fields})
    parent.add_child(instance=page)
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)


def test_every_situation_and_case_has_the_code_of_its_file() -> None:
    for model, kind in ((SituationPage, "situation"), (CasePage, "case")):
        codes = list(model.objects.values_list("code", flat=True))
        assert None not in codes
        assert all(store.find(model, f"{kind}/{code}") for code in codes)


def test_a_new_address_and_title_leave_the_code() -> None:
    page = CasePage.objects.get(code="lubanga")
    page.slug, page.title_en = "elsewhere", "Another title"
    page.save_revision(user=people.amal()).publish()
    told = ask("cases/lubanga")["data"]
    assert told["title"]["text"] == "Another title"
    assert told["url"].endswith("/elsewhere/")


def test_a_page_made_by_hand_takes_the_address_it_is_born_with() -> None:
    page = new_case()
    assert page.code == "new-case"
    page.slug = "renamed"
    page.save_revision().publish()
    other = new_case()
    assert (other.slug, other.code) == ("new-case", "new-case-2")


def test_a_version_of_before_the_code_takes_it_from_nobody() -> None:
    page = CasePage.objects.get(code="lubanga")
    revision = page.save_revision()
    for content in ({"code": None}, {"code": "katanga"}, {}):
        kept = {name: value for name, value in revision.content.items() if name != "code"}
        revision.content = {**kept, **content}
        revision.save()
        revision.publish()
        assert CasePage.objects.get(pk=page.pk).code == "lubanga"


def test_a_copy_gets_its_own_and_an_alias_none() -> None:
    page = CasePage.objects.get(code="lubanga")
    before = ask("cases")["count"]
    copied = page.copy(update_attrs={"slug": "copied", "slug_es": "", "slug_fr": "", "slug_ar": ""})
    assert CasePage.objects.get(pk=copied.pk).code == "copied"
    alias = page.create_alias(update_slug="again", parent=SituationPage.objects.get(code="kenya"))
    assert CasePage.objects.get(pk=alias.pk).code is None
    page.save_revision().publish()
    assert CasePage.objects.get(pk=alias.pk).code is None
    assert CasePage.objects.get(pk=page.pk).code == "lubanga"
    assert ask("cases", per_page=200)["count"] == before + 1
