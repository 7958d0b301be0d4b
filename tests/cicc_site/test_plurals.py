"""Every language counts as its speakers do: the plural rule of each catalogue picks the right form."""

import gettext

import pytest
from django.utils.translation import ngettext, override

from cicc_site import catalogues
from cicc_site.languages import LANGUAGES

NUMBERS = (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111, 1_000_000)
COUNTED = {
    "en": dict.fromkeys(NUMBERS, "results") | {1: "result"},
    "es": dict.fromkeys(NUMBERS, "resultados") | {1: "resultado"},
    "fr": dict.fromkeys(NUMBERS, "résultats") | dict.fromkeys((0, 1), "résultat"),
    "ar": {
        0: "لا نتائج",
        1: "نتيجة واحدة",
        2: "نتيجتان",
        **dict.fromkeys((3, 10, 103), "نتائج"),
        **dict.fromkeys((11, 99, 111), "نتيجة"),
        **dict.fromkeys((100, 101, 102, 1_000_000), "نتيجة"),
    },
}


def test_every_language_of_the_site_is_counted_here() -> None:
    assert COUNTED.keys() == {language.code for language in LANGUAGES}
    assert all(expected.keys() == set(NUMBERS) for expected in COUNTED.values())


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [(language, number, words) for language, forms in COUNTED.items() for number, words in forms.items()],
)
def test_a_number_of_results_reads_right(language: str, number: int, words: str) -> None:
    with override(language):
        text = ngettext("%(total)s result", "%(total)s results", number) % {"total": number}
    without_number = {"ar": (0, 1, 2)}.get(language, ())
    assert text == (words if number in without_number else f"{number} {words}")


@pytest.mark.parametrize("language", catalogues.translated_languages())
@pytest.mark.parametrize("number", NUMBERS)
def test_the_rule_names_a_form_that_exists(language: str, number: int) -> None:
    catalogue = catalogues.load(catalogues.catalogue_path(language))
    assert gettext.c2py(catalogue.plural_expr)(number) in range(catalogue.num_plurals)


def test_arabic_tells_many_from_other() -> None:
    """Babel's own rule swaps these two forms; gettext and Django agree on this order."""
    rule = gettext.c2py(catalogues.load(catalogues.catalogue_path("ar")).plural_expr)
    assert [rule(number) for number in (0, 1, 2, 3, 11, 100)] == [0, 1, 2, 3, 4, 5]
