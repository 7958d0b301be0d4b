"""What nobody may read, in every way of not being public: a word that stands nowhere else is in each of its fields.

Latin and Arabic, so that nothing hides behind an alphabet. Organizations, works and personal data have factories of
their own (hidden.py, hidden_works.py, keeping.py); here are pages, the library, registers and what the staff writes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.rich_text import RichText

from cicc_site import languages
from cicc_site.multilingual.panels import slug_field
from members.enums import ListingLevel, MemberStatus
from members.models import Country, TreatyAct, User
from pages.models import (
    AboutPage,
    GlossaryTerm,
    HomePage,
    PressReleasePage,
    Redirect,
    SiteNotice,
    SitePage,
    SiteSettings,
)
from tests.factories import documents
from tests.factories import members as make_members
from tests.pages.every_type import PAGE_TYPES, REQUIRED

LATER, EARLIER = dt.timedelta(days=30), dt.timedelta(days=-30)
_LETTERS = "ابتثجحخدذر"


@dataclass(frozen=True)
class Canary:
    """what: the way of being hidden. word, arabic: stand nowhere else. addresses: where it would be, were it public."""

    what: str
    word: str
    arabic: str
    addresses: tuple[str, ...] = ()


@dataclass
class Aviary:
    """All that was planted. Words are numbered in the order of planting."""

    planted: list[Canary] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new(self, what: str) -> Canary:
        number = next(self.numbers)
        arabic = "ظغظ" + "".join(_LETTERS[int(digit)] for digit in f"{number:03}") + "كناري"
        made = Canary(what, f"zqk{number:03}canary", arabic)
        self.planted.append(made)
        return made

    def at(self, canary: Canary, *addresses: str) -> None:
        self.planted[self.planted.index(canary)] = Canary(canary.what, canary.word, canary.arabic, addresses)


def texts(model: type[Any], canary: Canary, codes: tuple[str, ...] = ()) -> dict[str, Any]:
    """A value with both words for each translated column of a model, in some languages (all by default)."""
    values: dict[str, Any] = {}
    for code in codes or languages.codes():
        words = f"Demo {canary.word} {canary.arabic} {code}"
        for name in model.translated_fields():
            column = model._meta.get_field(f"{name}_{code}")
            is_body = column.__class__.__name__ == "BodyField" or hasattr(column, "stream_block")
            values[f"{name}_{code}"] = (
                [("text", RichText(f"<p>{words}</p>"))] if is_body else words[: column.max_length]
            )
    return values


def slugs(canary: Canary) -> dict[str, str]:
    return {
        slug_field(code): canary.word
        if code == "en"
        else f"{canary.word}-{code}"
        if code != "ar"
        else canary.arabic
        for code in languages.codes()
    }


def page(model: type[SitePage], parent: SitePage, canary: Canary, **values: Any) -> SitePage:
    """A page of a type with the words in its texts and addresses; live unless `values` say otherwise."""
    given = {**texts(model, canary), **slugs(canary), **REQUIRED.get(model.__name__, {}), **values}
    made = model(**given)
    SitePage.objects.get(pk=parent.pk).add_child(instance=made)
    stored: SitePage = model.objects.get(pk=made.pk)
    return stored


def addresses(made: SitePage) -> tuple[str, ...]:
    stored = type(made).objects.get(pk=made.pk)
    return tuple(stored.address_in(code) for code in languages.codes())


def plain_page(title: str) -> AboutPage:
    """A public page that tells nothing: what hangs on it is what is hidden."""
    made = AboutPage(title_en=title, slug=title.lower().replace(" ", "-"), title_ar=f"{title} ar")
    HomePage.objects.get().add_child(instance=made)
    made.save_revision().publish()
    return AboutPage.objects.get(pk=made.pk)


def stand() -> dict[str, AboutPage]:
    """Public pages for what is to be planted, so that the site can be read before and after."""
    # Beside members that are hidden there are others: a register without any row has no figures.
    make_members.organization("Demo Shown Network", Country.objects.get(alpha3="KEN"))
    names = ("changed", "planned", "halfway", "former", "private", "pictured")
    return {name: plain_page(f"Demo stand {name}") for name in names}


# ---- pages


def drafts(aviary: Aviary) -> None:
    """A draft of every type of page there can be several of, with a file and a picture nobody has seen yet."""
    for model in PAGE_TYPES:
        if model.max_count:
            continue
        parents = [each for each in model.allowed_parent_page_models() if each is not SitePage]
        parent = next(found for each in parents if (found := each.objects.order_by("path").first()))
        canary = aviary.new(f"a draft: {model.__name__}")
        made = page(model, parent, canary, live=False)
        made.save_revision(user=staff(aviary))
        aviary.at(canary, *addresses(made))


def renamed_draft(aviary: Aviary) -> None:
    """Moved and renamed before it was ever public: its former addresses lead nowhere."""
    first, later = aviary.new("the first name of a draft"), aviary.new("the later name of a draft")
    home = HomePage.objects.get()
    made = page(AboutPage, home, first, live=False)
    aviary.at(first, *addresses(made))
    for name, value in {**texts(AboutPage, later), **slugs(later)}.items():
        setattr(made, name, value)
    made.save()
    made.move(AboutPage.objects.live().order_by("path")[0], pos="last-child")
    aviary.at(later, *addresses(made))
    Redirect.objects.create(old_address=f"/en/old-{first.word}/", page=made)


def versions(aviary: Aviary, stands: dict[str, AboutPage]) -> None:
    """Of public pages: a newer draft, a planned one, languages that nobody has published, a version that is no more."""
    draft = aviary.new("a draft of a public page")
    _edited(stands["changed"], **texts(AboutPage, draft), **slugs(draft)).save_revision()
    plan = aviary.new("a planned version of a public page")
    planned = _edited(stands["planned"], go_live_at=timezone.now() + LATER, **texts(AboutPage, plan))
    planned.save_revision().publish()
    for code in languages.translation_codes():
        # Each in its own words: to release one language of a page releases none of the others.
        half = aviary.new(f"a translation that was not accepted: {code}")
        _edited(stands["halfway"], **texts(AboutPage, half, (code,))).save_revision()
    former = aviary.new("a former version of a public page")
    kept = {code: getattr(stands["former"], f"title_{code}") for code in languages.codes()}
    before = _edited(stands["former"], **texts(AboutPage, former))
    before.save_revision()
    emptied = dict.fromkeys(texts(AboutPage, former))
    kept = {f"title_{code}": title for code, title in kept.items()}
    _edited(before, **(emptied | kept)).save_revision()


def _edited(made: SitePage, **values: Any) -> SitePage:
    newest: SitePage = type(made).objects.get(pk=made.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(newest, name, value)
    return newest


def planned_and_over(aviary: Aviary) -> None:
    """Pages and press releases before their hour, and after it."""
    for model in (AboutPage, PressReleasePage):
        parent = next(
            found
            for each in model.allowed_parent_page_models()
            if each is not SitePage and (found := each.objects.order_by("path").first())
        )
        planned, over = aviary.new(f"planned: {model.__name__}"), aviary.new(f"over: {model.__name__}")
        made = page(model, parent, planned, live=False, go_live_at=timezone.now() + LATER)
        made.save_revision().publish()
        aviary.at(planned, *addresses(made))
        gone = page(model, parent, over, expire_at=timezone.now() + EARLIER)
        gone.save_revision()
        aviary.at(over, *addresses(gone))
        withdrawn = aviary.new(f"withdrawn: {model.__name__}")
        was_public = page(model, parent, withdrawn)
        was_public.unpublish()
        aviary.at(withdrawn, *addresses(was_public))


def private(aviary: Aviary, stands: dict[str, AboutPage]) -> None:
    """Behind a password, a sign-in, a group: the page and what is below it."""
    kinds = PageViewRestriction
    for kind, fields in {
        kinds.PASSWORD: {"password": "open sesame"},
        kinds.LOGIN: {},
        kinds.GROUPS: {},
    }.items():
        above, below = aviary.new(f"private by {kind}"), aviary.new(f"below what is private by {kind}")
        made = page(AboutPage, stands["private"], above)
        restriction = PageViewRestriction.objects.create(page=made, restriction_type=kind, **fields)
        if kind == kinds.GROUPS:
            restriction.groups.add(Group.objects.get_or_create(name="Administrator")[0])
        made.save_revision()
        child = page(AboutPage, made, below)
        child.save_revision()
        # That something is there is told to who knows the address; what, is not.
        aviary.at(above)


def deleted(aviary: Aviary) -> None:
    for model in (AboutPage, PressReleasePage):
        parent = next(
            found
            for each in model.allowed_parent_page_models()
            if each is not SitePage and (found := each.objects.order_by("path").first())
        )
        canary = aviary.new(f"deleted: {model.__name__}")
        made = page(model, parent, canary)
        made.save_revision().publish()
        aviary.at(canary, *addresses(made))
        type(made).objects.get(pk=made.pk).delete()


# ---- the library


def library(aviary: Aviary, stands: dict[str, AboutPage]) -> None:
    """Pictures and files on no public page, in closed drawers, and deleted ones."""
    unused = aviary.new("a picture and a file on no page")
    names = {"title_en": f"Demo {unused.word}", "title_ar": unused.arabic}
    image = documents.image(
        **names, alt_text_ar=unused.arabic, file=documents.picture_file(f"{unused.word}.jpg")
    )
    rendition = image.get_rendition("width-400")
    file = documents.document(**names, file=_file(unused))
    aviary.at(unused, *_guessed(unused, image.pk, file.pk))
    assert unused.word in rendition.file.name, "the name a guess would begin with"
    for kind, fields in {"password": {"password": "open sesame"}, "login": {}, "groups": {}}.items():
        closed = aviary.new(f"in a drawer closed by {kind}")
        drawer = Collection.get_first_root_node().add_child(name=f"Demo {closed.word} {closed.arabic}")
        restriction = CollectionViewRestriction.objects.create(
            collection=drawer, restriction_type=kind, **fields
        )
        if kind == "groups":
            restriction.groups.add(Group.objects.get_or_create(name="Administrator")[0])
        documents.document(
            title_en=closed.word, title_ar=closed.arabic, file=_file(closed), collection=drawer
        )
    gone = aviary.new("a deleted picture and file")
    image = documents.image(title_en=gone.word, file=documents.picture_file(f"{gone.word}.jpg"))
    image.get_rendition("width-400")
    file = documents.document(title_en=gone.word, file=_file(gone))
    aviary.at(gone, *_guessed(gone, image.pk, file.pk))
    image.delete()
    file.delete()


def _file(canary: Canary) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{canary.word}.txt", f"{canary.word} {canary.arabic}".encode())


def _guessed(canary: Canary, image: int, file: int) -> tuple[str, ...]:
    """Where somebody would look who knows what a file was called, and not its number."""
    return (
        f"/media/original_images/{canary.word}.jpg",
        f"/media/images/{canary.word}.width-400.jpg",
        f"/media/documents/{canary.word}.txt",
        f"/files/{image + 100_000}/{canary.word}.txt",
        f"/files/{file + 100_000}/{canary.word}.txt",
    )


# ---- registers, and what the staff writes


def registers(aviary: Aviary) -> None:
    """Members that are none any more, notes on States, a notice of tomorrow, words of the glossary."""
    kenya = Country.objects.get(alpha3="KEN")
    for status in (MemberStatus.LEFT, MemberStatus.REMOVED, MemberStatus.DISSOLVED):
        canary = aviary.new(f"a member that is {status}")
        names = {f"name_{code}": f"Demo {canary.word} {canary.arabic}" for code in languages.codes()}
        made = make_members.organization(
            f"Demo {canary.word} {canary.arabic}",
            kenya,
            acronym=canary.word,
            former=canary.arabic,
            status=status,
            listing=ListingLevel.FULL,
            website=f"https://{canary.word}.example.org/",
            **names,
        )
        aviary.at(canary, f"/m/{made.pk}/", f"/en/membership/directory/{made.pk}/")
    note = aviary.new("notes of the staff on a State")
    Country.objects.filter(pk=kenya.pk).update(staff_notes=f"{note.word} {note.arabic}")
    acts = kenya.treaty_acts.order_by("pk").values("pk")[:1]
    assert TreatyAct.objects.filter(pk__in=acts).update(staff_notes=note.word)
    tomorrow = aviary.new("a notice of tomorrow")
    SiteNotice.objects.update_or_create(
        site_settings=SiteSettings.load(),
        defaults={
            **{f"text_{code}": f"{tomorrow.word} {tomorrow.arabic}" for code in languages.codes()},
            "starts": timezone.now() + LATER,
        },
    )
    term = aviary.new("a word of the glossary")
    GlossaryTerm.objects.create(
        **{f"term_{code}": f"{term.word} {term.arabic} {code}" for code in languages.codes()}
    )


def staff(aviary: Aviary) -> User:
    """Who wrote the drafts."""
    found = User.objects.filter(username__startswith="zqk").first()
    if found is not None:
        return found
    canary = aviary.new("a name of the staff")
    return User.objects.create_user(
        canary.word,
        f"{canary.word}@example.org",
        "a long test password",
        first_name=canary.word,
        last_name=canary.arabic,
    )


def written(aviary: Aviary, stands: dict[str, AboutPage]) -> None:
    """Comments at a page, a review that was sent back, and who owns the page."""
    canary = aviary.new("a comment at a page")
    page, user = stands["changed"], staff(aviary)
    page.wagtail_admin_comments.model.objects.create(
        page=SitePage.objects.get(pk=page.pk),
        user=user,
        text=f"{canary.word} {canary.arabic}",
        contentpath="title_en",
    )
    SitePage.objects.filter(pk=page.pk).update(owner=user)


PLANTERS: tuple[Callable[..., None], ...] = (
    drafts,
    renamed_draft,
    planned_and_over,
    deleted,
    registers,
)
ON_STANDS: tuple[Callable[..., None], ...] = (versions, private, library, written)


def plant(aviary: Aviary, stands: dict[str, AboutPage]) -> list[Canary]:
    staff(aviary)
    for planter in PLANTERS:
        planter(aviary)
    for on_stand in ON_STANDS:
        on_stand(aviary, stands)
    return aviary.planted
