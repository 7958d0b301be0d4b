"""Step 5: what a member agrees to, and how much of it the public may know. The texts are in commitments.py."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.applications import commitments
from members.applications.fields import Area, Box, Choice
from members.applications.form import Layout, StepForm
from members.enums import ListingLevel

# Words of a text that tell it from the others.
POINT = 8
LISTING_HINTS = {
    ListingLevel.FULL: _(
        "In the public directory stand its names (former ones and acronyms, too), country, countries of work, type, "
        "scope, issues, year of foundation, website and since when it is a member; never persons, addresses or "
        "telephone numbers."
    ),
    ListingLevel.NAME_AND_COUNTRY: _("Nothing else of the organization is published."),
    ListingLevel.MEMBERS_ONLY: _(
        "The public does not see the entry. Other members may, once there is a list for them: there is none yet, so "
        "today only officers of the Coalition see it."
    ),
    ListingLevel.UNLISTED: _("Only officers of the Coalition see the entry."),
}


def boxes(kind: commitments.Kind) -> tuple[str, ...]:
    return tuple(text.code for text in commitments.of_kind(kind))


class CommitmentsForm(StepForm):
    code = "commitments"
    title = _("Commitments")
    layout: ClassVar[Layout] = (
        (_("The three principles"), _("The organization commits itself"), boxes("principle")),
        (_("Membership policies"), _("The organization agrees that"), boxes("policy")),
        (_("What happens with your data"), "", boxes("data")),
        (
            _("How the organization is listed"),
            _("You can change this later. If being named is a risk, choose a level that does not name you."),
            ("listing",),
        ),
        (_("News"), "", ("newsletter", "newsletter_language")),
        (_("Note to the officer"), "", ("note_to_officer",)),
    )

    listing = Choice(
        _("How much may the public know?"),
        choices=ListingLevel.choices,
        hints=LISTING_HINTS,  # type: ignore[arg-type]
        missing=_("Choose how the organization is listed."),
    )
    newsletter = Box(_("Send us newsletters, if there are any"))
    newsletter_language = Choice(
        _("Language of the newsletters"),
        choices=[("", _("That of our letters to you")), *languages.choices()],
        drawn="select",
    )
    note_to_officer = Area(
        _("Is there anything else the officer should know?"),
        hint=_("At most 2,000 characters."),
        rows=4,
    )


def _point(code: str) -> str:
    """Which box is meant, by the words it begins with."""
    words = commitments.words(code).split()
    shown = " ".join(words) if len(words) <= POINT else " ".join(words[:POINT]).rstrip(".،؛,;") + "…"
    return gettext("Tick the box if the organization agrees: “%(point)s”") % {"point": shown}


_to_tick = lazy(_point, str)

for _text in commitments.current():
    if _text.kind != "authority":  # who submits confirms it in the step on people
        CommitmentsForm.base_fields[_text.code] = Box(
            commitments.lazy_words(_text.code),
            missing=_to_tick(_text.code),
        )
