"""Two people at one page: what the second saves is joined with what the first saved meanwhile, nothing is lost.

A form shows the version it was opened with. When it comes back and a newer version exists, every text and fact that
only one of the two changed is kept from that one. Where both changed the same, the second is asked before anything
of the first leaves the page; it stays in the history in any case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from cicc_site.multilingual import diff, parts
from cicc_site.multilingual.freshness import stored_lines
from members.models import User

if TYPE_CHECKING:
    from pages.models.base import SitePage

# Hidden fields of the form: the version the editor started from, and the newest one that they were told about.
STARTED_FROM, SEEN = "started_from", "seen_version"
# A hidden field of Wagtail's: the version of a background save, which the next one replaces.
OVERWRITES = "overwrite_revision_id"
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass
class Meeting:
    """Somebody else's version that came in while a form was open.

    base: what the form was opened with; theirs: the newest version; page: that version as an object.
    """

    base_pk: int
    base: parts.Content
    theirs: parts.Content
    page: SitePage
    revision: Revision
    seen: bool
    lists_differ: bool = (
        False  # both changed the same list: the second's stands, the first's is in the history
    )

    @property
    def author(self) -> str:
        user: User | None = self.revision.user
        return str(user) if user else _("somebody")

    def merge_columns(self, mine: SitePage) -> set[str]:
        """Put into `mine` what only they changed; return the columns both changed differently."""
        model = type(mine)
        rows = relations(model)
        ours = {name: value for name, value in mine.serializable_data().items() if name not in rows}
        base = {name: value for name, value in self.base.items() if name not in rows}
        theirs = {name: value for name, value in self.theirs.items() if name not in rows}
        my_changes = parts.changed_columns(model, base, ours)
        for column in parts.changed_columns(model, base, theirs) - my_changes:
            setattr(mine, _attribute(model, column), getattr(self.page, _attribute(model, column)))
        merged, disputed = parts.merge(model, base, ours, theirs)
        mine.stamps = merged.get("stamps") or {}
        return disputed

    def merge_rows(self, mine: SitePage) -> None:
        """Keep rows and links to many records that only they changed. After the form, which sets both as it saves."""
        ours = mine.serializable_data()
        for name in relations(type(mine)):
            base, theirs = self.base.get(name), self.theirs.get(name)
            if parts.same(base, ours.get(name)) and not parts.same(base, theirs):
                setattr(mine, name, list(getattr(self.page, name).all()))
            elif not parts.same(base, theirs) and not parts.same(ours.get(name), theirs):
                self.lists_differ = True

    def changed_parts(self) -> set[str]:
        """Return what they changed: parts of the page, see cicc_site.multilingual.parts."""
        return parts.changed_parts(type(self.page), self.base, self.theirs)

    def warning(self) -> str:
        """Return what somebody is told who is about to release texts they have not seen."""
        return _(
            "%(name)s saved changes to this page while you had it open. Look at them in its history first. If they "
            "are right, press the button again: they are published together with yours."
        ) % {"name": self.author}

    def question(self, column: str) -> SafeString:
        """Return what the second is asked about a text that both changed."""
        changes = diff.words(_readable(self.base.get(column)), _readable(self.theirs.get(column)))
        return format_html(
            '{} <span class="their-text">{}</span> {}',
            _("%(name)s changed this text while you had the page open:") % {"name": self.author},
            changes,
            _(
                "Take over what you need, then save again: your text replaces it, theirs stays in the history."
            ),
        )

    def notice(self) -> str:
        if self.lists_differ:
            return _(
                "While you had this page open, %(name)s saved changes to it. You both changed the same list: yours "
                "stands, the other one is in the history. Everything else of both was kept."
            ) % {"name": self.author}
        return _("While you had this page open, %(name)s saved changes to it. Both were kept.") % {
            "name": self.author
        }


def relations(model: type[SitePage]) -> set[str]:
    """Return what is no column: child rows, and links to many records."""
    rows = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return rows | {field.name for field in model._meta.many_to_many}


def meeting(data: Any, page: SitePage) -> Meeting | None:
    """Return who else saved since the form was opened; None when nobody did.

    data: what the browser sent; page: the newest version, before the form touches it.
    """
    newest = page.latest_revision
    # A background save of this very form comes first: it already holds what was merged before.
    started = next(
        (data[name] for name in (OVERWRITES, STARTED_FROM, "loaded_revision_id") if data.get(name)),
        "",
    )
    if newest is None or not NUMBER.fullmatch(str(started)) or int(started) == newest.pk:
        return None
    base = page.revisions.filter(pk=int(started)).first()
    if base is None:
        return None
    with_rows = page.with_content_json(newest.content)
    return Meeting(
        base_pk=base.pk,
        base=dict(page.with_content_json(base.content).serializable_data()),
        theirs=dict(with_rows.serializable_data()),
        page=with_rows,
        revision=newest,
        seen=data.get(SEEN) == str(newest.pk),
    )


def refuse_nonsense(request: HttpRequest, page: SitePage) -> None:
    """A `before_edit_page` hook: what no form sends is a wrong request. Wagtail asks its database for it, and fails.

    Raises BadRequest.
    """
    if not NUMBER.fullmatch(request.POST.get(OVERWRITES) or "0"):
        raise BadRequest("No version has such a number.")


def refuse_background_save(request: HttpRequest, page: SitePage) -> JsonResponse | None:
    """A `before_edit_page` hook: answer a background save that would have to join two people's work with a refusal.

    Joined by a button, the form comes back as what both wrote. After a background save it would still show the old
    texts, and the next save of it would take the other's away. Wagtail's editor says the words and stops saving by
    itself; the buttons go on as ever.
    """
    if request.method != "POST" or request.accepts("text/html") or meeting(request.POST, page) is None:
        return None
    words = _(
        "This page is no longer saved by itself: somebody else has changed it. Save it yourself, and both are joined."
    )
    # The shape and the code are those of Wagtail's own refusals (wagtail.admin.views.pages.edit).
    answer = {"success": False, "error_code": "invalid_revision", "error_message": words}
    return JsonResponse(answer, status=400)


def fields() -> dict[str, forms.Field]:
    return {name: forms.CharField(required=False, widget=forms.HiddenInput) for name in (STARTED_FROM, SEEN)}


def _attribute(model: type[SitePage], column: str) -> str:
    field = model._meta.get_field(column)
    return str(getattr(field, "attname", column))


def _readable(value: Any) -> str:
    return "\n".join(stored_lines(value))
