"""Moderation is per language: each is approved by itself, or several are held until each is approved."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import PageLogEntry, Workflow, WorkflowPage, WorkflowTask

from pages.models import AboutPage, LanguageReview, LanguageReviewTask, reviews
from tests.editing import Desk, form_data, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    """Amal, with a workflow by language on the whole site."""
    task = LanguageReviewTask.objects.create(name="Approval")
    task.groups.add(Group.objects.create(name="Approvers"))
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=tree.home.sitepage_ptr, workflow=workflow)
    return Desk("en", tree.amal)


def press(desk: Desk, page: AboutPage, buttons: dict[str, str], **changes: Any) -> AboutPage:
    data = form_data(desk.form(now_stored(page)), **changes)
    desk.post("edit", [page.pk], {**data, **buttons})
    return now_stored(page)


def decide(desk: Desk, page: AboutPage, action: str, status: int = 302) -> AboutPage:
    state = now_stored(page).current_workflow_task_state
    desk.post("workflow_action", [page.pk, action, state.pk], {"comment": "Seen."}, status=status)
    return now_stored(page)


def waiting(page: AboutPage) -> list[str]:
    found = LanguageReview.objects.of_page(now_stored(page)).waiting()
    return sorted(found.values_list("language", flat=True))


def titles(page: AboutPage) -> tuple[str, str, str]:
    stored = now_stored(page)
    return stored.title_en, stored.title_fr, stored.title_ar


NEW = {"title_en": "New", "title_fr": "Nouveau", "title_ar": "جديد"}
OLD = ("North title (en)", "North title (fr)", "North title (ar)")


def test_one_language_is_submitted_approved_and_published(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    assert (titles(page), waiting(page)) == (OLD, ["fr"])
    page = decide(desk, page, "approve")
    assert titles(page) == (OLD[0], "Nouveau", OLD[2])
    assert (page.pending, page.current_workflow_state) == (["en", "ar"], None)


def test_languages_submitted_together_are_held_until_each_is_approved(
    desk: Desk, tree: SimpleNamespace
) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = decide(desk, page, "approve_fr")
    assert (titles(page), waiting(page)) == (OLD, ["en"])
    page = decide(desk, page, "approve")
    assert titles(page) == ("New", "Nouveau", OLD[2])
    assert page.current_workflow_state is None


def test_what_was_approved_is_what_goes_live(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = decide(desk, page, "approve_fr")
    page = press(desk, page, {}, title_fr="Écrit après")
    page = decide(desk, page, "approve")
    assert titles(page) == ("New", "Nouveau", OLD[2])
    assert page.get_latest_revision_as_object().title_fr == "Écrit après"
    assert "fr" in page.pending


def test_a_language_joins_a_review_and_does_not_wait_for_the_others(
    desk: Desk, tree: SimpleNamespace
) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = press(desk, page, {"add-to-review": "ar"})
    assert waiting(page) == ["ar", "en", "fr"]
    page = decide(desk, page, "approve_ar")
    assert titles(page) == (OLD[0], OLD[1], "جديد")
    assert waiting(page) == ["en", "fr"]
    assert titles(decide(desk, page, "approve")) == ("New", "Nouveau", "جديد")


def test_publishing_one_language_directly_takes_it_out_of_the_review(
    desk: Desk, tree: SimpleNamespace
) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    page = press(desk, page, {"action-publish": "fr"})
    assert (titles(page)[1], waiting(page)) == ("Nouveau", ["en"])
    page = press(desk, page, {"action-publish": "en"})
    assert page.current_workflow_state is None


def test_a_page_under_review_stays_open_to_its_editors(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    assert page.get_lock() is None or not page.get_lock().for_user(tree.amal)
    html = desk.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="add-to-review" value="ar"' in html
    assert "Approve: Français" in html


def test_a_request_for_changes_keeps_the_languages_asked_for(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    page = decide(desk, page, "reject")
    assert titles(page) == OLD
    page = press(desk, page, {"action-submit": "fr"}, title_fr="Meilleur")
    assert waiting(page) == ["fr"]
    assert titles(decide(desk, page, "approve"))[1] == "Meilleur"


def test_a_new_page_goes_live_in_the_languages_submitted(desk: Desk, tree: SimpleNamespace) -> None:
    page = make.about(tree.north, "Quiet", live=False)
    page = press(desk, page, {"action-submit": "en ar"})
    page = decide(desk, page, "approve")
    assert page.live
    assert (page.title_ar, page.title_fr) == ("Quiet title (ar)", None)


def test_nothing_can_be_approved_twice_or_unasked(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "fr"}, **NEW)
    state = page.current_workflow_task_state
    with pytest.raises(PermissionDenied):
        reviews.approve(state, tree.amal, ["ar"])
    decide(desk, page, "approve")
    state.refresh_from_db()
    with pytest.raises(PermissionDenied):
        reviews.approve(state, tree.amal, None)


def test_the_log_names_the_approved_language(desk: Desk, tree: SimpleNamespace) -> None:
    page = press(desk, tree.north, {"action-submit": "en fr"}, **NEW)
    decide(desk, page, "approve_fr")
    entry = PageLogEntry.objects.get(page=page.pk, action="pages.approve_languages")
    assert (entry.user, entry.data["languages"]) == (tree.amal, ["fr"])
