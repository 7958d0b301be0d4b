"""Files of strangers: what is no translation of ours is refused in words, and nothing in a file becomes a tag."""

from __future__ import annotations

import time
from html import escape

import pytest

from cicc_site.multilingual import xliff, xliff_reading
from cicc_site.multilingual.intake import ExchangeError
from cicc_site.multilingual.tags import is_safe
from members.models import User
from pages.models import AboutPage
from tests.exchange import NAME, draft, sent, take, translate_all, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(exchanged: dict[str, int], db: None) -> User:
    return User.objects.get(pk=exchanged["amal"])


@pytest.fixture
def page(exchanged: dict[str, int], db: None) -> AboutPage:
    return AboutPage.objects.get(pk=exchanged["page"])


HEAD = f'<xliff version="1.2" xmlns="{xliff.NAMESPACE}">'
EMPTY = (
    HEAD
    + '<file original="pages.AboutPage:1" source-language="en" target-language="ar" datatype="html">'
    + "<body/></file></xliff>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]>{HEAD}<file original='&i;'/></xliff>"
)
OUTSIDE = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{HEAD}<file original="&e;"/></xliff>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an XML file"),
        (b"PK\x03\x04 a zip", "not an XML file"),
        (b"\x89PNG\r\n\x1a\n", "not an XML file"),
        (b"just words", "not an XML file"),
        (b"<html><body>x</body></html>", "not an XLIFF file"),
        (b'<xliff version="1.2"/>', "not an XLIFF file"),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "XLIFF 2"),
        (HEAD.replace('1.2"', '1.1"', 1).encode() + b"</xliff>", "XLIFF 1.1"),
        (HEAD.encode() + b"</xliff>", "no texts"),
        (EMPTY.replace("</body>", "").encode()[:-9], "not an XML file"),
        (LAUGHS.encode(), "document type"),
        (LAUGHS.encode("utf-16"), "document type"),
        (OUTSIDE.encode(), "document type"),
        (b"<!-- a -->\n <!doctype x>" + EMPTY.encode(), "document type"),
        (b'<?xml version="1.0" encoding="rot13"?>' + EMPTY.encode(), "not an XML file"),
        (b'<?xml version="1.0" encoding="idna"?>' + EMPTY.encode(), "not an XML file"),
        (b"\xff\xfe\x00\xd8", "not an XML file"),
        (("<g>" * 5000).join([HEAD, ""]).encode(), "not an XML file"),
    ],
)
def test_what_is_no_xliff_is_refused_in_words(data: bytes, words: str) -> None:
    began = time.process_time()
    with pytest.raises(ExchangeError, match=words):
        xliff_reading.read(data)
    assert time.process_time() - began < 5, "nothing was unfolded"


def test_too_large_a_file_is_not_even_read() -> None:
    with pytest.raises(ExchangeError, match="larger than 20 MB"):
        xliff_reading.read(b" " * (xliff_reading.LARGEST + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-6", "windows-1256"])
def test_files_in_other_encodings_are_read(encoding: str) -> None:
    body = '<trans-unit id="a"><source>A</source><target>عنوان</target></trans-unit>'
    text = EMPTY.replace("<body/>", f"<body>{body}</body>")
    named = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{named}"?>{text}'.encode(encoding)
    [document] = xliff_reading.read(data)
    assert document.units[0].target == ("عنوان",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('source-language="en"', 'source-language="fr"', "not translated from English"),
        ('target-language="ar"', 'target-language="de"', "does not say into which"),
        ('target-language="ar"', "", "does not say into which"),
        ('target-language="ar"', 'target-language="en"', "does not say into which"),
    ],
)
def test_other_languages_are_refused(old: str, new: str, words: str) -> None:
    [document] = xliff_reading.read(EMPTY.replace(old, new).encode())
    assert words in document.mistake


def test_a_language_with_a_region_is_that_language() -> None:
    [document] = xliff_reading.read(EMPTY.replace('="ar"', '="ar-EG"').encode())
    assert (document.language, document.mistake) == ("ar", "")


def test_what_is_twice_in_a_file_is_refused_the_second_time() -> None:
    one = EMPTY[len(HEAD) : -len("</xliff>")]
    first, second = xliff_reading.read((HEAD + one + one + "</xliff>").encode())
    assert (first.mistake, "twice" in second.mistake) == ("", True)
    doubled = "<body>" + '<trans-unit id="a"><source>A</source></trans-unit>' * 2 + "</body>"
    [document] = xliff_reading.read(EMPTY.replace("<body/>", doubled).encode())
    assert "damaged" in document.mistake


EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "]]><script>alert(1)</script>",
]


