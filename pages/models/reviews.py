"""A review by language: which languages of a page wait for approval, who approved which, what goes live together.

Wagtail's workflow says that a page is under review and who may decide; which languages, in which versions, and
what waits for what is kept in `LanguageReview`. The verbs stand below the tables: begin, add, approve, close.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState, WorkflowState

from cicc_site import languages
from cicc_site.multilingual.freshness import SOURCE


class LanguageReviewQuerySet(models.QuerySet["LanguageReview"]):
    def of_page(self, page: Any) -> Self:
        """Those of the review that is going on now; none when there is none."""
        state = page.current_workflow_state
        return self.filter(page_id=page.pk, workflow_state=state) if state is not None else self.none()

    def waiting(self) -> Self:
        """Not approved, or in a version that was cleared away since: what is newer nobody has seen."""
        return self.filter(revision=None, closed_at=None)

    def approved(self) -> Self:
        """Approved, and not public yet: held for the rest of the batch or for another task."""
        return self.filter(revision__isnull=False, closed_at=None)


class LanguageReview(models.Model):
    """One language of a page in a review. Languages of one batch go live together, once each of them is approved."""

    page = models.ForeignKey("pages.SitePage", on_delete=models.CASCADE, related_name="language_reviews")
    workflow_state = models.ForeignKey(WorkflowState, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    batch = models.UUIDField(default=uuid.uuid4)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    # The version that was approved: what is written after it has not been seen.
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = LanguageReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workflow_state", "language"],
                condition=models.Q(closed_at=None),
                name="one_open_review_per_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.language}"

    @classmethod
    def publish_complete(cls, state: WorkflowState, user: Any) -> None:
        """Publish the batches of which every language is approved (pages/review_end.py)."""
        publish_complete(state, user)


class LanguageReviewTask(AbstractGroupApprovalTask):
    """Members of the chosen groups approve language by language; the page stays open to its editors meanwhile."""

    class Meta:
        verbose_name = _("review by language")
        verbose_name_plural = _("reviews by language")

    @classmethod
    def get_description(cls) -> Any:
        return _(
            "Members of the chosen groups approve each language by itself, or all that were submitted together."
        )

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        started: TaskState = super().start(workflow_state, user=user)
        begin(workflow_state, user)
        return started

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not super().get_actions(obj, user):
            return []
        waiting = list(LanguageReview.objects.of_page(obj).waiting().values_list("language", flat=True))
        single = [
            (
                f"approve_{language.code}",
                gettext("Approve: %(language)s") % {"language": language.name},
                False,
            )
            for language in languages.LANGUAGES
            if language.code in waiting and len(waiting) > 1
        ]
        names = ", ".join(languages.by_code(code).name for code in languages.codes() if code in waiting)
        return [
            ("approve", gettext("Approve: %(language)s") % {"language": names}, False),
            *single,
            ("approve", gettext("Approve with comment"), True),
            ("reject", gettext("Request changes"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve":
            return approve(task_state, user, None, kwargs.get("comment", ""))
        if action_name.startswith("approve_"):
            return approve(
                task_state, user, [action_name.removeprefix("approve_")], kwargs.get("comment", "")
            )
        return super().on_action(task_state, user, action_name, **kwargs)


# --- Verbs --------------------------------------------------------------------------------------------------


def begin(workflow_state: WorkflowState, user: Any) -> None:
    """Take up the languages the submitted version names; without any name those that have something new."""
    page = workflow_state.content_object.specific
    newest = page.get_latest_revision_as_object()
    named = list(newest.release or []) or [code for code in page.pending or [] if code in languages.codes()]
    if not page.live and SOURCE not in named:
        named = [SOURCE, *named]
    batch = uuid.uuid4()
    for code in named or [SOURCE]:
        _open(page, workflow_state, code, user, batch)


def add(page: Any, code: str, user: Any) -> bool:
    """Put one more language into the review that is going on, on its own; False when there is none."""
    state = page.current_workflow_state
    if state is None or code not in languages.codes():
        return False
    _open(page, state, code, user, uuid.uuid4())
    return True


@transaction.atomic
def approve(task_state: TaskState, user: Any, codes: Collection[str] | None, comment: str = "") -> None:
    """Approve languages as the newest version has them (None: all that wait), and publish each complete batch.

    Raises PermissionDenied when the review has ended or none of the languages waits for approval.
    """
    state = task_state.workflow_state
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise PermissionDenied
    page = state.content_object.specific
    page.base_page_model.objects.select_for_update().filter(pk=page.pk).first()
    waiting = LanguageReview.objects.filter(workflow_state=state).waiting()
    chosen = list(waiting if codes is None else waiting.filter(language__in=codes))
    if not chosen:
        raise PermissionDenied
    named = [review.language for review in chosen]
    waiting.filter(pk__in=[review.pk for review in chosen]).update(
        approved_by=user, approved_at=timezone.now(), revision=page.latest_revision
    )
    log(
        instance=page,
        action="pages.approve_languages",
        user=user,
        revision=page.latest_revision,
        data={"languages": [code for code in languages.codes() if code in named], "comment": comment},
    )
    if not _is_last(task_state):
        if not LanguageReview.objects.filter(workflow_state=state).waiting().exists():
            task_state.approve(user=user, comment=comment)
        return
    publish_complete(state, user)
    if not LanguageReview.objects.filter(workflow_state=state, closed_at=None).exists():
        state.refresh_from_db()
        task_state = TaskState.objects.get(pk=task_state.pk).specific
        if state.status == WorkflowState.STATUS_IN_PROGRESS:
            task_state.approve(user=user, comment=comment)


def publish_complete(state: WorkflowState, user: Any) -> None:
    """Publish the batches of which every language is approved, each language in the version that was approved."""
    for batch in _complete_batches(state):
        # Closed first: what is published below is not somebody else's doing (see `close`).
        LanguageReview.objects.filter(pk__in=[review.pk for review in batch]).update(closed_at=timezone.now())
        by_version: dict[int | None, list[str]] = {}
        for review in batch:
            by_version.setdefault(review.revision_id, []).append(review.language)
        # A page that is not public yet needs its English first.
        for pk in sorted(by_version, key=lambda version: SOURCE not in by_version[version]):
            publish(Revision.objects.get(pk=pk), by_version[pk], user)


def publish(revision: Revision, codes: Collection[str], user: Any) -> None:
    """Publish languages of a version."""
    named = revision.content.get("release", [])
    revision.content = {**revision.content, "release": [code for code in languages.codes() if code in codes]}
    revision.save(update_fields=["content"])
    revision.publish(user=user, skip_permission_checks=True)
    stored = Revision.objects.get(pk=revision.pk)
    if stored.approved_go_live_at is None:
        # What it was to release has been released; published by hand later, it is the whole of what it holds.
        Revision.objects.filter(pk=revision.pk).update(content={**stored.content, "release": named})


def close(page: Any, codes: Collection[str], user: Any) -> None:
    """Languages that went live some other way need no approval any more; a review without any left is over.

    codes: those of which nothing newer waits. One that was approved and held is closed as well: else the older text
    would take the place of the one that was published since.
    """
    state = page.current_workflow_state
    if state is None:
        return
    open_reviews = LanguageReview.objects.filter(workflow_state=state, closed_at=None)
    if not open_reviews.exists():
        return
    open_reviews.filter(language__in=codes).update(closed_at=timezone.now())
    if not open_reviews.exists() and state.status in (
        WorkflowState.STATUS_IN_PROGRESS,
        WorkflowState.STATUS_NEEDS_CHANGES,
    ):
        state.cancel(user=user)


def _open(page: Any, state: WorkflowState, code: str, user: Any, batch: uuid.UUID) -> None:
    """Ask for approval; a language that was approved but not published is asked for again with its new text."""
    LanguageReview.objects.update_or_create(
        page_id=page.pk,
        workflow_state=state,
        language=code,
        closed_at=None,
        defaults={
            "batch": batch,
            "requested_by": user,
            "approved_by": None,
            "approved_at": None,
            "revision": None,
        },
    )


def _complete_batches(state: WorkflowState) -> list[list[LanguageReview]]:
    batches: dict[uuid.UUID, list[LanguageReview]] = {}
    for review in LanguageReview.objects.filter(workflow_state=state, closed_at=None):
        batches.setdefault(review.batch, []).append(review)
    return [batch for batch in batches.values() if all(review.revision_id for review in batch)]


def _is_last(task_state: TaskState) -> bool:
    state = task_state.workflow_state
    later = state.workflow.tasks.exclude(pk=task_state.task_id).filter(active=True)
    return not later.exclude(task_states__in=state.successful_task_states).exists()
