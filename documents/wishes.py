"""Wishes for a language: asked for, confirmed by mail, taken back, answered by one letter, counted for translators.

The address of whoever asked is kept until the letter is written or the wish is taken back, never longer. A wish is
found by the token in its letters, of which the table holds a digest only. Whether somebody has asked is told to nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from cicc_site import addresses, world_languages
from cicc_site.multilingual.values import localized
from documents.models import LanguageWish, Work, WorkFile
from members import outbox
from members.models import OutboxMessage
from members.models.outbox import FINISHED

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
# Whoever did not open the letter by then has forgotten it, or never asked.
CONFIRMED_WITHIN = dt.timedelta(days=7)
MAIL_KEPT = dt.timedelta(days=7)  # sent letters, with the address on them
CONFIRM, STANDING, THERE = "wish_confirm", "wish_standing", "wish_there"


def ask(work: Work, language: str, email: str, letter_language: str) -> None:
    """Write down a wish and mail the link that confirms it; who has asked before gets a new link by the same way.

    work, language: a public work without a public file in it; email: checked. The same work for every address.
    """
    token = secrets.token_urlsafe(32)
    values = {"token_digest": digest(token), "letter_language": letter_language}
    with transaction.atomic():
        wish, is_new = LanguageWish.objects.select_for_update().get_or_create(
            work=work, language=language, email=email.strip(), defaults=values
        )
        if not is_new:
            asked = {} if wish.confirmed_at else {"asked_at": timezone.now()}
            LanguageWish.objects.filter(pk=wish.pk).update(**values, **asked)
            wish.letter_language = letter_language
        key = f"{_mail_key(wish)}asked:{values['token_digest'][:16]}"
        link = addresses.absolute("language_wish", letter_language, token=token)
        _write(STANDING if wish.confirmed_at else CONFIRM, wish, key, link=link)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> LanguageWish | None:
    """The wish a token opens, None for any other text; one query, whatever the text is."""
    asked = digest(token if TOKEN.fullmatch(token) else "")
    return LanguageWish.objects.select_related("work").filter(token_digest=asked).first()


def confirm(wish: LanguageWish) -> bool:
    """Count it from now on. Returns whether it stands: not when it was taken back meanwhile. Twice does nothing."""
    waiting = LanguageWish.objects.filter(pk=wish.pk, confirmed_at=None).exclude(email="")
    return bool(waiting.update(confirmed_at=timezone.now())) or (
        LanguageWish.objects.filter(pk=wish.pk, confirmed_at__isnull=False).exists()
    )


def take_back(wish: LanguageWish) -> None:
    """Forget the address, also on letters to it. That somebody wished it stays counted if it was confirmed."""
    with transaction.atomic():
        # First the row: a letter that is being written at this moment is there when we look for letters.
        LanguageWish.objects.select_for_update().filter(pk=wish.pk).first()
        _forget_letters(wish)
        LanguageWish.objects.filter(pk=wish.pk, confirmed_at=None).delete()
        LanguageWish.objects.filter(pk=wish.pk).update(email="")


# ---- the letter, and forgetting


def open_wishes(now: dt.datetime | None = None) -> QuerySet[LanguageWish]:
    """Those confirmed whose work anybody may have in the language now, however that came about: a file was added, an
    embargo is over, an access was changed."""
    there = WorkFile.objects.public(now).current()
    return (
        LanguageWish.objects.filter(confirmed_at__isnull=False, told_at=None)
        .exclude(email="")
        .filter(Exists(there.filter(work=OuterRef("work"), language=OuterRef("language"))))
        .order_by("pk")
    )


def tell() -> int:
    """Write the letters that are due; returns how many. Any number may run at once, each wish is told of once."""
    told = 0
    for pk in list(open_wishes().values_list("pk", flat=True)):
        with transaction.atomic():
            wish = (
                open_wishes()
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("work")
                .filter(pk=pk)
                .first()
            )
            if wish is not None:
                _write(THERE, wish, f"{_mail_key(wish)}there")
                LanguageWish.objects.filter(pk=pk).update(email="", told_at=timezone.now())
                told += 1
    return told


def tidy_up() -> int:
    """Delete what nobody confirmed, and the addresses on letters that were sent; returns how many wishes went."""
    now = timezone.now()
    sent = OutboxMessage.objects.filter(key__startswith="wish:", state__in=FINISHED)
    sent.filter(created__lt=now - MAIL_KEPT).exclude(to="").forget()
    old = LanguageWish.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRMED_WITHIN)
    return int(old.delete()[0])


def _write(occasion: str, wish: LanguageWish, key: str, *, link: str = "") -> None:
    language = wish.letter_language
    title = str(localized(wish.work, "title", language))
    page = addresses.absolute("work", language, number=wish.work_id)
    context = {
        "title": f"{wish.work.symbol} {title}".strip(),
        "wanted": world_languages.name(wish.language, language),
        "work_address": page,
        "file_address": f"{page}{wish.language}",
        "days": CONFIRMED_WITHIN.days,
    }
    hidden = {"link": link} if link else {}
    outbox.write(occasion, to=wish.email, language=language, context=context, key=key, secrets=hidden)


def _mail_key(wish: LanguageWish) -> str:
    return f"wish:{wish.pk}:"


def _forget_letters(wish: LanguageWish) -> None:
    letters = OutboxMessage.objects.filter(key__startswith=_mail_key(wish)).exclude(to="")
    try:
        with transaction.atomic():
            outbox.withhold(letters)
    except outbox.OnItsWay:
        return  # sent at this very moment: `tidy_up` forgets it


# ---- what translators read


def most_wanted(language: str = "") -> QuerySet[LanguageWish, dict[str, Any]]:
    """{work_id, language, count} of confirmed wishes, those taken back included, for what the archive does not hold,
    the most wanted first; of one language or of all. No addresses."""
    held = WorkFile.objects.current().filter(work=OuterRef("work"), language=OuterRef("language"))
    wishes = LanguageWish.objects.filter(~Exists(held), confirmed_at__isnull=False)
    if language:
        wishes = wishes.filter(language=language)
    counted: Any = wishes.order_by().values("work_id", "language").annotate(count=Count("pk"))
    ordered: QuerySet[LanguageWish, dict[str, Any]] = counted.order_by("-count", "work_id", "language")
    return ordered


def wanted_languages() -> list[str]:
    """The codes of the languages in which something is wanted that the archive does not hold."""
    return sorted(most_wanted().order_by().values_list("language", flat=True).distinct())


@dataclass(frozen=True)
class Wanted:
    """A work that so many readers want in a language."""

    work: Work
    language: str
    count: int


def with_works(rows: Iterable[dict[str, Any]]) -> list[Wanted]:
    """Rows of `most_wanted` with their works, in one query."""
    found = list(rows)
    works = Work.objects.in_bulk({row["work_id"] for row in found})
    # A work that was deleted since the rows were read has taken its wishes along.
    return [
        Wanted(works[row["work_id"]], row["language"], row["count"])
        for row in found
        if row["work_id"] in works
    ]
