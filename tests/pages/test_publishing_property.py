"""Whatever editors do in whatever order: a live text in a language is one somebody published in that language.

Random sequences of edit, minor edit, declaration, publication per language, schedule and revert run against the site
and against a model of thirty lines that knows only texts. After each step both must agree on the public text, the
newest draft, the state of every translation, and what waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Revision

from cicc_site import languages
from pages import due
from pages.models import AboutPage
from tests import snapshots
from tests.editing import now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

CODES = languages.codes()
TRANSLATIONS = languages.translation_codes()
Texts = dict[str, str]

some_languages = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from(CODES), st.booleans()),
        st.tuples(st.just("minor_edit")),
        st.tuples(st.just("declare"), st.sampled_from(TRANSLATIONS)),
        st.tuples(st.just("publish"), some_languages),
        st.tuples(st.just("publish_all")),
        st.tuples(st.just("schedule"), some_languages),
        st.tuples(st.just("time_passes")),
        st.tuples(st.just("revert"), st.integers(0, 20)),
    ),
    min_size=3,
    max_size=14,
)


@dataclass(frozen=True)
class Version:
    """texts: per language; source: the English each translation was last declared to match."""

    texts: Texts
    source: Texts
    minor: bool = False

    def released_over(self, public: Version, chosen: set[str], draft: Version) -> Version:
        """Return the public version after `chosen` languages of this one were published."""
        texts = {code: (self if code in chosen else public).texts[code] for code in CODES}
        source = {code: (self if code in chosen else public).source[code] for code in TRANSLATIONS}
        for code in TRANSLATIONS:
            is_same = draft.texts[code] == texts[code]
            if code not in chosen and is_same and texts["en"] in (draft.source[code], draft.texts["en"]):
                source[code] = draft.source[code]  # what was declared of these very texts meanwhile
        return Version(texts, source)


@dataclass
class Model:
    public: Version
    draft: Version
    history: list[Version]
    released: dict[str, set[str]] = field(default_factory=dict)
    scheduled: list[tuple[Version, set[str]]] = field(default_factory=list)

    def schedule(self, chosen: set[str]) -> None:
        self.leave_out(chosen)
        self.scheduled.append((self.draft, chosen))

    def leave_out(self, chosen: set[str]) -> None:
        """A language that is published or scheduled anew has no older schedule any more."""
        self.scheduled = [(version, left - chosen) for version, left in self.scheduled if left - chosen]

    def publish(self, version: Version, chosen: set[str]) -> None:
        self.leave_out(chosen)
        for code in chosen:
            self.released.setdefault(code, set()).add(version.texts[code])
        before, draft = self.public, self.draft
        unedited = {code for code in chosen if draft.texts[code] == before.texts[code]}
        after = version.released_over(before, chosen, draft)
        old, new = before.texts["en"], after.texts["en"]
        if version.minor and "en" in chosen and old != new:
            after = replace(after, source=moved(after.source, old, new))
            draft = replace(draft, source=moved(draft.source, old, new))
        self.public = after
        self.draft = Version(
            {code: (after if code in unedited else draft).texts[code] for code in CODES},
            {code: (after if code in unedited else draft).source[code] for code in TRANSLATIONS},
        )


def moved(source: Texts, old: str, new: str) -> Texts:
    return {code: new if text == old else text for code, text in source.items()}


class Site:
    """The same deeds on a real page; its title stands for all its texts."""

    def __init__(self, page: AboutPage) -> None:
        self.page = page
        self.revisions: list[int | None] = [page.latest_revision_id]

    def newest(self) -> AboutPage:
        found: AboutPage = now_stored(self.page).get_latest_revision_as_object()
        return found

    def save(self, page: AboutPage, **kwargs: Any) -> Revision:
        revision: Revision = page.save_revision(**kwargs)
        self.revisions.append(revision.pk)
        return revision

    def edit(self, code: str, text: str, declares: bool, minor: bool = False) -> None:
        page = self.newest()
        former = page.stamps
        setattr(page, f"title_{code}", text)
        if minor:
            page.minor_edit = True
            page.keep_current(former)
        else:
            page.refresh_stamps()
        if declares and code != "en":
            page.declare_current([code])
        self.save(page)

    def publish(self, chosen: list[str], within: dt.timedelta | None = None) -> None:
        page = self.newest()
        page.release = chosen
        page.go_live_at = timezone.now() + within if within else None
        self.save(page).publish()

    def time_passes(self) -> None:
        past = timezone.now() - dt.timedelta(minutes=1)
        for revision in self.page.revisions.filter(approved_go_live_at__isnull=False):
            content = {**revision.content, "go_live_at": past.isoformat()}
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
        due.act()

    def revert(self, number: int) -> None:
        old = Revision.objects.get(pk=self.revisions[number])
        page = old.as_object()
        page.release, page.go_live_at = [], None
        self.save(page, previous_revision=old)


@settings(max_examples=20)
@given(steps=steps)
def test_no_sequence_of_deeds_shows_what_nobody_published(tree: SimpleNamespace, steps: list[Any]) -> None:
    with transaction.atomic():
        run(make.about(tree.home, "Property"), steps)
        transaction.set_rollback(True)


def run(page: AboutPage, steps: list[Any]) -> None:
    site = Site(page)
    texts = {code: getattr(page, f"title_{code}") for code in CODES}
    first = Version(texts, dict.fromkeys(TRANSLATIONS, texts["en"]))
    model = Model(first, first, [first], {code: {text} for code, text in texts.items()})
    for number, step in enumerate(steps):
        take(site, model, step, number)
        assert list(differences(site, model)) == [], steps[: number + 1]
    assert snapshots.foreign_texts() == []


def take(site: Site, model: Model, step: Any, number: int) -> None:
    name = step[0]
    if name == "edit":
        _name, code, declares = step
        text = make.text(f"Step {number}", "title", code)
        source = dict(model.draft.source)
        if declares and code != "en":
            source[code] = model.draft.texts["en"]
        model.draft = replace(
            model.draft, texts={**model.draft.texts, code: text}, source=source, minor=False
        )
        site.edit(code, text, declares)
        # Wagtail's form says at each save whether the edit is minor; here the newest word counts.
    elif name == "minor_edit":
        text = make.text(f"Step {number}", "title", "en")
        model.draft = Version(
            {**model.draft.texts, "en": text},
            moved(model.draft.source, model.draft.texts["en"], text),
            minor=True,
        )
        site.edit("en", text, declares=False, minor=True)
    elif name == "declare":
        code = step[1]
        model.draft = replace(model.draft, source={**model.draft.source, code: model.draft.texts["en"]})
        page = site.newest()
        page.declare_current([code])
        site.save(page)
    elif name in ("publish", "publish_all"):
        chosen = step[1] if name == "publish" else []
        site.publish(chosen)
        model.history.append(model.draft)
        model.publish(model.draft, set(chosen or CODES))
        return
    elif name == "schedule":
        site.publish(step[1], within=dt.timedelta(hours=number + 1))
        model.schedule(set(step[1]))
    elif name == "time_passes":
        site.time_passes()
        assert due.next_moment() is None, "what was done is not due again"
        while model.scheduled:
            model.publish(*model.scheduled[0])
        return
    elif name == "revert":
        index = step[1] % len(site.revisions)
        site.revert(index)
        model.draft = replace(model.history[index], minor=model.history[index].minor)
    model.history.append(model.draft)


def differences(site: Site, model: Model) -> Iterator[str]:
    public, draft = now_stored(site.page), site.newest()
    for code in CODES:
        live = getattr(public, f"title_{code}")
        if live not in model.released[code]:
            yield f"{code}: nobody published {live!r}"
        if live != model.public.texts[code]:
            yield f"{code}: public is {live!r}, not {model.public.texts[code]!r}"
        if getattr(draft, f"title_{code}") != model.draft.texts[code]:
            yield f"{code}: draft is {getattr(draft, f'title_{code}')!r}, not {model.draft.texts[code]!r}"
        waits = model.draft.texts[code] != model.public.texts[code]
        if (code in public.pending) != waits:
            yield f"{code}: waiting is {code in public.pending}, not {waits}"
    for code in TRANSLATIONS:
        expected = "current" if model.public.source[code] == model.public.texts["en"] else "outdated"
        if str(public.translation(code).state) != expected:
            yield f"{code}: is {public.translation(code).state}, not {expected}"
