"""What finds what: words in their languages, accents and articles left out, names, symbols, phrases, exclusions."""

from __future__ import annotations

import pytest

from cicc_site import languages
from documents.models import FileText, Work
from members.enums import ListingLevel
from pages.models import AboutPage
from pages.search import Problem, Sort
from pages.search.things import Family
from pages.search.writing import refresh
from tests.factories import archive, members
from tests.factories import pages as make
from tests.pages.search.finding import answer, found

pytestmark = pytest.mark.django_db


def with_text(work: Work, language: str, text: str) -> None:
    file = archive.work_file(work, language)
    FileText.objects.create(file=file, text=text)
    refresh(Family.WORK, [work.pk])


SAME_WORD = [
    ("en", "The victims of the war", "victim"),
    ("en", "A reparation for one victim", "reparations"),
    ("es", "La educación en derechos", "educacion"),
    ("es", "La educación en derechos", "educaciones"),
    ("es", "Las investigaciones preliminares", "investigación"),
    ("es", "Las investigaciones preliminares", "investigacion"),
    ("es", "El crimen de agresión", "CRIMENES"),
    ("fr", "La compétence complémentaire", "competence"),
    ("fr", "Les réfugiés rwandais", "refugie"),
    ("fr", "Réparations aux victimes", "reparation"),
    ("fr", "L’accusé devant la Cour", "accuse"),
    ("ar", "المحكمة الجنائية", "محكمة"),
    ("ar", "محكمة خاصة", "المحكمة"),
    ("ar", "والمحكمة تنظر", "محكمة"),
    ("ar", "قرار للمحكمة", "المحكمة"),
    ("ar", "بالعدالة الدولية", "عدالة"),
    ("ar", "وحقوق الإنسان", "حقوق"),
    ("ar", "حقوق الإنسان", "وحقوق"),
    ("ar", "حقوق الإنسان", "الانسان"),
    ("ar", "مُحَاكَمَةٌ عادلة", "محاكمة"),
    ("ar", "محاكمة عادلة", "مُحَاكَمَة"),
    ("ar", "تقرير إلى الأمين", "الامين"),
    ("ar", "شكوى من الضحايا", "شكوي"),
    ("ar", "مسؤولية القادة", "مسوولية"),
    ("ar", "العدالــــة", "عدالة"),
    ("ar", "في عام ٢٠٠٢", "2002"),
]


@pytest.mark.parametrize("language", languages.codes())
def test_a_word_is_found_in_the_forms_of_its_language(language: str) -> None:
    home = make.home()
    texts = dict.fromkeys(text for code, text, _query in SAME_WORD if code == language)
    for number, text in enumerate(texts):
        page = make.page(AboutPage, home, f"Plain {number}", **{f"title_{language}": text})
        for query in (query for code, same, query in SAME_WORD if (code, same) == (language, text)):
            hits = {(hit.kind, hit.key): hit for hit in answer(query, language).hits}
            assert ("page", page.pk) in hits, (query, text)
            assert "<mark>" in hits["page", page.pk].title.html, (query, text)


@pytest.mark.parametrize("language", ["sw", "pt", "ru", "zh", "th", "hi", "fa"])
def test_documents_are_found_in_languages_without_a_stemmer(language: str) -> None:
    texts = {
        "sw": ("Haki za binadamu nchini", "haki"),
        "pt": ("A jurisdição do Tribunal", "jurisdicao"),
        "ru": ("Международный уголовный суд", "УГОЛОВНЫЙ"),
        "zh": ("国际刑事法院罗马规约", "刑事法院"),
        "th": ("ศาลอาญาระหว่างประเทศ", "อาญา"),
        "hi": ("अंतर्राष्ट्रीय न्यायालय", "न्यायालय"),
        "fa": ("دادگاه کیفری بین‌المللی", "كيفري"),
    }
    text, query = texts[language]
    work = archive.work()
    with_text(work, language, text)
    [hit] = answer(query).hits
    assert (hit.key, hit.language) == (work.pk, language)
    assert str(hit.title.html) == work.title_en
    assert hit.languages == ("en", language)
    assert hit.direction == ("rtl" if language == "fa" else "ltr")


