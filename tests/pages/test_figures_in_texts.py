"""A figure in a text, from the editor's form to the reader: stored inert, counted when read, always a sentence."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.test.utils.form_data import streamfield

from cicc_site import kept as store
from cicc_site import languages
from cicc_site.multilingual.passage import text_in
from cicc_site.multilingual.readable import readable
from members.enums import ActKind
from members.models import RegisterDate
from pages.blocks import RICH_TEXT
from pages.figures import editor, report
from pages.figures.known import KNOWN, Tally
from pages.figures.tokens import Form, Token
from pages.models import AboutPage, CasePage, CasePerson, HomePage, SituationIndexPage, SituationPage
from tests.factories import members as make
from tests.factories import pages
from tests.pages.test_admin_editor import form_of

pytestmark = pytest.mark.django_db

PARTIES = Token("states_parties")
GONE = Token("planets")


@pytest.fixture
def register() -> None:
    """Three States Parties, one of them only since the day after the register's date."""
    make.register_date(date(2026, 10, 2))
    for alpha3, day in (("ZZA", "2002-07-01"), ("ZZB", "2026-10-01"), ("ZZC", "2026-11-01")):
        make.country(
            alpha3, {ActKind.ACCESSION: "2000-01-01", ActKind.ENTRY_INTO_FORCE: day}, cicc_region="africa"
        )


def page_with(*texts: str, **columns: Any) -> AboutPage:
    """A live page whose English body has these texts and no other language has one."""
    body = [{"type": "text", "value": text} for text in texts]
    empty: dict[str, Any] = {f"body_{code}": [] for code in languages.translation_codes()}
    made = pages.about(pages.home(), **{**empty, "body_en": body, **columns})
    return AboutPage.objects.get(pk=made.pk)


def read(client: Client, page: AboutPage, language: str) -> str:
    return client.get(page.address_in(language)).content.decode()


# --- The reader ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("register")
def test_a_reader_finds_the_figure_as_it_is_now(client: Client) -> None:
    page = page_with(f"<p>The Statute has {PARTIES.stored}.</p>")
    assert '<data value="2" title="as of 2 October 2026">2 States Parties</data>' in read(client, page, "en")
    RegisterDate.objects.update(as_of=date(2026, 11, 1))
    assert '<data value="3" title="as of 1 November 2026">3 States Parties</data>' in read(client, page, "en")


@pytest.mark.usefixtures("register")
def test_a_text_in_arabic_counts_in_arabic_and_one_that_fell_back_in_english(client: Client) -> None:
    arabic = [{"type": "text", "value": f"<p>عددها {PARTIES.stored}</p>"}]
    both = page_with(f"<p>{PARTIES.stored}</p>", body_ar=arabic)
    assert ">دولتان طرفان</data>" in read(client, both, "ar")
    assert "2 States Parties" not in read(client, both, "ar")
    english_only = page_with(f"<p>It has {PARTIES.stored}</p>")
    assert 'lang="en" dir="ltr"' in read(client, english_only, "ar")
    assert ">2 States Parties</data>" in read(client, english_only, "ar")
    assert 'title="as of 2 October 2026"' in read(client, english_only, "ar")


def test_an_unknown_figure_reads_as_several_and_is_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page = page_with(f"<p>There are {GONE.stored}, {Token('planets', Form.DATED).stored}.</p>")
    with caplog.at_level(logging.WARNING, "pages.figures"):
        html = read(client, page, "en")
    assert "There are <bdi>several</bdi>, <bdi>several</bdi>." in html
    assert "'planets'" in caplog.text


