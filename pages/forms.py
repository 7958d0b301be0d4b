"""The form behind every page editor: addresses in several languages, what is declared, who else is at the page."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from cicc_site import languages
from cicc_site.multilingual import parts
from cicc_site.multilingual.freshness import SOURCE
from cicc_site.multilingual.panels import slug_field
from members.limited_forms import LimitedFormMixin
from members.permissions import editable_languages
from pages import declarations, joint_editing
from pages.limits import keep_to_parts

SLUGS = {slug_field(code) for code in languages.codes()}
# The buttons that release something; their value names the languages, anything else means all.
RELEASING = ("action-publish", "action-submit", "action-restart-workflow")


class SitePageForm(LimitedFormMixin, WagtailAdminPageForm):
    """Adds to Wagtail's form what it cannot know about languages.

    - An address that a sibling has in any language is refused while a page is being created. From then on the model
      sees to it; a page that is being created does not know its parent yet: only the form does.
    - Declarations about translations (pages/declarations.py) change the stamps of the version that is saved.
    - What somebody else saved since the form was opened is joined with what comes back (pages/joint_editing.py).
    - Who may edit some languages only finds nothing else in it (members/limited_forms.py).
    """

    free: ClassVar[frozenset[str]] = frozenset(
        {"comments", "comment_notifications", joint_editing.STARTED_FROM, joint_editing.SEEN}
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data:
            data = data.copy()
            for name in SLUGS & set(data):
                # Some keyboards type a letter and its accent apart; in an address they are one.
                data[name] = unicodedata.normalize("NFC", data[name])
        super().__init__(data, *args, **kwargs)
        page = self.instance
        self.fields.update({**declarations.fields(page), **joint_editing.fields()})
        self.limit_to(self.for_user)
        is_edit = bool(data) and page.pk is not None
        self.before: parts.Content = page.serializable_data() if is_edit else {}
        self.meeting = joint_editing.meeting(data, page) if is_edit else None

    def is_open(self, name: str) -> bool:
        own = {
            kind(code)
            for code in self.parts or ()
            for kind in (declarations.declaration_field, declarations.review_field)
        }
        return name in own or super().is_open(name)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        page = self.instance
        named = named_languages(self.data)
        if self.data.get("action-publish") and named and SOURCE not in named and not page.live:
            raise ValidationError(
                _("This page is not public yet: publish its English text first, or all languages together.")
            )
        if page.path or self.errors.get("slug"):
            return data
        for name in SLUGS & set(data):
            setattr(page, name, data[name] or "")
        for name, error in page.slug_clashes(self.parent_page).items():
            self.add_error(name if name in self.fields else None, error)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            self._remember_start()
            return
        page = self.instance
        if self.meeting is not None:
            disputed = self.meeting.merge_columns(page) & set(self.fields)
            unread = self.meeting.changed_parts() & self._released_at_once()
            if unread and not self.meeting.seen:
                self.add_error(None, self.meeting.warning())
                self._remember_start()
                return
            if disputed and not self.meeting.seen:
                for column in sorted(disputed):
                    self.add_error(column, self.meeting.question(column))
                self._remember_start()
                return
        declarations.declare(self, page, self.meeting.theirs if self.meeting else self.before)
        page.release = named_languages(self.data)
        if self.parts is not None:
            self._clean_own_part(page)

    def _released_at_once(self) -> set[str]:
        """Return the parts that the pressed button makes public, or gives leave to: nobody releases what came in
        while they were reading something else."""
        decision = str(self.data.get("workflow-action-name") or "")
        if self.data.get("action-publish"):
            codes = set(named_languages(self.data) or languages.codes())
        elif self.data.get("action-workflow-action") and decision.startswith("approve"):
            single = decision.removeprefix("approve").removeprefix("_")
            codes = {single} if single else set(languages.codes())
        else:
            return set()
        return codes | ({parts.FACTS} if SOURCE in codes else set())

    def _clean_own_part(self, page: Any) -> None:
        """What is released must be whole; what a translator cannot complete is said in words."""
        keep_to_parts(page, self.for_user)
        if any(self.data.get(button) for button in RELEASING):
            own = editable_languages(self.for_user)
            page.release = [code for code in languages.codes() if code in own & set(page.release or own)]
        if self.is_deferred_validation:
            return
        try:
            page.full_clean()
        except ValidationError:
            self.add_error(
                None,
                _(
                    "The English page is not complete yet: an editor has to finish it first. You can save a draft."
                ),
            )

    def save(self, commit: bool = True) -> Any:
        # A translator's work goes into the draft alone: the row of a page belongs to whoever publishes it.
        commit = commit and self.parts is None
        if self.meeting is None:
            return super().save(commit)
        page = super().save(commit=False)
        self.meeting.merge_rows(page)
        page.joined_with = self.meeting
        if commit:
            page.save()
        return page

    def _remember_start(self) -> None:
        """Let the form that is shown again come back as what it is: a change to the version it was opened with."""
        if self.meeting is not None:
            self.data[joint_editing.STARTED_FROM] = str(self.meeting.base_pk)
            self.data[joint_editing.SEEN] = str(self.meeting.revision.pk)


def named_languages(data: Any) -> list[str]:
    """Return the languages that the pressed button names, in the order of the site; none named means all."""
    named = {word for name in RELEASING for word in str(data.get(name) or "").split()}
    return [code for code in languages.codes() if code in named]