@pytest.mark.parametrize("evil", EVIL)
def test_tags_in_the_words_of_a_translation_stay_words(page: AboutPage, amal: User, evil: str) -> None:
    root = sent(page)
    translate_all(root)
    unit(root, "/1").find(NAME("target")).text = evil
    unit(root, "title").find(NAME("target")).text = f"عنوان {evil}"
    [outcome] = take(root, amal)
    assert outcome.problems == []
    text = draft(page).body_ar.get_prep_value()[0]["value"]
    assert text.startswith(f"<p>{escape(evil, quote=False)}<b>")
    assert "<script" not in text.replace("&lt;script", "")
    assert draft(page).title_ar == f"عنوان {evil}", "a plain text is escaped where it is shown"


def test_what_a_file_says_about_its_tags_is_not_believed(page: AboutPage, amal: User) -> None:
    """The link leads where the English one leads, whatever the file makes of it."""
    root = sent(page)
    translate_all(root)
    link = unit(root, "/1").find(NAME("target")).find(f"{NAME('g')}[@ctype='link']")
    link.set("equiv-text", '<a href="javascript:alert(1)" onclick="x()">')
    link.set("ctype", "x-html-script")
    [outcome] = take(root, amal)
    assert outcome.problems == []
    assert '<a href="https://example.org/">' in draft(page).body_ar.get_prep_value()[0]["value"]


def test_a_bad_tag_in_the_english_is_not_copied(page: AboutPage, amal: User) -> None:
    new = draft(page)
    raw = new.body_en.get_prep_value()
    raw[0]["value"] = '<p>See <a href="javascript:alert(1)">this</a></p>'
    new.body_en = raw
    new.save_revision(user=amal)
    [outcome] = take(translate_all(sent(page)), amal)
    assert "may not stand on a page" in outcome.problems[0].reason
    assert list(draft(page).body_ar) == []


@pytest.mark.parametrize(
    ("native", "safe"),
    [
        ("<b>", True),
        ('<a linktype="page" id="3">', True),
        ('<a href="mailto:a@example.org">', True),
        ('<embed embedtype="figure" key="states"/>', True),
        ('<x-token data-id="1">12</x-token>', True),
        ("</b>", True),
        ("<script>", False),
        ('<a href="JaVaScRiPt:x">', False),
        ('<a href="data:text/html,x">', False),
        ('<b onclick="x">', False),
        ('<x-token><iframe src="https://example.org/"></iframe></x-token>', False),
        ('<b style="position:fixed">', False),
    ],
)
def test_which_tags_are_safe(native: str, safe: bool) -> None:
    assert is_safe(native) is safe


def test_tags_that_a_field_does_not_offer_are_refused() -> None:
    assert is_safe("<h2>", ("h2", "bold"))
    assert not is_safe("<h2>", ("bold", "link"))


def test_marks_of_tools_around_words_are_looked_through() -> None:
    body = (
        '<trans-unit id="a"><source>A b</source><seg-source><mrk mtype="seg" mid="1">A b</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">عنوان <g id="1">ثان</g></mrk></target></trans-unit>'
    )
    [document] = xliff_reading.read(EMPTY.replace("<body/>", f"<body>{body}</body>").encode())
    assert [
        piece if isinstance(piece, str) else piece.number for piece in document.units[0].target or ()
    ] == [
        "عنوان ",
        1,
        "ثان",
        1,
    ]
