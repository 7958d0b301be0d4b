"""Names, addresses and order of countries."""

import pytest

from cicc_site.countries import country_name, country_slug, language_name, sort_key


@pytest.mark.parametrize(
    ("alpha2", "language", "name"),
    [
        ("KE", "en", "Kenya"),
        ("KE", "ar", "كينيا"),
        ("LC", "en", "Saint Lucia"),
        ("AG", "en", "Antigua and Barbuda"),
        ("DE", "es", "Alemania"),
        ("NL", "ar", "هولندا"),
    ],
)
def test_names_of_countries(alpha2: str, language: str, name: str) -> None:
    assert country_name(alpha2, language) == name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("pt", "en", "Portuguese"),
        ("pt", "ar", "البرتغالية"),
        ("zh-Hant", "fr", "chinois traditionnel"),
        ("qqq", "en", "qqq"),
    ],
)
def test_names_of_languages(code: str, language: str, name: str) -> None:
    assert language_name(code, language) == name


@pytest.mark.parametrize(
    ("name", "language", "slug"),
    [
        ("Côte d'Ivoire", "fr", "cote-d-ivoire"),
        ("Lao People's Democratic Republic", "en", "lao-peoples-democratic-republic"),
        ("Iran (Islamic Republic of)", "en", "iran-islamic-republic-of"),
        ("España", "es", "espana"),
        ("Territoire britannique de l’océan Indien", "fr", "territoire-britannique-de-l-ocean-indien"),
        ("تيمور - ليشتي", "ar", "تيمور-ليشتي"),
        ("عُمان", "ar", "عمان"),
        ("Кения", "ru", "кения"),
    ],
)
def test_addresses_of_countries(name: str, language: str, slug: str) -> None:
    assert country_slug(name, language) == slug


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Afghanistan", "Åland Islands", "Albania", "Guinea", "Guinea-Bissau", "Zimbabwe"]),
        ("fr", ["Dominique", "Égypte", "Équateur", "Espagne", "Île de Man", "Îles Cook", "Inde"]),
        ("es", ["Nauru", "Nueva Zelanda", "Ñandubay", "Omán", "Panamá"]),
        # The article does not count, nor does the seat of the hamza; ya closes the alphabet.
        (
            "ar",
            [
                "الاتحاد الروسي",
                "إثيوبيا",
                "أذربيجان",
                "الأردن",
                "ألمانيا",
                "البحرين",
                "هنغاريا",
                "الولايات المتحدة",
                "اليمن",
            ],
        ),
    ],
)
def test_lists_stand_in_the_order_of_their_language(language: str, names: list[str]) -> None:
    mixed = [*names[1::2], *names[::2]]
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == names
