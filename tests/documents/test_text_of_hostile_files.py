"""What a file may do to us: nothing. Each hostile one ends its own row with a code, in limited time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from django.utils import translation

from cicc_site import confined, languages
from documents.enums import TextState
from documents.extraction import calling, findings, pdf, working
from documents.extraction.words import PROBLEMS, problem
from documents.models import FileText, WorkFile
from tests.factories import archive, texts, uploads

DOCTYPE = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FETCHED = '<!DOCTYPE w [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]>'
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def word(document: str) -> bytes:
    return texts.packed({"word/document.xml": document})


def of_content(content: bytes, more: bytes = b"") -> bytes:
    return texts.pdf_of(PAGE, texts.stream(content, more), FONT)


def zip_bomb() -> bytes:
    return texts.packed({"word/document.xml": b" " * 40_000_000})


def quoted_bomb() -> bytes:
    """Says that it is small, and is not."""
    data = bytearray(zip_bomb())
    for place in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[place : place + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def locked_zip() -> bytes:
    data = bytearray(texts.docx("secret"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def form_within_itself() -> bytes:
    return texts.pdf_of(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources 6 0 R >>",
        texts.stream(b"/X Do", b"/Type /XObject /Subtype /Form /Resources 6 0 R"),
        texts.stream(b"/X Do"),
        b"<< /XObject << /X 4 0 R >> >>",
    )


def pages_within_themselves() -> bytes:
    return texts.pdf_of(b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>")


def many_pages() -> bytes:
    """One page, named 30,000 times."""
    return texts.pdf_of(
        PAGE, texts.stream(b""), FONT, pages=b"/Kids [" + b"3 0 R " * 30_000 + b"] /Count 30000"
    )


def twenty_thousand_pages() -> bytes:
    """As many as are read at all, each an object of its own, with the same words on each."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(findings.MOST_PAGES))
    return texts.pdf_of(
        texts.stream(b"BT /F 9 Tf (Words said again) Tj ET"),
        FONT,
        *([page] * findings.MOST_PAGES),
        pages=b"/Kids [" + kids + b"] /Count %d" % findings.MOST_PAGES,
    )


def in_one_tag(middle: bytes, end: bytes) -> bytes:
    return b"<html><body><p>Before</p><div " + middle + end


