"""How a page gets from its author to the public: one step of moderation, set up once, changed in the admin later."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask

from pages.models import HomePage, PressIndexPage, SitePage
from pages.models.reviews import LanguageReviewTask
from pages.roles import PRESS_OFFICER, PUBLISHER

REVIEW = "Review before publication"
PRESS_REVIEW = "Review of press releases"
WAGTAILS_OWN = "Moderators approval"  # made by Wagtail's migrations, for a group we do not have

# Workflow, section it is for, groups that approve.
REVIEWS: tuple[tuple[str, type[SitePage], tuple[str, ...]], ...] = (
    (REVIEW, HomePage, (PUBLISHER,)),
    (PRESS_REVIEW, PressIndexPage, (PUBLISHER, PRESS_OFFICER)),
)


def review_task(name: str, approvers: Sequence[Group]) -> Task:
    """Return a new task in which anybody of these groups approves language by language, or sends back."""
    task: Task = LanguageReviewTask.objects.create(name=name)
    task.groups.set(approvers)
    return task


@transaction.atomic
def ensure_moderation() -> list[str]:
    """Set up the workflows that are missing; one that exists is left as the administrators have it.

    Needs the groups (pages/roles.py). Returns what happened.
    """
    said = []
    for name, section, groups in REVIEWS:
        page = section.objects.order_by("path").first()
        if page is None or Workflow.objects.filter(name=name).exists():
            continue
        workflow = Workflow.objects.create(name=name)
        task = review_task(name, list(Group.objects.filter(name__in=groups)))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})
        said.append(f"{name}: set up")
    if said:
        _remove_wagtails_own()
    return said


def _remove_wagtails_own() -> None:
    """Take away the workflow Wagtail begins with, if it was never used."""
    for workflow in Workflow.objects.filter(name=WAGTAILS_OWN, workflow_states=None):
        for task in list(workflow.tasks):
            if not task.task_states.exists():
                task.delete()
        workflow.delete()
