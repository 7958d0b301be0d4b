"""Standard reasons for a letter, in the words of every language of the site: an officer who does not write the
applicant's language can still say why, and equal cases are told equally. The officer's own words come after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = Mapping[str, str | Promise]

REFUSALS: Texts = {
    "not-an-organization": _("Membership is open to organizations, not to individuals."),
    "not-independent": _(
        "Members are independent of governments and of businesses. From what we know, your organization is not."
    ),
    "for-profit": _("Members work without profit. From what we know, your organization does not."),
    "principles": _(
        "Members support the principles of the Coalition: the Rome Statute for the whole world, its integrity, and a "
        "fair, effective and independent Court. From what we know, your organization does not support all of them."
    ),
    "no-work": _("We have not found that your organization works on international justice."),
    "not-verified": _(
        "We could not confirm what the application says: neither public sources nor those you named as references "
        "told us enough."
    ),
}
DEFERRALS: Texts = {
    "more-time": _("The review of your application needs more time than was left until the decision."),
    "documents": _("Documents that we asked you for have not reached us yet."),
    "references": _("The references that you named have not answered us yet."),
}


def composed(texts: Texts, codes: Iterable[str], words: str, language: str) -> str:
    """Return the standard texts of these codes in a language, and the officer's words after them."""
    with translation.override(language):
        parts = [str(text) for code, text in texts.items() if code in set(codes)]
    return "\n\n".join(part for part in [*parts, words.strip()] if part)