def packed_stream(size: int) -> bytes:
    data = zlib.compress(b"BT /F 9 Tf " + b"(x) Tj " * (size // 7) + b"ET", 9)
    return of_content(data, b"/Filter /FlateDecode")


# {name: (file, kind, the codes it may end with; "" for a text that harms nobody)}
HOSTILE: dict[str, tuple[Callable[[], bytes], str, set[str]]] = {
    "nothing": (lambda: b"", "pdf", {"broken"}),
    "no PDF": (lambda: b"GIF89a" + b"x" * 500, "pdf", {"broken"}),
    "truncated PDF": (lambda: texts.fpdf("Words")[:900], "pdf", {"broken"}),
    "locked PDF": (lambda: uploads.pdf(password="secret"), "pdf", {"encrypted"}),
    "nested PDF": (uploads.deep_pdf, "pdf", {"", "broken", "costly"}),
    "packed objects": (uploads.huge_pdf, "pdf", {"", "broken", "costly"}),
    "many objects": (uploads.many_pdf, "pdf", {"", "broken", "costly"}),
    "form within itself": (form_within_itself, "pdf", {"", "broken"}),
    "pages within themselves": (pages_within_themselves, "pdf", {"broken", "costly"}),
    "many pages": (many_pages, "pdf", {"too_many_pages"}),
    "packed stream": (lambda: packed_stream(400_000_000), "pdf", {"", "broken", "costly"}),
    "endless operators": (lambda: packed_stream(12_000_000), "pdf", {"", "broken", "costly"}),
    "zip bomb": (zip_bomb, "docx", {"bomb"}),
    "bomb that lies": (quoted_bomb, "docx", {"broken", "bomb"}),
    "locked DOCX": (locked_zip, "docx", {"encrypted"}),
    "entities": (lambda: word(f"{DOCTYPE}<w>&b;</w>"), "docx", {"bomb"}),
    "file from outside": (lambda: word(f"{OUTSIDE}<w>&x;</w>"), "docx", {"bomb"}),
    "nested XML": (lambda: word("<a>" * 2_000_000 + "</a>" * 2_000_000), "docx", {"", "costly", "broken", "bomb"}),
    "cut XML": (lambda: word("<w:document"), "docx", {"broken"}),
    "truncated DOCX": (lambda: texts.docx("Words")[:200], "docx", {"broken"}),
    "other ZIP": (lambda: texts.packed({"x.txt": "x"}), "docx", {"broken"}),
    "entities in ODT": (lambda: texts.packed({"content.xml": f"{DOCTYPE}<w>&b;</w>"}), "odt", {"bomb"}),
    "file from outside in ODT": (lambda: texts.packed({"content.xml": f"{OUTSIDE}<w>&x;</w>"}), "odt", {"bomb"}),
    "address from outside in ODT": (lambda: texts.packed({"content.xml": f"{FETCHED}<w/>"}), "odt", {"bomb"}),
    "zip bomb in ODT": (lambda: texts.packed({"content.xml": b" " * 40_000_000}), "odt", {"bomb"}),
    "twenty thousand pages": (twenty_thousand_pages, "pdf", {"", "costly"}),
    "a long value": (lambda: in_one_tag(b'title="' + b"x" * 50_000_000, b'">'), "html", {"", "costly"}),
    "a long tag, open": (lambda: in_one_tag(b"x" * 50_000_000, b""), "html", {"", "costly"}),
    "many values in one tag": (lambda: in_one_tag(b"a=1 " * 12_500_000, b">"), "html", {"costly"}),
    "one long word": (lambda: b"<p>" + b"x" * 50_000_000, "html", {"", "costly"}),
    "nested HTML": (lambda: b"<div>" * 400_000, "html", {"", "costly"}),
    "open comment": (lambda: b"<!-- " * 200_000, "html", {"", "costly"}),
    "open tags": (lambda: b"<a " * 200_000, "html", {"", "costly"}),
    "binary as text": (lambda: b"\x7fELF\0\0\0" * 10_000, "txt", {"broken"}),
    "long text": (lambda: b"word " * 11_000_000, "txt", {"", "costly"}),
    "endless bytes": (lambda: b"x" * 64_000_000, "txt", {"bomb"}),
}  # fmt: skip
# Time of the processor is what ends them: it is the same on a machine that has much else to do.
LIMITS = {"memory": 512 * 1024 * 1024, "cpu": 3, "wall": 60.0}
SHORT = 1  # of `cpu`, for a file that may take too long: the sooner that is found out


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_with_a_code(name: str) -> None:
    make, kind, codes = HOSTILE[name]
    limits = {**LIMITS, **({"cpu": SHORT} if "costly" in codes else {})}
    data = make()
    began = time.monotonic()
    code, text = "", ""
    try:
        text = calling.extract(kind, confined.in_memory(data), **limits).text  # type: ignore[arg-type]
    except findings.Unreadable as unreadable:
        code = unreadable.code
    assert code in codes
    assert code in {"", *PROBLEMS}
    assert len(text) <= findings.MOST_LETTERS
    assert "root:" not in text
    assert time.monotonic() - began < LIMITS["wall"] + 30


def test_what_was_read_before_the_time_was_up_is_kept() -> None:
    pages = texts.fpdf(*[f"{texts.TEXTS['es']} {number}" for number in range(60)])
    found = pdf.read(BytesIO(pages), cpu=0.05, wall=60)
    assert (found.problem, found.pages) == (findings.PARTIAL, 60)
    assert 0 < len(found.texts) < 60
    assert "Secretaría" in found.texts[0]


def test_one_damaged_page_leaves_the_others() -> None:
    data = texts.pdf_of(
        PAGE,
        texts.stream(b"BT /F 9 Tf (Some words on a page) Tj ET"),
        FONT,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 7 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        texts.stream(b"not packed", b"/Filter /FlateDecode"),
        pages=b"/Kids [3 0 R 6 0 R] /Count 2",
    )
    found = calling.extract("pdf", confined.in_memory(data))
    assert found.text.split("\f")[0] == "Some words on a page"


class TestTheChild:
    """What it cannot do even when a file has taken it over."""

    def says(self, code: str) -> str:
        begin = (
            "import ctypes, os\nfrom cicc_site.confinement import limit\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "limit(512 * 1024 * 1024, 5)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            cwd=confined.PLACE,
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def test_no_network(self) -> None:
        assert self.says("import socket\ntry: socket.socket()\nexcept OSError: print('refused')") == "refused"

    def test_no_network_around_python_either(self) -> None:
        assert self.says("print(libc.socket(2, 1, 0), ctypes.get_errno())") == "-1 1"

    def test_no_other_program(self) -> None:
        assert self.says("try: print(os.fork())\nexcept OSError: print('refused')") == "refused"

    def test_no_django(self) -> None:
        code = (
            "import sys, documents.extraction.pdf, documents.extraction.office, documents.extraction.plain\n"
            "import documents.extraction.tidying, documents.extraction.quality\nprint('django' in sys.modules)"
        )
        assert self.says(code) == "False"

    def test_an_answer_of_nonsense_is_no_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for said in (b"", b"{}\n", b"[1]\nx", b'{"pages": "x"}\n', b"\xff\n", b'{"problem": ""}\n\xff'):
            monkeypatch.setattr(confined, "run", lambda *_a, said=said, **_k: said)
            with pytest.raises(findings.Unreadable, match="broken"):
                calling.extract("pdf", BytesIO())

    def test_an_endless_answer_is_cut_off(self) -> None:
        with pytest.raises(confined.Failed):
            confined.run(
                "documents.extraction",
                ["txt", "ltr", "9"],
                confined.in_memory(b"word " * 100_000),
                memory=512 * 1024 * 1024,
                cpu=5,
                wall=9,
                most=1000,
            )


@pytest.mark.django_db
def test_a_hostile_file_harms_its_own_row_only() -> None:
    work = archive.work()
    bad = archive.work_file(work, "fr", zip_bomb(), name="x.docx", media_type=DOCX)
    good = archive.work_file(work, "es", texts.docx(texts.TEXTS["es"]), name="y.docx", media_type=DOCX)
    assert working.read_waiting() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.text_state, bad.text_problem) == (TextState.FAILED, findings.BOMB)
    assert good.text_state == TextState.DONE
    assert FileText.objects.get().file == good


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["one long word", "a long tag, open", "long text"])
def test_a_row_of_endless_words_is_kept_or_refused_and_the_next_is_read(name: str) -> None:
    """Twenty million letters go through the index of the search, too: it must not stop at them."""
    make, kind, _codes = HOSTILE[name]
    media_type = {"html": "text/html", "txt": "text/plain"}[kind]
    work = archive.work()
    bad = archive.work_file(work, "fr", make(), name=f"x.{kind}", media_type=media_type)
    good = archive.work_file(work, "es", texts.docx(texts.TEXTS["es"]), name="y.docx", media_type=DOCX)
    assert working.read_waiting() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.text_state in {TextState.DONE, TextState.FAILED, TextState.EMPTY}
    assert good.text_state == TextState.DONE


def test_every_code_has_words_in_every_language() -> None:
    file = WorkFile()
    for code in PROBLEMS:
        file.text_problem = code
        said = set()
        for language in languages.codes():
            with translation.override(language):
                said.add(problem(file))
        assert len(said) == len(languages.codes())
