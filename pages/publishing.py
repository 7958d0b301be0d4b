"""What goes live when a page is published: the chosen languages and nothing else.

Every way Wagtail has of publishing (editor, bulk action, moderation, schedule, command) ends in one action, which
`cicc_site.patches` makes ask here first. The live text in a language is the one somebody published in that
language; whatever else the drafts hold stays in the newest draft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision

from cicc_site import languages
from cicc_site.multilingual import changes
from cicc_site.multilingual import parts as split
from cicc_site.multilingual.freshness import SOURCE, Stamp, digest, has_text, speaks_of
from cicc_site.multilingual.parts import Content
from cicc_site.multilingual.reader import as_editor

if TYPE_CHECKING:
    from pages.models.base import SitePage


class NotPublicYet(PermissionDenied):
    """A translation was to be published on a page whose English nobody has published."""


@dataclass
class Publication:
    """One act of publishing, as Wagtail's action carries it out.

    page: what the live row becomes; revision: the version that holds exactly this; parts: what was chosen.
    """

    page: SitePage
    revision: Revision
    parts: set[str]
    draft: Content
    schedules: dict[int, tuple[dt.datetime, list[str]]] = field(default_factory=dict)
    user: Any = None
    is_schedule: bool = False

    def finish(self) -> None:
        """After the live row is written: the rest of the drafts is the newest draft again, other schedules stand."""
        with as_editor():
            model = type(self.page)
            public = model.objects.get(pk=self.page.pk)
            remaining = split.changed_parts(model, public.serializable_data(), self.draft)
            if remaining and public.live and self.revision.pk == public.live_revision_id == _newest(public):
                self._renew_draft()
            written = {"pending": ordered(remaining), "has_unpublished_changes": bool(remaining)}
            if not public.live:
                waiting = parts_with_text(self.page.with_content_json(self.draft))
                written = {"pending": ordered(waiting), "has_unpublished_changes": True}
            model.base_page_model.objects.filter(pk=public.pk).update(**written)
            for name, value in written.items():
                setattr(self.page, name, value)
            changes.changed(self.page)
        self.restore_schedules()
        note_languages(self.revision, self.parts, "wagtail.publish")
        if not self.is_schedule:
            self.page.released(self.parts, self.user)

    def _renew_draft(self) -> None:
        """Store what is left as a version of its own, newer than the published one."""
        draft = self.page.with_content_json({**self.draft, "release": [], "minor_edit": False})
        former = self.page.revisions.exclude(pk=self.revision.pk).order_by("-created_at", "-pk").first()
        draft.latest_revision = self.revision
        draft.keep_version(former.user if former else self.user)

    def restore_schedules(self) -> None:
        """Wagtail knows one schedule per page; those of languages that were not touched now go on."""
        for pk, (moment, left) in self.schedules.items():
            revision = Revision.objects.get(pk=pk)
            content = {**revision.content, "release": left}
            Revision.objects.filter(pk=pk).update(approved_go_live_at=moment, content=content)


def publication(page: SitePage, revision: Revision, user: Any) -> Publication:
    """Return what publishing `revision` of `page` means. Locks the page's row until the transaction ends.

    page: the revision as an object. Raises NotPublicYet for a translation of a page that is not public in English.
    """
    model = type(page)
    with as_editor():
        model.base_page_model.objects.select_for_update().filter(pk=page.pk).first()
        stored = model.objects.get(pk=page.pk)
        chosen = chosen_parts(page)
        if page.go_live_at and page.go_live_at > timezone.now():
            return _scheduled(page, revision, stored, chosen, user)
        wanted = page.serializable_data()
        if stored.live:
            content = split.overlay(model, stored.serializable_data(), wanted, chosen)
        elif SOURCE not in chosen:
            raise NotPublicYet(_("Publish the English text first, or together with this language."))
        else:
            content = split.emptied(model, wanted, set(languages.codes()) - chosen)
        content["go_live_at"] = wanted.get("go_live_at")
        newest = _newest_draft(page, stored)
        draft = _without_what_nobody_edited(model, newest.serializable_data(), stored, content, chosen)
        live = _as_live(stored, content, stamps_when_published(stored, page, content, chosen, draft))
        if page.minor_edit and SOURCE in chosen:
            former = (stored.stamps or {}).get(SOURCE, {}).get("digest")
            draft = {**draft, "stamps": _kept_current(draft.get("stamps") or {}, former, digest(live))}
        if split.changed_parts(model, content, wanted):
            revision = Revision.objects.create(
                content_object=live,
                base_content_type=live.get_base_content_type(),
                user=user or revision.user,
                content=live.serializable_data(),
                object_str=str(live),
            )
        else:
            revision.content = live.serializable_data()
            revision.save(update_fields=["content"])
        if revision.pk == _newest(live):
            live.latest_revision = revision
            live.latest_revision_created_at = revision.created_at
        live.draft_title = newest.title_en
        return Publication(live, revision, chosen, draft, schedules_beside(page, revision, chosen), user)


def chosen_parts(page: SitePage) -> set[str]:
    """Return the parts a version is to release: the languages it names, all when it names none."""
    named = set(page.release or languages.codes()) & set(languages.codes())
    return named | ({split.FACTS} if SOURCE in named else set())


def parts_with_text(page: SitePage) -> set[str]:
    return {split.FACTS, *(code for code in languages.codes() if has_text(page, code))}


def ordered(chosen: Collection[str]) -> list[str]:
    """Return parts in the order of the site."""
    return [part for part in split.all_parts() if part in chosen]


def stamps_when_published(
    stored: SitePage, page: SitePage, content: Content, chosen: set[str], draft: Content
) -> dict[str, Stamp]:
    """Return the stamps of the live text: its English is as old as its publication, unless the edit was minor.

    A text that has no newer draft has what was last declared of it there: "still valid" needs no publication.
    """
    stamps: dict[str, Stamp] = dict(content.get("stamps") or {})
    before: dict[str, Stamp] = dict(stored.stamps or {}) if stored.live else {}
    former = before.get(SOURCE, {})
    present = former.get("digest")
    if SOURCE in chosen:
        present = (page.stamps or {}).get(SOURCE, {}).get("digest") or digest(page)
    waiting = split.changed_parts(type(page), content, draft)
    declared: dict[str, Stamp] = draft.get("stamps") or {}
    for code in set(languages.translation_codes()) - chosen - waiting:
        if code in stamps and speaks_of(declared, code, present):
            stamps[code] = declared[code]
    now = timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds")
    renewed = split.changed_parts(type(page), stored.serializable_data(), content) & set(stamps)
    for code in renewed - {SOURCE}:
        stamps[code] = {**stamps[code], "on": now}  # new words are as old as their publication
    if SOURCE not in chosen or former.get("digest") == present:
        stamps[SOURCE] = former
        return stamps
    stamps[SOURCE] = {"digest": present or "", "on": now}
    if page.minor_edit:
        stamps = _kept_current(stamps, former.get("digest"), present or "")
        stamps[SOURCE] = {"digest": present or "", "on": former.get("on") or now}
    return stamps


def schedules_beside(
    page: SitePage, revision: Revision, chosen: set[str]
) -> dict[int, tuple[dt.datetime, list[str]]]:
    """Return {version: (moment, languages it still has to release)} of the schedules that this act leaves alone."""
    kept = {}
    for other in page.revisions.filter(approved_go_live_at__isnull=False).exclude(pk=revision.pk):
        # A version keeps the list as text.
        named = page._meta.get_field("release").to_python(other.content.get("release"))
        left = [code for code in named or languages.codes() if code not in chosen]
        if left:
            kept[other.pk] = (other.approved_go_live_at, left)
    return kept


def note_languages(revision: Revision, chosen: Collection[str], *acts: str) -> None:
    """Write into the newest log entry about a version which languages the act concerned (pages/audit.py shows it).

    acts: how the name of that entry's action may begin; an act that was not logged notes nothing.
    """
    entry = PageLogEntry.objects.filter(revision=revision).order_by("-timestamp", "-pk").first()
    if entry is not None and entry.action.startswith(acts):
        entry.data = {**(entry.data or {}), "languages": ordered(chosen)}
        entry.save(update_fields=["data"])


def _scheduled(
    page: SitePage, revision: Revision, stored: SitePage, chosen: set[str], user: Any
) -> Publication:
    """A moment in the future: the live row stays as it is until then."""
    if not stored.live and SOURCE not in chosen:
        raise NotPublicYet(_("Publish the English text first, or together with this language."))
    if stored.live and not stored.live_revision_id:
        # Wagtail takes a page without a live version offline until the moment comes.
        stored.keep_version(None, live=True)
    page.live_revision_id = stored.live_revision_id
    draft = _newest_draft(page, stored).serializable_data()
    beside = schedules_beside(page, revision, chosen)
    return Publication(page, revision, chosen, draft, beside, user, is_schedule=True)


def _newest_draft(page: SitePage, stored: SitePage) -> SitePage:
    newest: SitePage = stored.get_latest_revision_as_object() if stored.latest_revision_id else page
    return newest


def _without_what_nobody_edited(
    model: type[SitePage], draft: Content, stored: SitePage, content: Content, chosen: set[str]
) -> Content:
    """Return the newest draft, following the publication wherever it only repeats the former public text.

    Otherwise an older version that is published again would leave the former text behind as somebody's pending work.
    """
    if not stored.live:
        return draft
    waiting = split.changed_parts(model, stored.serializable_data(), draft)
    return split.overlay(model, draft, content, chosen - waiting)


def _as_live(stored: SitePage, content: Content, stamps: dict[str, Stamp]) -> SitePage:
    clean = {**content, "stamps": stamps, "release": [], "minor_edit": False, "pending": []}
    live: SitePage = stored.with_content_json(clean)
    return live


def _kept_current(stamps: dict[str, Stamp], former: str | None, present: str) -> dict[str, Stamp]:
    return {
        code: {**stamp, "digest": present} if former and stamp.get("digest") == former else stamp
        for code, stamp in stamps.items()
    }


def _newest(page: SitePage) -> int | None:
    newest: int | None = page.revisions.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
    return newest
