"""How the versions of a page keep its languages apart: what a version releases, what waits, who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from wagtail.models import AbstractPage, Revision

from cicc_site import languages
from cicc_site.multilingual import changes, parts
from cicc_site.multilingual.freshness import Freshness, Stamped, State, freshness, has_text
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

    columns_of_states: ClassVar[frozenset[str]] = frozenset({"stamps", "live", "pending", "alias_of"})

    # What the page it was made from was about to release is no wish about a copy.
    exclude_fields_in_copy: ClassVar[list[str]] = ["release"]

    class Meta:
        abstract = True

    # ---- states

    def translation(self, language: str) -> Freshness:
        """Return how a language of the stored page stands: like `freshness`, and "draft" where only a draft is.

        Called on a page as the database has it, also on one that a list read in part: a stamp stands for the texts
        that were left out. No query: what waits was written down with the last draft.
        """
        is_there = has_text(self, language)
        if not is_there and not self.is_whole:
            is_there = language in (self.stamps or {})
        found = freshness(self, language, is_there=is_there)
        is_waiting = language in (self.pending or [])
        if (found.state == State.MISSING and is_waiting) or (found.state != State.MISSING and not self.live):
            return Freshness(language, State.DRAFT, source_on=found.source_on)
        return found

    def translations(self) -> list[Freshness]:
        return [self.translation(code) for code in languages.codes()]

    @property
    def is_whole(self) -> bool:
        """Whether this object holds every text of its row: not read as its base type, no column left out."""
        return self.specific_class is type(self) and not self.get_deferred_fields()

    def refresh_stamps(self) -> None:
        if self.is_whole:
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
            if overwrite_revision is not None and not self._may_be_overwritten(overwrite_revision):
                # It stays in the history as it is, this one comes on top of it.
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
        reviews.close(self, chosen - set(self.pending), user)

    def get_lock(self) -> Any:
        """A schedule locks nothing: what is to go live lies in its version, the other languages are free."""
        # Not asked for: that would be a query for each page of a list.
        known = {name: value for name, value in self.__dict__.items() if name == "scheduled_revision"}
        self.__dict__["scheduled_revision"] = None
        try:
            return super().get_lock()
        finally:
            del self.__dict__["scheduled_revision"]
            self.__dict__.update(known)

    def _may_be_overwritten(self, revision: Revision) -> bool:
        """Background saves write over their own last version: not once others wrote, or somebody decided about it."""
        is_decided = (
            revision.approved_go_live_at is not None
            or type(self).objects.filter(pk=self.pk, live_revision=revision).exists()
            or reviews.LanguageReview.objects.approved().filter(revision=revision).exists()
        )
        return revision.pk == self._newest_version_pk() and not is_decided

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
        self.base_page_model.objects.filter(pk=self.pk).update(pending=self.pending)
        self.note_no_draft(draft, stored)
        changes.changed(self)

    def note_no_draft(self, draft: parts.Content, stored: Any) -> None:
        """A version in which everything is as the public has it is no draft: lists say "live", and that is all.

        draft: what the newest version holds; stored: the page as its row has it.
        """
        if self.pending or not stored.live or draft.get("minor_edit"):
            return
        public = stored.serializable_data()
        if all(draft.get(name) == public.get(name) for name in ("stamps", "go_live_at")):
            self.has_unpublished_changes = False
            self.base_page_model.objects.filter(pk=self.pk).update(has_unpublished_changes=False)
