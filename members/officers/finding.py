"""How officers find organizations, the hidden ones too: by any name in any script, by number, by a contact."""

from __future__ import annotations

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from cicc_site.text import ARABIC_ARTICLE, clean_query, match_key
from members.models import Organization
from members.models.organizations import OrganizationQuerySet

# Rows of a name that is part of everything: the list says that there are more.
MOST_CONTACTS = 50


class JoinedKeys(Func):
    """All names of an entry in one text, folded, with a line between two of them. keys: the column they stand in."""

    function = "array_to_string"
    output_field = CharField()

    def __init__(self, keys: str = "match_keys") -> None:
        super().__init__(F(keys), Value("\n"))


def named(organizations: OrganizationQuerySet, text: str) -> OrganizationQuerySet:
    """Return those with every word of `text` somewhere in their names, those of this number, or of this number in
    other files. Nothing is left of punctuation alone: then nothing is found."""
    text = clean_query(text)
    wanted = Q(external_id__iexact=text)
    if text.removeprefix("#").isdecimal() and len(text) < 12:
        wanted |= Q(pk=int(text.removeprefix("#")))
    words = [without_article(word) for word in match_key(text).split()]
    if words:
        organizations = organizations.annotate(joined_keys=JoinedKeys())
        by_name = Q()
        for word in words:
            by_name &= Q(joined_keys__contains=word)
        wanted |= by_name
    return organizations.filter(wanted)


def without_article(word: str) -> str:
    """An Arabic word is found with its article, without it, and joined to a preposition that swallows half of it."""
    bare = word.removeprefix(ARABIC_ARTICLE)
    return bare if len(bare) > 2 else word


def by_contact(text: str) -> QuerySet[Organization]:
    """Return those with a contact of this e-mail address, or telephone number; for officers who see contacts.

    A number may be typed in any way: its last eight digits count. Too little text finds nothing.
    """
    text = text.strip()
    digits = "".join(character for character in text if character.isdecimal())
    if "@" in text:
        wanted = Q(contacts__email__iexact=text)
        if text.startswith("@"):
            wanted = Q(contacts__email__iendswith=text)
    elif len(digits) >= 6:
        wanted = Q(contacts__phone__endswith=digits[-8:])
    else:
        return Organization.objects.none()
    return Organization.objects.filter(wanted).select_related("country").distinct()[:MOST_CONTACTS]
