"""How the versions of a page keep its languages apart: what a version releases, what waits, who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from wagtail.models import AbstractPage, Revision

from cicc_site import languages
from cicc_site.multilingual import parts
from cicc_site.multilingual.freshness import Freshness, Stamped, State, freshness
from cicc_site.multilingual.reader import as_editor
from pages import publishing
from pages.limits import keep_to_parts
from pages.models import reviews

if TYPE_CHECKING:

    class PageMethods(AbstractPage):
        pass
else:

    class PageMethods:
        pass


class VersionedLanguages(Stamped, PageMethods):
    """Publishing, drafts and states per language. Needs AbstractPage beside it."""

    # The languages this version is to release when it is published; none named: all.
    release = ArrayField(models.CharField(max_length=8), default=list, blank=True, editable=False)
    # Of the stored page only: the parts in which the newest draft says something else than the public text.
    pending = ArrayField(models.CharField(max_length=8), default=list, blank=True, editable=False)
    # The English of this version says nothing new: what was current stays so when it is published.
    minor_edit = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    # ---- states

    def translation(self, language: str) -> Freshness:
        """Return how a language of the stored page stands, for staff: as `freshness`, and "draft" where only that is.

        Called on a page as the database has it. No query: what waits was written down with the last draft.
        """
        found = freshness(self, language)
        is_waiting = language in (self.pending or [])
        if (found.state == State.MISSING and is_waiting) or (found.state != State.MISSING and not self.live):
            return Freshness(language, State.DRAFT, source_on=found.source_on)
        return found

    def translations(self) -> list[Freshness]:
        return [self.translation(code) for code in languages.codes()]

    def refresh_stamps(self) -> None:
        # The columns of a row read as its base type are not the whole text.
        if self.specific_class is type(self) and not self.get_deferred_fields():
            super().refresh_stamps()

    def declare_what_changed(self) -> None:
        """Nothing: a page has drafts, and its editors say which texts match (pages/declarations.py)."""

    # ---- versions

    def save_revision(
        self,
        user: Any = None,
        approved_go_live_at: Any = None,
        changed: bool = True,
        log_action: bool | str = False,
        previous_revision: Revision | None = None,
        clean: bool = True,
        overwrite_revision: Revision | None = None,
    ) -> Revision:
        """As Wagtail's, and notes which parts differ from the version before and from the public text."""
        with as_editor():
            if overwrite_revision is not None and overwrite_revision.pk != self._newest_version_pk():
                # Somebody else saved since: their version stays in the history, this one comes on top of it.
                overwrite_revision = None
            keep_to_parts(self, user)
            self.refresh_stamps()
            mine = self.serializable_data()
            before = self._newest_content()
            revision: Revision = super().save_revision(
                user=user,
                approved_go_live_at=approved_go_live_at,
                changed=changed,
                log_action=log_action,
                previous_revision=previous_revision,
                clean=clean,
                overwrite_revision=overwrite_revision,
            )
            self._note_pending(mine)
            if log_action:
                touched = parts.changed_parts(type(self), before, mine) if before else set(parts.all_parts())
                publishing.note_languages(revision, touched, "wagtail.edit", "wagtail.revert")
            return revision

    def keep_version(self, user: Any, *, live: bool = False) -> Revision:
        """Store this object as a version without cleaning or logging it; live: as the one that is public."""
        revision = Revision.objects.create(
            content_object=self,
            base_content_type=self.get_base_content_type(),
            user=user,
            content=self.serializable_data(),
            object_str=str(self),
        )
        self.latest_revision = revision
        self.latest_revision_created_at = revision.created_at
        written: dict[str, Any] = {
            "latest_revision": revision,
            "latest_revision_created_at": revision.created_at or timezone.now(),
        }
        if live:
            self.live_revision = written["live_revision"] = revision
        self.base_page_model.objects.filter(pk=self.pk).update(**written)
        return revision

    def with_content_json(self, content: parts.Content) -> Any:
        page = super().with_content_json(content)
        page.pending = self.pending
        # An old version names the public version of its day; Wagtail would take the page for one without any.
        page.live_revision_id = self.live_revision_id
        return page

    def publication(self, revision: Revision, user: Any) -> publishing.Publication:
        """Asked by Wagtail's publishing action (cicc_site.patches): what goes live."""
        return publishing.publication(self, revision, user)

    def released(self, chosen: set[str], user: Any) -> None:
        """Called when parts of the page have gone live: they need no approval any more."""
        reviews.close(self, chosen, user)

    def get_lock(self) -> Any:
        """A schedule locks nothing: what is to go live lies in its version, the other languages are free."""
        scheduled, self.__dict__["scheduled_revision"] = self.scheduled_revision, None
        try:
            return super().get_lock()
        finally:
            self.__dict__["scheduled_revision"] = scheduled

    def _newest_version_pk(self) -> int | None:
        newest: int | None = (
            self.revisions.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
        )
        return newest

    def _newest_content(self) -> parts.Content:
        newest = self.revisions.order_by("-created_at", "-pk").first()
        return dict(newest.content) if newest is not None else {}

    def _note_pending(self, draft: parts.Content) -> None:
        """Write down, for lists and boards, in which parts the newest draft differs from what the public reads."""
        stored = type(self).objects.get(pk=self.pk)
        if stored.live:
            waiting = parts.changed_parts(type(self), stored.serializable_data(), draft)
        else:
            waiting = publishing.parts_with_text(self)
        self.pending = publishing.ordered(waiting)
        # A version that says what the public reads already is no draft.
        self.has_unpublished_changes = bool(waiting) or not stored.live
        self.base_page_model.objects.filter(pk=self.pk).update(
            pending=self.pending, has_unpublished_changes=self.has_unpublished_changes
        )