def test_what_is_stored_cannot_carry_markup(client: Client) -> None:
    page = page_with('<p>x <embed embedtype="figure" figure="&lt;script&gt;" form="&quot;onload=1"/> y</p>')
    html = read(client, page, "en")
    assert "x <bdi>several</bdi> y" in html


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("register")
def test_twenty_figures_cost_what_one_of_each_kind_costs(client: Client, language: str) -> None:
    def queries(page: AboutPage, *, kept: bool = False) -> int:
        read(client, page, language)
        cache.clear()
        if not kept:
            store._kept.clear()
        with CaptureQueriesContext(connection) as captured:
            read(client, page, language)
        return len(captured)

    plain = queries(page_with("<p>None</p>"))
    one = queries(page_with(f"<p>{PARTIES.stored}</p>"))
    many = queries(page_with(*(f"<p>{Token('states_parties', form).stored}</p>" for form in [*Form] * 5)))
    assert one == plain + 2, "the date of the register and the count"
    assert many == one
    kinds = {figure.kind for figure in KNOWN.values()}
    all_of_them = page_with(*(f"<p>{Token(key).stored}</p>" for key in KNOWN))
    assert queries(all_of_them) == plain + 1 + len(kinds)
    # Nothing they are counted from has changed since.
    assert queries(all_of_them, kept=True) == queries(page_with("<p>None</p>"), kept=True)


def test_situations_cases_and_persons_are_counted_as_they_are_published() -> None:
    assert Tally().figure("cases").value is None
    index = pages.page(SituationIndexPage, pages.home())
    situation = pages.page(
        SituationPage, index, referral_type="proprio_motu", status="ongoing", status_as_of="2024-12-17"
    )
    for day, live, names in (
        ("2025-03-01", True, "AB"),
        ("2026-08-21", True, "B"),
        ("2026-09-01", False, "C"),
    ):
        case = pages.page(CasePage, situation, stage="trial", status_as_of=day, live=live, full_name_en=day)
        for name in names:
            CasePerson.objects.create(page=case, name=name)
    tally = Tally()
    found = {
        key: (tally.figure(key).value, tally.figure(key).as_of) for key in ("situations", "cases", "persons")
    }
    assert {key: value for key, (value, _day) in found.items()} == {"situations": 1, "cases": 2, "persons": 2}
    assert {key: str(day and day.isoformat()) for key, (_value, day) in found.items()} == {
        "situations": "2024-12-17",
        "cases": "2026-08-21",
        "persons": "2026-08-21",
    }


def test_every_figure_of_the_list_can_be_counted() -> None:
    tally = Tally()
    assert [key for key in KNOWN if tally.figure(key) is None] == []


# --- The editor ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.amal())
    return client


def converter() -> ContentstateConverter:
    return ContentstateConverter(RICH_TEXT)


@pytest.mark.usefixtures("register")
def test_the_editor_shows_words_and_stores_none() -> None:
    stored = (
        f'<p data-block-key="a1">Has {PARTIES.stored} now, <b>{Token("cases", Form.NUMBER).stored}</b>.</p>'
    )
    with text_in("fr"):
        state = json.loads(converter().from_database_format(stored))
    [block] = state["blocks"]
    assert block["text"] == "Has 2 États Parties now, plusieurs."
    [first, second] = [state["entityMap"][str(place["key"])] for place in block["entityRanges"]]
    assert (first["type"], first["mutability"]) == ("FIGURE", "IMMUTABLE")
    assert first["data"] == {"figure": "states_parties", "form": "words"}
    assert second["data"] == {"figure": "cases", "form": "number"}
    assert converter().to_database_format(json.dumps(state)) == stored


def test_a_form_nobody_knows_is_stored_as_the_usual_one() -> None:
    state = json.loads(converter().from_database_format(f"<p>{PARTIES.stored}</p>"))
    state["entityMap"]["0"]["data"] = {"figure": 'x"><script>', "form": "loud"}
    stored = converter().to_database_format(json.dumps(state))
    assert 'figure="x&quot;&gt;&lt;script&gt;" form="words"/>' in stored


def posted(page: AboutPage, token: Token, action: str) -> dict[str, Any]:
    state = converter().from_database_format(f"<p>It has {token.stored}.</p>")
    return form_of(page, body_en=streamfield([("text", state)]), **{action: "1"})


