"""The glossary: loaded from its file, kept by staff, shown beside what is translated."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString

from cicc_site import languages
from cicc_site.multilingual.glossary import Term, marked
from pages.loading import glossary as loading
from pages.loading import store
from pages.loading.files import ContentError
from pages.models import GlossaryTerm
from tests.factories import members as people
from tests.factories import pages as make
from tests.pages.test_admin_editor import editor, tab

COURT = Term(
    "International Criminal Court", {"ar": "المحكمة الجنائية الدولية", "fr": "Cour pénale internationale"}
)
SHORT = Term("Court", {"ar": "المحكمة"}, note="Never a national court.")
PARTY = Term("State Party", {"ar": "الدولة الطرف"}, is_confirmed=False)
CASE = Term("case", {"ar": "قضية"})


def mark(text: str, *terms: Term, language: str = "ar") -> str:
    return str(marked(SafeString(text), terms, language).html)


def found(text: str, *terms: Term, language: str = "ar") -> list[str]:
    return [term.english for term in marked(SafeString(text), terms, language).terms]


def test_the_longest_term_wins() -> None:
    html = mark("<p>The International Criminal Court, a court.</p>", SHORT, COURT)
    assert html == (
        '<p>The <mark class="term" title="المحكمة الجنائية الدولية">International Criminal Court</mark>, '
        'a <mark class="term" title="المحكمة">court</mark>.</p>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("states parties", ["State Party"]),
        ("STATE PARTY", ["State Party"]),
        ("a State\u00a0Party", ["State Party"]),
        ("State\n Party", ["State Party"]),
        ("interstate party", []),
        ("courtyard", []),
        ("courts", ["Court"]),
        ("cases in case", ["case"]),
        ("casework", []),
        ("State", []),
    ],
)
def test_whole_words_in_any_case_and_number(text: str, expected: list[str]) -> None:
    assert found(text, SHORT, PARTY, CASE) == expected


def test_tags_and_attributes_are_left_alone() -> None:
    text = '<a href="/court/" title="Court">See</a> &lt;Court&gt; &amp; case'
    html = mark(text, SHORT, CASE)
    assert html.startswith('<a href="/court/" title="Court">See</a> &lt;<mark')
    assert html.count("<mark") == 2
    assert "&gt; &amp; <mark" in html


def test_words_without_terms_stay_as_they_are() -> None:
    text = "<p>It&#x27;s &lt;b&gt; &amp; “quoted”</p>"
    assert mark(text, SHORT) == "<p>It&#x27;s &lt;b&gt; &amp; “quoted”</p>"
    assert mark(text) == text


def test_a_term_without_translation_is_not_marked() -> None:
    assert found("The International Criminal Court", COURT, language="es") == []


def test_translations_are_escaped() -> None:
    assert 'title="&lt;b&gt;&quot;"' in mark("case", Term("case", {"ar": '<b>"'}))


# --- In the editor -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_terms_stand_beside_the_text(client: Client) -> None:
    client.force_login(people.amal())
    page = make.about(make.home(), summary_en="Of the State Party and its case.")
    GlossaryTerm.objects.create(
        term_en="State Party", term_ar="الدولة الطرف", note="Capitals.", verified="yes"
    )
    GlossaryTerm.objects.create(term_en="case", term_fr="affaire")
    html = editor(client, page)
    arabic, french = tab(html, "ar"), tab(html, "fr")
    assert '<mark class="term" title="الدولة الطرف">State Party</mark>' in arabic
    assert '<bdi class="source__term" lang="ar">الدولة الطرف</bdi>' in arabic
    assert "Capitals." in arabic
    assert "general usage" not in arabic
    assert ">case</mark>" not in arabic
    assert '<mark class="term" title="affaire">case</mark>' in french
    assert "general usage, not yet confirmed" in french
    assert "<mark" not in tab(html, "en")


@pytest.mark.django_db
def test_the_glossary_costs_one_query_in_an_editor(client: Client) -> None:
    client.force_login(people.amal())
    page = make.about(make.home())
    with CaptureQueriesContext(connection) as queries:
        editor(client, page)
    assert sum("pages_glossaryterm" in query["sql"] for query in queries) == 1


# --- The register ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_file_is_loaded_once_and_corrected_later(tmp_path: Path) -> None:
    assert loading.load_glossary() == {store.Outcome.CREATED: GlossaryTerm.objects.count()}
    court = GlossaryTerm.objects.get(key="court")
    assert court.translations["ar"] == "المحكمة الجنائية الدولية"
    assert set(loading.load_glossary()) == {store.Outcome.UNCHANGED}
    court.term_fr = "La Cour"
    court.save()
    corrected = loading.FILE.read_text(encoding="utf-8").replace("Cour pénale internationale,", "CPI,", 1)
    corrected = corrected.replace(",genocidio,", ",el genocidio,")
    path = tmp_path / "glossary.csv"
    path.write_text(corrected, encoding="utf-8")
    report = loading.load_glossary(path)
    assert (report[store.Outcome.KEPT], report[store.Outcome.UPDATED]) == (1, 1)
    assert GlossaryTerm.objects.get(key="court").term_fr == "La Cour"
    assert GlossaryTerm.objects.get(key="genocide").term_es == "el genocidio"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,en\na,b\n", "columns are missing"),
        ("id,en,domain,source,verified,notes\na,b\n", "line 2"),
        ("id,en,domain,source,verified,notes\na,b,,,yes,\na,c,,,yes,\n", "twice"),
        ("id,en,domain,source,verified,notes\na,b,,,perhaps,\n", "verified is"),
    ],
)
@pytest.mark.django_db
def test_a_mistake_in_the_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=words):
        loading.load_glossary(path)


def test_every_term_of_the_file_has_every_language() -> None:
    for key, values in loading._read(loading.FILE).items():
        assert all(values[f"term_{code}"] for code in languages.codes()), key


@pytest.mark.django_db
def test_staff_keep_the_glossary_in_the_admin(client: Client) -> None:
    client.force_login(people.amal())
    data = {
        "term_en": "plea",
        "term_es": "",
        "term_fr": "plaidoyer",
        "term_ar": "",
        "note": "",
        "domain": "",
        "source": "",
        "verified": "no",
    }
    assert client.post(reverse("wagtailsnippets_pages_glossaryterm:add"), data).status_code == 302
    made = GlossaryTerm.objects.get()
    assert made.translations == {"fr": "plaidoyer"}
    assert "plaidoyer" in client.get(reverse("wagtailsnippets_pages_glossaryterm:list")).content.decode()
    again = client.post(reverse("wagtailsnippets_pages_glossaryterm:add"), data)
    assert again.status_code == 200, "the English term is there already"


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "found"), [("Chamb", True), ("الدائرة", True), ("nothing like it", False)])
def test_a_term_is_found_by_part_of_its_words_in_any_language(
    client: Client, asked: str, found: bool
) -> None:
    client.force_login(people.amal())
    GlossaryTerm.objects.create(term_en="Appeals Chamber", term_ar="الدائرة الاستئنافية")
    response = client.get(reverse("wagtailsnippets_pages_glossaryterm:list"), {"q": asked})
    assert response.status_code == 200
    assert (b"Appeals Chamber" in response.content) is found
