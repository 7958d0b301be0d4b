"""The page editor and its languages: buttons per language, declarations, two people at one page."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from pages import joint_editing
from pages.models import AboutPage, CampaignPage, PressIndexPage, PressReleasePage
from pages.models.press import PressContact
from tests.editing import JSON, Desk, form_data, now_stored
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    return Desk("en", tree.amal)


@pytest.fixture
def other(tree: SimpleNamespace) -> Desk:
    user = people.chen()
    UserProfile.objects.create(user=user)
    return Desk("en", user)


def opened(desk: Desk, page: AboutPage, **changes: Any) -> dict[str, str]:
    """Return what the browser of `desk` will send: the form as it stands now, with the version it shows."""
    newest = now_stored(page).latest_revision
    data = form_data(desk.form(now_stored(page)), **changes)
    return {
        **data,
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": newest.created_at.isoformat(),
    }


def sent(desk: Desk, page: AboutPage, data: dict[str, str], **buttons: str) -> AboutPage:
    desk.post(
        "edit",
        [page.pk],
        {**data, **{name.replace("action_", "action-"): value for name, value in buttons.items()}},
    )
    return now_stored(page)


def newest(page: AboutPage) -> AboutPage:
    found: AboutPage = now_stored(page).get_latest_revision_as_object()
    return found


def state(page: AboutPage, code: str) -> str:
    return str(now_stored(page).translation(code).state)


def test_a_button_publishes_its_language(desk: Desk, tree: SimpleNamespace) -> None:
    data = opened(desk, tree.north, title_en="New", title_fr="Nouveau")
    live = sent(desk, tree.north, data, action_publish="fr")
    assert (live.title_en, live.title_fr, live.pending) == ("North title (en)", "Nouveau", ["en"])
    live = sent(desk, tree.north, opened(desk, tree.north), action_publish="all")
    assert (live.title_en, live.pending) == ("New", [])


def test_a_translation_of_a_hidden_page_is_refused_with_a_reason(desk: Desk, tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Quiet", live=False)
    data = opened(desk, page, title_fr="Calme")
    response = desk.post("edit", [page.pk], {**data, "action-publish": "fr"}, status=200)
    assert "publish its English text first" in response.content.decode()
    assert not now_stored(page).live


def test_the_foot_of_the_editor_offers_each_language(desk: Desk, tree: SimpleNamespace) -> None:
    html = desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.north.pk])).content.decode()
    for value in ("all", "en", "es", "fr", "ar"):
        assert f'name="action-publish" value="{value}"' in html


def test_a_new_text_counts_as_matching(desk: Desk, tree: SimpleNamespace) -> None:
    data = opened(desk, tree.north, title_en="New", title_fr="Nouveau")
    sent(desk, tree.north, data, action_publish="all")
    assert [state(tree.north, code) for code in ("es", "fr", "ar")] == ["outdated", "current", "outdated"]


def test_a_typing_error_mended_in_an_outdated_translation_leaves_it_outdated(
    desk: Desk, tree: SimpleNamespace
) -> None:
    sent(desk, tree.north, opened(desk, tree.north, title_en="New"), action_publish="all")
    sent(desk, tree.north, opened(desk, tree.north, title_fr="North titre (fr)"), action_publish="fr")
    assert state(tree.north, "fr") == "outdated"
    changes = {"title_fr": "Nouveau", "declaration_fr": "matches"}
    sent(desk, tree.north, opened(desk, tree.north, **changes), action_publish="fr")
    assert state(tree.north, "fr") == "current"


def test_still_valid_needs_no_publication(desk: Desk, tree: SimpleNamespace) -> None:
    sent(desk, tree.north, opened(desk, tree.north, title_en="New"), action_publish="all")
    sent(desk, tree.north, opened(desk, tree.north), still_valid="x")
    assert state(tree.north, "ar") == "outdated"
    desk.post("edit", [tree.north.pk], {**opened(desk, tree.north), "still_valid": "ar"})
    assert [state(tree.north, code) for code in ("es", "ar")] == ["outdated", "current"]
    assert now_stored(tree.north).title_ar == "North title (ar)"


def test_still_valid_against_a_draft_waits_for_its_publication(desk: Desk, tree: SimpleNamespace) -> None:
    sent(desk, tree.north, opened(desk, tree.north, title_en="New"))
    desk.post("edit", [tree.north.pk], {**opened(desk, tree.north), "still_valid": "ar"})
    assert state(tree.north, "ar") == "current"
    sent(desk, tree.north, opened(desk, tree.north), action_publish="en")
    assert [state(tree.north, code) for code in ("es", "ar")] == ["outdated", "current"]


def test_the_tab_says_what_changed_in_english(desk: Desk, tree: SimpleNamespace) -> None:
    sent(desk, tree.north, opened(desk, tree.north, title_en="South title (en)"), action_publish="all")
    html = desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.north.pk])).content.decode()
    assert "<del>North</del><ins>South</ins> title (en)" in html
    assert html.count('name="still_valid"') == 3


def test_a_minor_edit_by_its_checkbox(desk: Desk, tree: SimpleNamespace) -> None:
    data = opened(desk, tree.north, title_en="North, title (en)", minor_edit=True)
    sent(desk, tree.north, data, action_publish="en")
    assert {state(tree.north, code) for code in ("es", "fr", "ar")} == {"current"}
    assert not newest(tree.north).minor_edit


def test_a_review_is_owed_until_somebody_confirms(desk: Desk, tree: SimpleNamespace) -> None:
    data = opened(desk, tree.north, title_fr="Nouveau", review_owed_fr=True)
    sent(desk, tree.north, data, action_publish="fr")
    found = now_stored(tree.north).translation("fr")
    assert (str(found.state), found.review_owed) == ("current", True)
    sent(desk, tree.north, opened(desk, tree.north, review_owed_fr=False))
    assert not now_stored(tree.north).translation("fr").review_owed


# ---- two people


def test_two_languages_at_once_are_both_kept_and_the_second_is_told(
    desk: Desk, other: Desk, tree: SimpleNamespace
) -> None:
    mine = opened(desk, tree.north, title_fr="Nouveau", body_fr=make.body("Corps", "fr"))
    theirs = opened(other, tree.north, title_ar="جديد", show_in_menus=True)
    sent(other, tree.north, theirs)
    desk.post("edit", [tree.north.pk], mine)
    draft = newest(tree.north)
    assert (draft.title_fr, draft.title_ar, draft.show_in_menus) == ("Nouveau", "جديد", True)
    assert "Corps body (fr)" in str(draft.body_fr)
    html = desk.client.get(reverse("wagtailadmin_pages:edit", args=[tree.north.pk])).content.decode()
    assert "Chen saved changes to it. Both were kept." in html


def test_one_text_at_once_asks_the_second_and_loses_neither(
    desk: Desk, other: Desk, tree: SimpleNamespace
) -> None:
    mine = opened(desk, tree.north, title_fr="Mien", title_es="Mío")
    sent(other, tree.north, opened(other, tree.north, title_fr="Sien", title_ar="لهم"))
    shown = desk.post("edit", [tree.north.pk], mine, status=200)
    html = shown.content.decode()
    assert "Chen changed this text while you had the page open:" in html
    assert "<ins>Sien</ins>" in html
    assert 'value="Mien"' in html
    assert newest(tree.north).title_fr == "Sien", "nothing is stored before the second has answered"
    again = form_data(shown.context["form"])
    again["loaded_revision_id"] = str(now_stored(tree.north).latest_revision_id)
    desk.post("edit", [tree.north.pk], again)
    draft = newest(tree.north)
    assert (draft.title_fr, draft.title_es, draft.title_ar) == ("Mien", "Mío", "لهم")
    assert Revision.objects.for_instance(tree.north).filter(content__title_fr="Sien").exists()


def test_a_background_save_that_was_overtaken_is_joined(
    desk: Desk, other: Desk, tree: SimpleNamespace
) -> None:
    mine = opened(desk, tree.north, title_fr="Nouveau")
    answer = desk.post("edit", [tree.north.pk], mine, status=200, **JSON).json()
    sent(other, tree.north, opened(other, tree.north, title_ar="جديد"))
    late = {**mine, "title_fr": "Plus nouveau", "overwrite_revision_id": str(answer["revision_id"])}
    desk.post("edit", [tree.north.pk], late)
    draft = newest(tree.north)
    assert (draft.title_fr, draft.title_ar) == ("Plus nouveau", "جديد")


def test_a_background_save_after_a_question_is_refused_in_words(
    desk: Desk, other: Desk, tree: SimpleNamespace
) -> None:
    """The form that asks shows my texts only: saved behind my back and once more, it would undo theirs."""
    mine = opened(desk, tree.north, title_fr="Mien")
    sent(other, tree.north, opened(other, tree.north, title_fr="Sien", title_ar="لهم"))
    asked = form_data(desk.post("edit", [tree.north.pk], mine, status=200).context["form"])
    asked["loaded_revision_id"] = str(now_stored(tree.north).latest_revision_id)
    asked["loaded_revision_created_at"] = now_stored(tree.north).latest_revision.created_at.isoformat()
    refused = desk.post("edit", [tree.north.pk], asked, status=400, **JSON).json()
    assert refused["error_code"] == "invalid_revision"
    assert "somebody else has changed it" in refused["error_message"]
    assert (newest(tree.north).title_fr, newest(tree.north).title_ar) == ("Sien", "لهم")
    desk.post("edit", [tree.north.pk], asked)
    assert (newest(tree.north).title_fr, newest(tree.north).title_ar) == ("Mien", "لهم")


@pytest.mark.parametrize("number", ["abc", "-1", "\u0663", "9" * 30, "1; drop"])
def test_a_version_that_is_no_number_is_a_wrong_request(
    desk: Desk, tree: SimpleNamespace, number: str
) -> None:
    mine = opened(desk, tree.north, title_fr="Nouveau")
    desk.post("edit", [tree.north.pk], mine | {"overwrite_revision_id": number}, status=400)
    assert newest(tree.north).title_fr != "Nouveau"


def test_a_button_continues_the_background_saves_of_its_own_page(desk: Desk, tree: SimpleNamespace) -> None:
    mine = opened(desk, tree.north, title_fr="Nouveau")
    answer = desk.post("edit", [tree.north.pk], mine, status=200, **JSON).json()
    mine |= {"started_from": str(answer["revision_id"]), "title_fr": "Plus nouveau"}
    live = sent(desk, tree.north, mine, action_publish="fr")
    assert live.title_fr == "Plus nouveau"


def test_the_second_publishes_only_its_language(desk: Desk, other: Desk, tree: SimpleNamespace) -> None:
    mine = opened(desk, tree.north, title_fr="Nouveau")
    sent(other, tree.north, opened(other, tree.north, title_en="New", title_ar="جديد"))
    live = sent(desk, tree.north, mine, action_publish="fr")
    assert (live.title_fr, live.title_en, live.title_ar) == (
        "Nouveau",
        "North title (en)",
        "North title (ar)",
    )
    assert live.pending == ["en", "ar"]


def test_links_to_many_records_that_the_other_made_are_kept(desk: Desk, tree: SimpleNamespace) -> None:
    country = people.country()
    page = make.page(CampaignPage, tree.home, "Campaign")
    page.save_revision().publish()
    mine = opened(desk, page, title_fr="Nouveau")
    theirs = now_stored(page).get_latest_revision_as_object()
    theirs.countries.set([country])
    theirs.save_revision()
    desk.post("edit", [page.pk], mine)
    joined = now_stored(page).get_latest_revision_as_object()
    assert (list(joined.countries.all()), joined.title_fr) == ([country], "Nouveau")


def test_the_same_list_changed_twice_is_said_not_hidden(desk: Desk, tree: SimpleNamespace) -> None:
    index = make.page(PressIndexPage, tree.home, "Press")
    release = make.page(PressReleasePage, index, "Release", date=dt.date(2026, 1, 12))
    release.save_revision().publish()

    def saved(base: Revision, name: str) -> Any:
        page = now_stored(release).get_latest_revision_as_object()
        data = {"started_from": str(base.pk)}
        found = joint_editing.meeting(data, page)
        page.contacts = [PressContact(name=name)]
        if found is not None:
            found.merge_rows(page)
        page.save_revision()
        return found

    opened_with = now_stored(release).latest_revision
    assert saved(opened_with, "First") is None
    met = saved(opened_with, "Second")
    assert "You both changed the same list" in met.notice()
    assert [contact.name for contact in newest(release).contacts.all()] == ["Second"]
    assert Revision.objects.for_instance(release).filter(content__contacts__0__name="First").exists()