@pytest.mark.parametrize(("token", "name"), [(PARTIES, "States Parties"), (GONE, "planets")])
def test_a_figure_without_a_value_is_kept_in_a_draft_and_not_published(
    desk: Client, token: Token, name: str
) -> None:
    page = page_with("<p>Before</p>")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    refused = desk.post(address, posted(page, token, "action-publish"))
    assert refused.status_code == 200
    assert f"These figures have no value now: {name}." in refused.content.decode()
    assert "Before" in str(AboutPage.objects.get(pk=page.pk).body_en)

    assert desk.post(address, posted(page, token, "action-save")).status_code == 302
    draft = AboutPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert token.stored in draft.body_en[0].value.source


@pytest.mark.usefixtures("register")
def test_a_figure_with_a_value_is_published(desk: Client) -> None:
    page = page_with("<p>Before</p>")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert desk.post(address, posted(page, PARTIES, "action-publish")).status_code == 302
    assert "It has <bdi>" in read(desk, page, "en")


@pytest.mark.usefixtures("register")
def test_each_tab_shows_the_figure_in_its_language_and_the_english_beside_it(desk: Client) -> None:
    bodies: dict[str, Any] = {
        f"body_{code}": [{"type": "text", "value": f"<p>{PARTIES.stored}</p>"}] for code in languages.codes()
    }
    page = pages.about(pages.home(), **bodies)
    with override("es"):
        html = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    # What the script of the editor reads is JSON inside JSON.
    spelled_out = re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), html)
    for words in ("2 States Parties", "2 Estados Partes", "2 États Parties", "دولتان طرفان"):
        assert words in spelled_out
    assert html.count('<data value="2" title="as of 2 October 2026">2 States Parties</data>') == 3


@pytest.mark.usefixtures("register")
def test_versions_are_compared_in_words_of_their_language(desk: Client) -> None:
    page = page_with("<p>Old</p>")
    first = page.latest_revision
    page.body_fr = [("text", f"<p>Il y a {PARTIES.stored}</p>")]
    second = page.save_revision()
    html = desk.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    ).content.decode()
    assert "Il y a 2 États Parties" in html


@pytest.mark.usefixtures("register")
def test_the_list_of_figures_is_for_staff_and_in_every_language(desk: Client) -> None:
    answer = desk.get(reverse(editor.ADDRESS))
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    figures = {figure["key"]: figure for group in told["groups"] for figure in group["figures"]}
    assert figures.keys() == KNOWN.keys()
    assert figures["states_parties"]["texts"]["ar"]["words"] == "دولتان طرفان"
    assert [form["form"] for form in told["forms"]] == list(Form)
    assert Client().get(reverse(editor.ADDRESS)).status_code == 302


@pytest.mark.usefixtures("register")
def test_readable_text_and_search_take_the_figure_in_their_stride() -> None:
    page = page_with(f"<p>It has {PARTIES.stored} today.</p>")
    with text_in("en"):
        assert ">2 States Parties</data>" in readable(page.body_en)
    [block] = page.body_en
    assert block.block.get_searchable_content(block.value) == ["It has  today."]


# --- The report ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("register")
def test_the_report_names_what_has_to_be_looked_at(desk: Client) -> None:
    text = f"<p>{GONE.stored} {Token('cases').stored} {PARTIES.stored} and 46 countries.</p>"
    page = page_with(text, "<p>In 2009 there were 150 countries.</p>")
    found = [(finding.page.pk, finding.figure, finding.reason) for finding in report.findings([page])]
    assert found == [
        (page.pk, "planets", report.UNKNOWN),
        (page.pk, "Cases with a page", report.NO_VALUE),
        (page.pk, "46 countries", report.TYPED),
    ]
    html = desk.get(reverse(report.ADDRESS)).content.decode()
    assert "planets" in html
    assert page.title_en in html
    assert "150 countries" not in html


def test_the_report_is_empty_when_all_is_well(desk: Client) -> None:
    page_with("<p>Words</p>")
    assert HomePage.objects.exists()
    assert (
        "Every figure in the texts of the site is counted"
        in desk.get(reverse(report.ADDRESS)).content.decode()
    )


@pytest.mark.content
def test_the_starting_content_has_nothing_to_report() -> None:
    pages_read = list(report.live_pages())
    assert len(pages_read) > 100
    assert list(report.findings(pages_read)) == []
