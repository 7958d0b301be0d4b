"""What an editor declares while saving: this translation matches, that edit is minor, somebody should read this.

Fields of the page's form beside its texts. They change the stamps of the version that is saved, nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from cicc_site.multilingual import changes, parts
from cicc_site.multilingual.freshness import SOURCE, State, freshness, speaks_of

if TYPE_CHECKING:
    from pages.models.base import SitePage

AS_IT_IS, MATCHES, UNFINISHED = "", "matches", "unfinished"
CHOICES = [
    (AS_IT_IS, _("As before, or matching if it was written anew")),
    (MATCHES, _("Matches the English text as it stands now")),
    (UNFINISHED, _("Still being worked on")),
]
# The button "Still valid" sends this name with the language as its value.
STILL_VALID = "still_valid"


def declaration_field(language: str) -> str:
    return f"declaration_{language}"


def review_field(language: str) -> str:
    return f"review_owed_{language}"


def fields(page: SitePage) -> dict[str, forms.Field]:
    """Return the form fields of all declarations, with how the version stands now as their initial values."""
    found: dict[str, forms.Field] = {
        "minor_edit": forms.BooleanField(
            label=_("Minor edit: the translations stay valid"),
            help_text=_("For a corrected typing error or link. Translations that are current stay current."),
            required=False,
            initial=page.minor_edit,
        )
    }
    for code in languages.translation_codes():
        found[declaration_field(code)] = forms.ChoiceField(
            label=_("This translation"),
            choices=CHOICES,
            required=False,
            initial=AS_IT_IS,
            help_text=_("An outdated translation stays outdated until you say here that it matches."),
        )
        found[review_field(code)] = forms.BooleanField(
            label=_("Somebody else should read it through"),
            required=False,
            initial=freshness(page, code).review_owed,
        )
    return found


def declare(form: forms.BaseForm, page: SitePage, before: parts.Content) -> None:
    """Apply what the form declares to the stamps of `page`, whose texts are already the new ones.

    before: the version the editor started from; empty for a new page.
    """
    model = type(page)
    touched = parts.changed_parts(model, before, page.serializable_data()) if before else set()
    former = before.get("stamps") or {}
    said = {code: _said(form, code, former, page, code in touched) for code in languages.translation_codes()}
    page.refresh_stamps()
    if "minor_edit" in form.fields:
        page.minor_edit = bool(form.cleaned_data.get("minor_edit"))
    if page.minor_edit and SOURCE in touched:
        page.keep_current(former)
    page.declare_current(code for code, word in said.items() if word == MATCHES)
    page.declare_unfinished(code for code, word in said.items() if word == UNFINISHED)
    _note_reviews(form, page)


def _said(form: forms.BaseForm, code: str, former: Any, page: SitePage, is_touched: bool) -> str:
    if form.data.get(STILL_VALID) == code and declaration_field(code) in form.fields:
        return MATCHES
    word = str(form.cleaned_data.get(declaration_field(code)) or AS_IT_IS)
    if word != AS_IT_IS or not is_touched:
        return word
    was_outdated = code in former and former[code].get("digest") != former.get(SOURCE, {}).get("digest")
    return AS_IT_IS if was_outdated else MATCHES


def _note_reviews(form: forms.BaseForm, page: SitePage) -> None:
    stamps = dict(page.stamps)
    for code in languages.translation_codes():
        if code in stamps and review_field(code) in form.fields:
            owed = bool(form.cleaned_data.get(review_field(code)))
            stamp = {key: value for key, value in stamps[code].items() if key != "owed"}
            stamps[code] = {**stamp, "owed": True} if owed else stamp
    page.stamps = stamps


def is_still_valid_elsewhere(page: SitePage, public: SitePage, code: str) -> bool:
    """Whether a declaration about a draft is also true of the public text: same words on both sides."""
    present = (public.stamps or {}).get(SOURCE, {}).get("digest")
    return code not in (public.pending or []) and speaks_of(page.stamps or {}, code, present)


def share_with_the_public_text(page: SitePage) -> None:
    """After a draft was stored: what it declares of texts that are public unchanged holds for the public text.

    So "still valid" works at once, without publishing anything.
    """
    stored = type(page).objects.get(pk=page.pk)
    if not stored.live:
        return
    stamps = dict(stored.stamps)
    for code in languages.translation_codes():
        stamp = page.stamps.get(code)
        if (
            stamp
            and is_still_valid_elsewhere(page, stored, code)
            and freshness(stored, code).state != State.MISSING
        ):
            stamps[code] = stamp
    if stamps != stored.stamps:
        shows_it = Q(pk=stored.pk) | Q(alias_of=stored.pk) | Q(alias_of__alias_of=stored.pk)
        stored.base_page_model.objects.filter(shows_it).update(stamps=stamps)
        stored.stamps = stamps
        stored.note_no_draft(page.serializable_data(), stored)
        changes.changed(stored)
