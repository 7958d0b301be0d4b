"""Taking translations in: into the draft of their language, for the English as it is, by who may, as a whole or not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.utils import translation
from lxml import etree
from translate.storage.xliff import xlifffile

from cicc_site.multilingual import units
from cicc_site.multilingual.freshness import State, freshness
from cicc_site.multilingual.intake import take_in
from documents.models import SiteImage
from members.models import User
from pages import exchange_doors
from pages.models import AboutPage, SiteSettings
from pages.models.settings import Office
from pages.roles import ensure_roles, translator
from tests.editing import now_stored
from tests.exchange import NAME, draft, sent, take, translate, translate_all, unit
from tests.factories import documents as files
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(exchanged: dict[str, int], db: None) -> User:
    return User.objects.get(pk=exchanged["amal"])


@pytest.fixture
def page(exchanged: dict[str, int], db: None) -> AboutPage:
    return AboutPage.objects.get(pk=exchanged["page"])


def test_translations_go_into_the_draft_and_never_onto_the_public_page(page: AboutPage, amal: User) -> None:
    data = translate_all(sent(page))
    [preview] = take(data, amal, apply=False)
    assert (preview.taken, preview.left, preview.refusal) == (7, 0, "")
    assert now_stored(page).latest_revision_id == page.latest_revision_id, "a preview changes nothing"
    [outcome] = take(data, amal)
    assert (outcome.taken, outcome.left, outcome.problems) == (7, 0, [])
    public = now_stored(page)
    assert (public.title_ar, list(public.body_ar)) == (None, [])
    new = draft(page)
    assert new.title_ar == "ترجمة-Plan title (en)"
    assert new.latest_revision.user == amal
    [text, quote] = new.body_ar.get_prep_value()
    assert text["value"] == (
        '<p>ترجمة-The <b>ترجمة-Court</b> sits in <a href="https://example.org/">ترجمة-The Hague</a>.</p>'
        "<ul><li>ترجمة-One</li><li>ترجمة-Two</li></ul>"
    )
    assert quote["value"] == {"text": "ترجمة-Justice", "attribution": "ترجمة-Somebody"}
    assert (new.title_en, new.title_es) == ("Plan title (en)", None)
    assert freshness(new, "ar").state == State.CURRENT
    assert not freshness(new, "ar").review_owed


def test_the_same_file_again_changes_nothing(page: AboutPage, amal: User) -> None:
    take(translate_all(sent(page)), amal)
    before = now_stored(page)
    content = json.dumps(before.latest_revision.content, sort_keys=True, default=str)
    [outcome] = take(sent(page, due_only=False), amal)
    assert (outcome.taken, outcome.unchanged, outcome.has_news) == (0, 7, False)
    after = now_stored(page)
    assert after.latest_revision_id == before.latest_revision_id
    assert json.dumps(after.latest_revision.content, sort_keys=True, default=str) == content


def test_a_public_file_of_a_translators_tool_comes_through(page: AboutPage, amal: User) -> None:
    """Read, filled in and saved by a program that is not ours."""
    store = xlifffile.parsestring(etree.tostring(sent(page)))  # type: ignore[no-untyped-call]
    assert len(store.units) == 7
    for each in store.units:
        if each.xmlelement.get("datatype") == "plaintext":
            each.target = f"هدف {each.source}"
            each.xmlelement.find(NAME("target")).set("state", "translated")
        else:
            translate(each.xmlelement)
    [outcome] = take(bytes(store), amal)
    assert (outcome.taken, outcome.refusal) == (7, "")
    assert draft(page).title_ar == "هدف Plan title (en)"


def test_a_file_for_another_version_is_refused_with_what_changed(page: AboutPage, amal: User) -> None:
    root = sent(page)
    new = draft(page)
    new.title_en, new.summary_en = "Another title", None
    new.seo_title_en = "New text"
    new.save_revision(user=amal)
    before = now_stored(page).latest_revision_id
    [outcome] = take(translate_all(root), amal)
    assert "has changed since" in outcome.refusal
    assert [(change.then, change.now) for change in outcome.changes] == [
        ("Plan title (en)", "Another title"),
        (None, "New text"),
        ("Plan summary (en)", None),
    ]
    assert now_stored(page).latest_revision_id == before


def test_blocks_in_another_order_are_the_same_version(page: AboutPage, amal: User) -> None:
    root = sent(page)
    new = draft(page)
    new.body_en = list(reversed(new.body_en.get_prep_value()))
    new.save_revision(user=amal)
    [outcome] = take(translate_all(root), amal)
    assert outcome.refusal == ""
    assert [block["type"] for block in draft(page).body_ar.get_prep_value()] == ["quote", "text"]


def lose(target: etree._Element) -> None:
    target.remove(target[0])


def add(target: etree._Element) -> None:
    target.append(copy.deepcopy(target[0]))


def rename(target: etree._Element) -> None:
    target[0].set("id", "77")


def turn_inside_out(target: etree._Element) -> None:
    target[0].tag = NAME("it")


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [(lose, "missing"), (add, "does not have"), (rename, "missing"), (turn_inside_out, "missing")],
)
def test_a_text_with_damaged_tags_keeps_its_field_out(
    page: AboutPage, amal: User, break_it: Callable[[etree._Element], None], reason: str
) -> None:
    root = sent(page)
    translate_all(root)
    break_it(unit(root, "/1").find(NAME("target")))
    [outcome] = take(root, amal)
    assert [reason in problem.reason for problem in outcome.problems] == [True]
    assert outcome.problems[0].source == "The Court sits in The Hague."
    assert outcome.taken == 2
    new = draft(page)
    assert new.title_ar == "ترجمة-Plan title (en)"
    assert list(new.body_ar) == []
    assert freshness(new, "ar").state == State.OUTDATED, "unfinished: work goes on"


def test_a_body_is_never_taken_in_parts(page: AboutPage, amal: User) -> None:
    root = sent(page)
    translate_all(root)
    unit(root, "/2").find(NAME("target")).text = "  "
    [outcome] = take(root, amal)
    assert outcome.taken == 2
    assert "1 text of it has no translation" in outcome.notes[0]
    assert list(draft(page).body_ar) == []


def test_one_refused_record_keeps_no_other_out(page: AboutPage, amal: User) -> None:
    other = make.about(make.home(), "Other", title_ar=None)
    root = sent(page)
    root.append(sent(other)[0])
    gone = copy.deepcopy(root[0])
    gone.set("original", "pages.AboutPage:999999")
    root.append(gone)
    changed = draft(page)
    changed.title_en = "New"
    changed.save_revision(user=amal)
    outcomes = take(translate_all(root), amal)
    assert [bool(outcome.refusal) for outcome in outcomes] == [True, False, True]
    assert "no such record" in outcomes[2].refusal
    assert draft(other).title_ar == "ترجمة-Other title (en)"


@pytest.mark.parametrize(
    "original",
    [
        "members.User:1",
        "pages.Office:1",
        "pages.SitePage:x",
        "auth.Group:1",
        "nothing",
        "pages.AboutPage:99999999999999999999",
        "pages.AboutPage:999999999999999999",
        "",
    ],
)
def test_names_of_no_record_are_refused(page: AboutPage, amal: User, original: str) -> None:
    root = sent(page)
    root[0].set("original", original)
    [outcome] = take(translate_all(root), amal)
    assert "no such record" in outcome.refusal


def test_nothing_is_taken_in_a_language_somebody_may_not_edit(page: AboutPage, amal: User) -> None:
    doors = exchange_doors.doors(amal)
    spanish_only = type(doors)(
        amal, lambda user, language: language == "es", doors.refusal, doors.newest, doors.save
    )
    [outcome] = take_in(translate_all(sent(page)), spanish_only, apply=True)
    assert outcome.refusal == "You may not edit texts in this language."
    assert draft(page).title_ar is None
    [outcome] = take_in(translate_all(sent(page, "es")), spanish_only, apply=True)
    assert outcome.taken == 7


def test_a_translator_of_arabic_takes_in_arabic_and_nothing_else(page: AboutPage) -> None:
    ensure_roles(reset=True)
    nour = User.objects.create_user("nour", email="nour@example.org", password="a long test password")
    nour.groups.add(Group.objects.get(name=translator("ar")))
    [outcome] = take(translate_all(sent(page, "es")), nour)
    assert outcome.refusal == "You may not edit texts in this language."
    [outcome] = take(translate_all(sent(page)), nour)
    assert (outcome.refusal, outcome.taken) == ("", 7)
    new = draft(page)
    assert (new.title_ar, new.title_es) == ("ترجمة-Plan title (en)", None)
    assert new.title_en == "Plan title (en)"
    assert new.latest_revision.user == nour
    assert freshness(new, "ar").state == State.CURRENT


def test_nothing_is_taken_into_a_page_somebody_may_not_edit(page: AboutPage, amal: User) -> None:
    guest = User.objects.create_user("guest", email="guest@example.org", password="a long test password")
    [outcome] = take(translate_all(sent(page)), guest)
    assert outcome.is_refused
    page.locked, page.locked_by = True, guest
    page.save()
    [outcome] = take(translate_all(sent(page)), amal)
    assert "locked" in outcome.refusal or outcome.taken, "an administrator may unlock"


def test_states_are_honoured(page: AboutPage, amal: User) -> None:
    root = sent(page)
    translate_all(root, state="needs-review-translation")
    [outcome] = take(root, amal)
    assert outcome.review_owed
    assert freshness(draft(page), "ar").review_owed
    again = sent(page, due_only=False)
    assert {each.find(NAME("target")).get("state") for each in again.iter(NAME("trans-unit"))} == {
        "needs-review-translation"
    }
    for each in again.iter(NAME("trans-unit")):
        each.set("approved", "yes")
    [outcome] = take(again, amal)
    assert (outcome.taken, outcome.confirmed) == (0, True)
    assert not freshness(draft(page), "ar").review_owed


def test_english_put_there_to_be_written_over_is_no_translation(page: AboutPage, amal: User) -> None:
    root = sent(page)
    for each in root.iter(NAME("trans-unit")):
        target, source = each.find(NAME("target")), each.find(NAME("source"))
        target.text = source.text
        target.extend(copy.deepcopy(child) for child in source)
        target.set("state", "needs-translation")
    [outcome] = take(root, amal)
    assert (outcome.taken, outcome.left) == (0, 7)


def test_a_translator_confirms_what_was_outdated(page: AboutPage, amal: User) -> None:
    take(translate_all(sent(page)), amal)
    new = draft(page)
    new.title_en = "Another title"
    new.save_revision(user=amal)
    assert freshness(draft(page), "ar").state == State.OUTDATED
    root = sent(page)
    assert take(root, amal)[0].has_news is False, "a file that comes back untouched confirms nothing"
    for each in root.iter(NAME("trans-unit")):
        each.find(NAME("target")).set("state", "final")
    [outcome] = take(root, amal)
    assert (outcome.taken, outcome.confirmed) == (0, True)
    assert freshness(draft(page), "ar").state == State.CURRENT
    assert draft(page).title_ar == "ترجمة-Plan title (en)"


def test_what_was_changed_here_meanwhile_is_not_written_over(page: AboutPage, amal: User) -> None:
    take(translate_all(sent(page)), amal)
    root = sent(page, due_only=False)
    new = draft(page)
    new.title_ar = "من الموقع"
    new.save_revision(user=amal)
    for each in root.iter(NAME("trans-unit")):
        translate(each, "جديد")
    [outcome] = take(root, amal)
    assert outcome.has_conflicts
    assert [(problem.present, problem.target) for problem in outcome.problems] == [
        ("من الموقع", "جديد-Plan title (en)")
    ]
    assert draft(page).title_ar == "من الموقع"
    assert draft(page).summary_ar == "جديد-Plan summary (en)"
    [outcome] = take(root, amal, replace=True)
    assert outcome.problems == []
    assert draft(page).title_ar == "جديد-Plan title (en)"


def test_context_that_is_locked_is_left_alone(page: AboutPage, amal: User) -> None:
    new = draft(page)
    new.title_ar = "عنوان"
    new.save_revision(user=amal)
    root = sent(page)
    title = unit(root, "title")
    assert (title.get("translate"), title.get("approved")) == ("no", "yes")
    translate_all(root)
    [outcome] = take(root, amal)
    assert outcome.taken == 6
    assert draft(page).title_ar == "عنوان"


def test_too_long_a_text_is_named(page: AboutPage, amal: User) -> None:
    root = sent(page)
    translate_all(root)
    unit(root, "title").find(NAME("target")).text = "ط" * 256
    assert unit(root, "title").get("maxwidth") == "255"
    [outcome] = take(root, amal)
    assert "256 characters, 255 at most" in outcome.problems[0].reason
    assert draft(page).title_ar is None


def test_settings_with_their_rows_and_pictures_travel_too(amal: User) -> None:
    settings = SiteSettings.load()
    settings.tagline_en = "Together for Justice"
    settings.offices = [
        Office(name_en="The Hague", lines="A street"),
        Office(name_en="New York", name_ar="نيويورك"),
    ]
    settings.save()
    picture = files.image(title_en="A hall", alt_text_en="A hall with people")
    for record in (SiteSettings.load(), SiteImage.objects.get(pk=picture.pk)):
        root = sent(record)
        assert take(translate_all(root), amal)[0].refusal == ""
    offices = list(SiteSettings.load().offices.order_by("pk"))
    assert [office.name_ar for office in offices] == ["ترجمة-The Hague", "نيويورك"]
    assert offices[0].lines == "A street"
    assert SiteImage.objects.get(pk=picture.pk).alt_text_ar == "ترجمة-A hall with people"


def test_the_translation_keeps_its_own_pictures_and_blocks(page: AboutPage, amal: User) -> None:
    """A block somebody added in one language alone stays, in its place; one whose English is gone goes."""
    take(translate_all(sent(page)), amal)
    new = draft(page)
    own = {
        "type": "quote",
        "value": {"text": "خاص", "attribution": ""},
        "id": "5f0f3c1e-6a0d-4f57-9a30-3c2b1b1f0a01",
    }
    raw = new.body_ar.get_prep_value()
    new.body_ar = [raw[0], own, raw[1]]
    english = new.body_en.get_prep_value()
    added = {"type": "text", "value": "<p>Late</p>", "id": "5f0f3c1e-6a0d-4f57-9a30-3c2b1b1f0a02"}
    new.body_en = [english[0], added]
    new.save_revision(user=amal)
    root = sent(page)
    translate(unit(root, f"{added['id']}/1"), "متأخر")
    [outcome] = take(root, amal)
    assert outcome.refusal == ""
    assert [block["value"] for block in draft(page).body_ar.get_prep_value()] == [
        raw[0]["value"],
        own["value"],
        "<p>متأخر-Late</p>",
    ]


def test_a_body_built_otherwise_is_said_to_be(page: AboutPage, amal: User) -> None:
    new = draft(page)
    new.body_ar = [("quote", {"text": "قديم", "attribution": ""})]
    new.save_revision(user=amal)
    found = [each for each in units.units(draft(page), "ar") if each.field == "body"]
    assert [(each.target, each.lost) for each in found] == [(None, True)] * 5
    [outcome] = take(translate_all(sent(page)), amal)
    assert any("built anew" in note for note in outcome.notes)
    assert [block["type"] for block in draft(page).body_ar.get_prep_value()] == ["text", "quote"]


def test_reasons_are_in_the_language_of_the_menus(page: AboutPage, amal: User) -> None:
    root = sent(page)
    root[0].set("original", "pages.AboutPage:999999")
    english = take(root, amal)[0].refusal
    for code in ("es", "fr", "ar"):
        with translation.override(code):
            assert take(root, amal)[0].refusal not in ("", english)