def test_names_and_numbers_are_found_from_every_language() -> None:
    page = make.about(
        make.home(), "Plain", title_en="The trial of Abd-Al-Rahman in 2022", title_ar="", title_fr=""
    )
    for language in ("en", "es", "fr", "ar"):
        assert found("Abd-Al-Rahman", language) == [("page", page.pk)]
        assert ("page", page.pk) in found("2022", language)
    assert found("abd al rahman de 2022", "es") == [("page", page.pk)]


def test_a_symbol_comes_first_however_it_is_written() -> None:
    wanted = archive.work("Recognition", symbol="ICC-ASP/2/Res.8")
    others = [archive.work(f"On ICC-ASP/2/Res.8 and its history {number}") for number in range(3)]
    for query in (
        "ICC-ASP/2/Res.8",
        "icc asp 2 res 8",
        "ICC‑ASP/2/Res.8",
        "resolution ICC-ASP/2/Res.8",
        "icc-asp/٢/res.٨",
    ):
        first = answer(query, "es").hits[0]
        assert (first.key, first.label) == (wanted.pk, "ICC-ASP/2/Res.8"), query
    assert answer("ICC-ASP/2/Res.8").hits[0].exact
    assert {key for _kind, key in found("ICC-ASP/2")} == {wanted.pk, *(other.pk for other in others)}


def test_phrases_exclusions_and_beginnings() -> None:
    home = make.home()
    one = make.about(home, "One", title_en="Rules of procedure and evidence")
    two = make.about(home, "Two", title_en="Evidence, rules, and a procedure for victims")
    assert {key for _kind, key in found("rules procedure")} == {one.pk, two.pk}
    assert found('"rules of procedure"') == [("page", one.pk)]
    assert found("«rules of procedure»") == [("page", one.pk)]
    assert found("procedure -victims") == [("page", one.pk)]
    assert found('procedure -"rules of procedure"') == [("page", two.pk)]
    assert {key for _kind, key in found("proced*")} == {one.pk, two.pk}
    assert {key for _kind, key in found("evidence proc", unfinished=True)} == {one.pk, two.pk}
    assert Problem.ONLY_EXCLUDED in answer("-victims").problems
    assert not answer("-victims").hits
    assert Problem.NO_WORDS in answer("?! …").problems
    assert found("the -victims") != found("-victims") or not found("the -victims")


def test_where_nothing_has_all_words_those_with_some_are_found_and_it_is_said() -> None:
    page = make.about(make.home(), "Plain", title_en="Universal jurisdiction")
    told = answer("universal jurisdiction qqqq")
    assert told.is_loose
    assert [hit.key for hit in told.hits] == [page.pk]
    assert not answer("universal jurisdiction").is_loose


def test_languages_of_one_thing_are_one_hit_and_the_reader_gets_his() -> None:
    page = make.about(
        make.home(), "Kony", title_es="Caso Kony", title_fr="Affaire Kony", title_ar="قضية Kony"
    )
    for language, title in (("en", "Kony title (en)"), ("es", "Caso Kony"), ("ar", "قضية Kony")):
        told = answer("Kony", language)
        [hit] = told.hits
        assert (hit.key, hit.language) == (page.pk, language)
        assert hit.title.html.replace("<mark>", "").replace("</mark>", "") == title
        assert hit.address == page.address_in(language)
        assert set(hit.languages) == {"en", "es", "fr", "ar"}
        assert (told.total, told.kinds) == (1, {"page": 1})
        assert told.languages == {"en": 1, "es": 1, "fr": 1, "ar": 1}


