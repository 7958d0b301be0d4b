"""Where a review meets something else: work that goes on, a direct publication, a page that moves or goes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from pages.models import AboutPage, LanguageReview
from tests.editing import Desk, form_data, now_stored
from tests.pages.test_reviews import NEW, OLD, decide, desk, press, titles, waiting

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def opened(desk: Desk, page: AboutPage, **changes: str) -> dict[str, str]:
    """Return what a browser would send, with the version it shows."""
    shown = now_stored(page)
    return {**form_data(desk.form(shown), **changes), "loaded_revision_id": str(shown.latest_revision_id)}


def somebody_writes(page: AboutPage, **changes: str) -> None:
    shown = now_stored(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(shown, name, value)
    shown.save_revision()


def send(desk: Desk, page: AboutPage, data: dict[str, str]) -> str:
    """Send the form; return what is said to it, "" when it was taken."""
    response = desk.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    return "" if response.status_code == 302 else str(response.context["form"].non_field_errors())


APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


@pytest.mark.parametrize("button", [APPROVE, {"action-publish": "all"}, {"action-publish": "fr"}])
def test_nobody_releases_what_came_in_while_they_were_reading(
    desk: Desk, tree: SimpleNamespace, button: dict[str, str]
) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    data = {**opened(desk, page), **button}
    somebody_writes(page, title_fr="Unread")
    assert "saved changes to this page while you had it open" in send(desk, page, data)
    assert titles(page) == OLD
    again = {
        **data,
        "started_from": data["loaded_revision_id"],
        "seen_version": str(now_stored(page).latest_revision_id),
    }
    assert send(desk, page, again) == ""
    assert titles(page)[1] == "Unread"


def test_what_came_in_elsewhere_does_not_hold_up_a_language(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {}, **NEW)
    data = {**opened(desk, page), "action-publish": "fr"}
    somebody_writes(page, title_ar="أحدث")
    assert send(desk, page, data) == ""
    assert titles(page) == (OLD[0], "Nouveau", OLD[2])
    assert now_stored(page).get_latest_revision_as_object().title_ar == "أحدث"


def test_a_background_save_does_not_reach_what_was_approved(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    approved = page.latest_revision
    page = decide(desk, page, "approve_fr")
    typing = page.get_latest_revision_as_object()
    typing.title_fr = "Half a sen"
    typing.save_revision(user=tree.amal, overwrite_revision=approved)
    assert titles(decide(desk, page, "approve"))[1] == "Nouveau"


def test_a_held_text_does_not_take_the_place_of_a_newer_one(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = decide(desk, page, "approve_fr")
    page = press(desk, page, {"action-publish": "fr"}, title_fr="Plus nouveau")
    page = decide(desk, page, "approve")
    assert titles(page)[:2] == ("New", "Plus nouveau")
    assert page.current_workflow_state is None


def test_a_schedule_leaves_the_review_of_a_newer_text_open(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {}, **NEW)
    older = page.latest_revision
    page = press(desk, page, {"action-submit": "fr"}, title_fr="Plus nouveau")
    older.content = {**older.content, "release": ["fr"]}
    older.save()
    older.publish()
    assert (titles(page)[1], waiting(page)) == ("Nouveau", ["fr"])
    assert titles(decide(desk, page, "approve"))[1] == "Plus nouveau"


def test_an_approved_version_that_was_cleared_away_is_asked_for_again(
    desk: Desk, tree: SimpleNamespace
) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = decide(desk, page, "approve_fr")
    page = press(desk, page, {}, title_fr="Unseen")
    LanguageReview.objects.filter(language="fr").update(revision=None)  # as the database does
    assert waiting(page) == ["en", "fr"]
    assert titles(decide(desk, page, "approve_en")) == OLD


def test_a_page_taken_offline_is_submitted_and_approved_whole(desk: Desk, tree: SimpleNamespace) -> None:
    desk.unpublish(tree.north)
    page = press(desk, tree.north, {"action-submit": "all"})
    assert waiting(page) == ["ar", "en", "es", "fr"]
    assert titles(decide(desk, page, "approve")) == OLD


def test_a_translation_of_a_page_taken_offline_stays_under_review(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    desk.unpublish(page)
    page = decide(desk, page, "approve")
    assert (page.live, waiting(page)) == (False, ["fr"])


def test_a_review_moves_and_goes_with_its_page(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = decide(desk, page, "approve_fr")
    assert waiting(desk.move(page, tree.south)) == ["en"]
    desk.delete(page)
    assert not LanguageReview.objects.exists()
