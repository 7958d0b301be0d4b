"""Plain text and HTML of any age: the letters come back whatever their encoding, with or without a word about it."""

from __future__ import annotations

import pytest

from cicc_site import confined
from documents.extraction import calling, findings
from tests.factories import texts

GERMAN = "Die Versammlung der Vertragsstaaten beschließt: „Für Opfer und Zeugen“ – Übersetzungen sind nötig. "
CZECH = "Shromáždění smluvních států přijalo usnesení o obětech, svědcích a řízení před soudem; žádné další. "
ARABIC = "اعترفت جمعية الدول الأطراف بالدور التنسيقي للائتلاف، وشكرت المنظمات غير الحكومية على جهودها؛ والله أعلم. "
FRENCH, SPANISH, RUSSIAN = (f"{texts.TEXTS[language]} " for language in ("fr", "es", "ru"))


def read(data: bytes, kind: str = "txt", *, rtl: bool = False) -> str:
    return calling.extract(kind, confined.in_memory(data), right_to_left=rtl).text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", ARABIC),
        ("utf-8-sig", FRENCH),
        ("utf-16", ARABIC),
        ("utf-16", FRENCH),
        ("utf-16-le", ARABIC),
        ("utf-16-be", ARABIC),
        ("utf-16-le", FRENCH),
        ("utf-16-be", SPANISH),
        ("utf-32", ARABIC),
        ("cp1256", ARABIC),
        ("cp1252", FRENCH),
        ("cp1252", SPANISH),
        ("cp1252", GERMAN),
        ("cp1251", RUSSIAN),
        ("cp1250", CZECH),
        ("gb18030", texts.TEXTS_OF_SAMPLES["zh"]),
    ],
)
@pytest.mark.parametrize("times", [1, 20])
def test_old_and_new_encodings(encoding: str, text: str, times: int) -> None:
    written = (text * times).encode(encoding)
    assert read(written, rtl=text == ARABIC).split() == (text * times).split()


def test_a_page_of_an_old_site_that_says_nothing_of_its_encoding() -> None:
    page = f"<html><head><title>x</title></head><body><p>{ARABIC * 5}</p></body></html>"
    assert read(page.encode("cp1256"), "html", rtl=True).split() == (ARABIC * 5).split()
    french = f"<p>{FRENCH * 3}"
    assert read(french.encode("cp1252"), "html").split() == (FRENCH * 3).split()


def test_what_is_no_text_in_any_of_them_is_refused() -> None:
    for data in (b"\x7fELF\0\0\0" * 1000, bytes(range(256)) * 40, b"\0" * 500, b"ab\0\0cd\0" * 300):
        with pytest.raises(findings.Unreadable, match="broken"):
            read(data)


def test_a_tag_that_the_end_of_the_file_cuts_off_is_not_shown() -> None:
    assert read(b"<p>Before</p><div class='x", "html") == "Before"
    assert read(b"<p>Fewer: 3 < 4", "html") == "Fewer: 3 < 4"