def test_counts_tell_what_each_filter_would_give() -> None:
    home = make.home()
    for number in range(3):
        make.about(
            home,
            f"Budget {number}",
            title_es="Otro",
            summary_es="Otro",
            body_es=[],
            title_fr="",
            summary_fr="",
        )
    work = archive.work("A budget")
    with_text(work, "sw", "budget ya mahakama")
    members.organization("Budget Watch", listing=ListingLevel.FULL)
    told = answer("budget")
    assert told.kinds == {"page": 3, "document": 1, "member": 1}
    for kind, number in told.kinds.items():
        assert answer("budget", kinds=frozenset({kind})).total == number
    for language, number in told.languages.items():
        assert answer("budget", document_language=language).total == number
    narrowed = answer("budget", kinds=frozenset({"document"}))
    assert narrowed.kinds == told.kinds
    assert narrowed.languages == {"en": 1, "sw": 1}
    assert answer("budget", kinds=frozenset({"nonsense"})).total == 0


def test_pages_of_hits_have_each_hit_once() -> None:
    home = make.home()
    made = {make.about(home, f"Budget {number}").pk for number in range(7)}
    pages = [answer("budget", page=number, per_page=3) for number in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [3, 3, 1]
    assert {hit.key for page in pages for hit in page.hits} == made
    assert all((page.total, page.last_page) == (7, 3) for page in pages)
    assert answer("budget", page=99, per_page=3).page == 3


def test_the_newest_first_where_asked_for() -> None:
    old = archive.work("Budget budget budget", date="1999-01-01")
    new = archive.work("On many things and the budget", date="2020-01-01")
    undated = archive.work("A budget")
    assert [key for _kind, key in found("budget", sort=Sort.NEWEST)] == [new.pk, old.pk, undated.pk]


def test_a_country_is_found_by_its_codes_and_by_its_name_in_any_language() -> None:
    kenya = members.country(
        "KEN", alpha2="KE", name_en="Kenya", name_es="Kenia", name_fr="Kenya", name_ar="كينيا"
    )
    for query, language in (("KEN", "en"), ("ke", "fr"), ("Kenia", "en"), ("كينيا", "es"), ("kenya", "ar")):
        hit = answer(query, language).hits[0]
        assert (hit.kind, hit.key, hit.exact) == ("country", kenya.pk, True), query


def test_words_far_apart_in_a_long_text_are_found_together_and_shown_where_they_stand() -> None:
    work = archive.work("A long report")
    filler = "procedural matters were considered at length by the bench " * 4_000
    with_text(work, "en", f"alphaword {filler} omegaword and epilogue")
    assert found("alphaword omegaword") == [("document", work.pk)]
    [hit] = answer("omegaword").hits
    assert "<mark>omegaword</mark>" in hit.extract.html or hit.extract.html
    assert answer("omegaword epilogue").total == 1
    assert answer('"omegaword and epilogue"').total == 1


def test_a_word_that_many_members_bear_finds_first_what_is_written_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = members.country()
    for number in range(4):
        members.organization(f"Network {number} for Mediation", state)
    page = make.about(make.home(), "Plain", summary_en="Mediation between the parties, and mediation before.")
    assert found("mediation")[0][0] == "member"
    monkeypatch.setattr("pages.search.asking.MANY_NAMES", 3)
    assert found("mediation")[0] == ("page", page.pk)
    assert answer("mediation").total == 5


NAMES = [
    ("ar", "نتاغاندا", "Ntaganda"),
    ("ar", "لوبانغا", "Lubanga"),
    ("en", "Shabaka", "شبكة"),
    ("fr", "Oongwen", "Ongwen"),
]


@pytest.mark.parametrize(("language", "query", "title"), NAMES)
def test_a_name_is_found_as_it_sounds(language: str, query: str, title: str) -> None:
    page = make.about(make.home(), "Plain", title_en=title)
    assert found(query, language) == [("page", page.pk)]


def test_suggestions_are_things_that_are_called_so() -> None:
    home = make.home()
    named = make.about(home, "Plain", title_en="Complementarity in practice")
    make.about(home, "Other", summary_en="On complementarity")
    for typed in ("comp", "complementa", "complementarity in pr", "practice comple"):
        assert found(typed, unfinished=True, titles_only=True) == [("page", named.pk)], typed
    assert len(found("complementarity")) == 2
