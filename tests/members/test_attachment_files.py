"""What files are taken, refused and flagged: a table of hostile files made here, each refused in four languages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from cicc_site import confined, languages
from members.applications import attachments, file_types, file_words
from members.applications.attachments import FileRefused
from members.applications.inspecting import calling, findings
from tests.factories import uploads as make

Make = Callable[[], bytes]

GIF_SCRIPT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MACRO_TYPE = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"

REFUSED: dict[str, tuple[Make, str, str]] = {
    "nothing": (lambda: b"", "empty.pdf", "empty"),
    "3 MB": (lambda: make.pdf() + b"\0" * 3 * 1024 * 1024, "long.pdf", "too_large"),
    "EICAR": (lambda: make.EICAR, "eicar.com", "kind_of_file"),
    "EICAR called PDF": (lambda: make.EICAR, "statutes.pdf", "kind_of_file"),
    "GIF that is a script": (lambda: GIF_SCRIPT, "logo.png", "kind_of_file"),
    "SVG with a script called PNG": (lambda: SVG, "logo.png", "kind_of_file"),
    "HTML called PDF": (lambda: b"<!doctype html><script>alert(1)</script>", "report.pdf", "kind_of_file"),
    "HTML before a PDF": (lambda: b"<script>1</script>" + make.pdf(), "report.pdf", "kind_of_file"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 99, "report.pdf", "kind_of_file"),
    "PNG called PDF": (lambda: make.picture("PNG"), "report.pdf", "extension"),
    "PDF called EXE": (make.pdf, "report.pdf.exe", "extension"),
    "PDF without an ending": (make.pdf, "report", "extension"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 99, "photo.heic", "heic"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old.doc", "old_office"),
    "RAR": (lambda: b"Rar!\x1a\x07\0", "all.rar", "archive"),
    "ZIP": (lambda: make.archive(a=b"1"), "all.zip", "archive"),
    "DOCX called ZIP": (make.docx, "report.zip", "extension"),
    "ZIP called DOCX": (lambda: make.archive(a=b"1"), "all.docx", "archive"),
    "XLSX called DOCX": (lambda: make.docx(kind=make.WORD.replace("word", "sheet")), "a.docx", "archive"),
    "PNG of 50,000 by 50,000": (lambda: make.png(50_000, 50_000), "logo.png", "pixels"),
    "PNG just above": (lambda: make.png(5_001, 5_000), "logo.png", "pixels"),
    "PNG cut off": (lambda: make.picture("PNG", (400, 300))[:-60], "logo.png", "broken"),
    "JPEG cut off": (lambda: make.picture(size=(400, 300))[:-400], "logo.jpg", "broken"),
    "JPEG of nothing but its start": (lambda: b"\xff\xd8\xff", "logo.jpg", "broken"),
    "PDF cut off": (lambda: make.pdf()[:-30], "report.pdf", "broken"),
    "PDF of nothing but its frame": (lambda: b"%PDF-1.7\n%%EOF", "report.pdf", "broken"),
    "PDF and ZIP": (lambda: make.pdf() + make.archive(a=b"1") + b"%%EOF", "report.pdf", "two_kinds"),
    "PDF nested without end": (make.deep_pdf, "report.pdf", "costly"),
    "DOCX with a macro": (
        lambda: make.docx(parts={"word/vbaProject.bin": b"macro"}, more_types=MACRO_TYPE),
        "report.docx",
        "macros",
    ),
    "DOCX of a macro type": (
        lambda: make.docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "report.docx",
        "macros",
    ),
    "DOCX with ActiveX": (
        lambda: make.docx(parts={"word/activeX/activeX1.xml": b"<a/>"}),
        "a.docx",
        "macros",
    ),
    "DOCX bomb": (lambda: make.docx(parts={"word/media/a.xml": b" " * 40_000_000}), "report.docx", "bomb"),
    "DOCX of too much": (
        lambda: make.docx(parts={f"word/media/{n}.bmp": b"\0\1\2\3" * 240_000 for n in range(70)}),
        "report.docx",
        "bomb",
    ),
    "DOCX of too many": (
        lambda: make.docx(parts={f"word/{n}.xml": b"<a/>" for n in range(2_100)}),
        "report.docx",
        "bomb",
    ),
    "DOCX with entities": (
        lambda: make.docx(parts={"word/a.xml": f"{ENTITIES}<x>&b;</x>".encode()}),
        "report.docx",
        "bomb",
    ),
    "DOCX climbing out": (lambda: make.docx(parts={"../../etc/cron": b"1"}), "report.docx", "broken"),
    "DOCX cut off": (lambda: make.docx()[:-40], "report.docx", "broken"),
    "DOCX with damaged words": (
        lambda: make.docx(compression=0).replace(b"<w:p/>", b"<w:q/>"),
        "report.docx",
        "broken",
    ),
    "DOCX with something behind": (lambda: make.docx() + b"<script>1</script>", "report.docx", "two_kinds"),
}

FLAGGED: dict[str, tuple[Make, str, set[str]]] = {
    "PDF": (make.pdf, "a.pdf", set()),
    "PDF that opens at a page": (lambda: make.pdf({"/OpenAction": make.at_page()}), "a.pdf", set()),
    "PDF with a script at opening": (
        lambda: make.pdf({"/OpenAction": make.action("/JavaScript", JS="app.alert(1)")}),
        "a.pdf",
        {findings.SCRIPTS, findings.AUTOMATIC},
    ),
    "PDF that starts a program": (
        lambda: make.pdf({"/OpenAction": make.action("/Launch", F="cmd.exe")}),
        "a.pdf",
        {findings.LAUNCH, findings.AUTOMATIC},
    ),
    "PDF with a file inside": (lambda: make.pdf(attach=True), "a.pdf", {findings.EMBEDDED}),
    "PDF that acts by itself": (lambda: make.pdf({"/AA": make.automatic()}), "a.pdf", {findings.AUTOMATIC}),
    "PDF with a link": (
        lambda: make.raw_pdf(b"<< /S /URI /URI (https://example.org) >>"),
        "a.pdf",
        {findings.LINKS},
    ),
    "PDF with a script in another spelling": (
        lambda: make.raw_pdf(b"<< /S /J#61vaScript /JS (1) >>"),
        "a.pdf",
        {findings.SCRIPTS},
    ),
    "PDF with a script no list names": (
        lambda: make.raw_pdf(hidden=b"9 0 obj << /S /JavaScript /JS (1) >> endobj\n"),
        "a.pdf",
        {findings.SCRIPTS},
    ),
    "PDF with a form that sends": (
        lambda: make.raw_pdf(b"<< /S /SubmitForm /F (https://example.org) >>"),
        "a.pdf",
        {findings.FORM},
    ),
    "PDF with a password": (lambda: make.pdf(password="open sesame"), "a.pdf", {findings.ENCRYPTED}),
    "DOCX": (make.docx, "a.docx", set()),
    "DOCX with a link": (lambda: make.docx(relations=make.external("hyperlink")), "a.docx", {findings.LINKS}),
    "DOCX with a template elsewhere": (
        lambda: make.docx(relations=make.external("attachedTemplate")),
        "a.docx",
        {findings.REMOTE},
    ),
    "DOCX with an object inside": (
        lambda: make.docx(parts={"word/embeddings/oleObject1.bin": b"1"}),
        "a.docx",
        {findings.EMBEDDED},
    ),
    "DOCX with EICAR inside": (
        lambda: make.docx(parts={"word/x.com": make.EICAR}),
        "a.docx",
        {findings.EMBEDDED},
    ),
    "DOCX with a command in two pieces": (
        lambda: make.docx(
            "<w:p><w:instrText>DDE</w:instrText><w:r/><w:instrText>AUTO cmd</w:instrText></w:p>"
        ),
        "a.docx",
        {findings.LAUNCH},
    ),
    "JPEG": (make.picture, "a.JPG", set()),
    "PNG": (lambda: make.picture("PNG"), "a.png", set()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_reason_in_each_language(name: str) -> None:
    build, called, code = REFUSED[name]
    data = build()
    with pytest.raises(FileRefused) as refused:
        attachments.check(make.upload(data, called))
    assert refused.value.code == code


@pytest.mark.parametrize("name", FLAGGED)
def test_a_file_is_taken_and_what_it_holds_is_told(name: str) -> None:
    build, called, flags = FLAGGED[name]
    checked = attachments.check(make.upload(build(), called))
    assert set(checked.flags) == flags
    assert len(file_words.warnings(checked.flags)) == len(flags)


def test_every_reason_and_flag_has_words_in_each_language() -> None:
    codes = {value for name, value in vars(findings).items() if name.isupper()}
    assert codes <= file_words.REFUSALS.keys() | file_words.FLAGS.keys()
    assert {code for _build, _name, code in REFUSED.values()} <= file_words.REFUSALS.keys()
    english = [*file_words.REFUSALS.values(), *file_words.FLAGS.values()]
    said: dict[str, list[str]] = {}
    for language in languages.codes():
        with translation.override(language):
            said[language] = [str(words) for words in english]
    for code in languages.translation_codes():
        assert not set(said[code]) & set(said["en"])
    with pytest.raises(LookupError):
        file_words.warnings(["of no words"])


def opened(data: bytes) -> Any:
    return Image.open(BytesIO(data))


def test_a_photograph_tells_neither_where_nor_when_and_stands_upright() -> None:
    sent = make.photograph()
    assert opened(sent).getexif()[make.GPS]
    kept = attachments.check(make.upload(sent, "photo.jpg")).data
    with opened(kept) as image:
        assert image.size == (40, 60)
        assert not dict(image.getexif())
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Secret", b"secret", b"profile", make.COMMENT, b"Exif"):
        assert trace in sent
        assert trace not in kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_hidden_behind_a_picture_is_not_kept(kind: str) -> None:
    sent = make.picture(kind) + make.archive(evil=make.EICAR)
    checked = attachments.check(make.upload(sent, f"logo.{kind.lower()}"))
    assert b"EICAR" not in checked.data
    assert b"PK\x03\x04" not in checked.data
    assert opened(checked.data).size == (60, 40)


def test_a_script_in_the_words_beside_a_picture_is_not_kept() -> None:
    sent = make.picture(comment=b"*/=1;alert(1);/*")
    assert b"alert" not in attachments.check(make.upload(sent, "logo.jpg")).data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_keep_how_they_look(mode: str) -> None:
    image = Image.new("RGBA", (9, 9), (10, 200, 30, 0)).convert("RGB" if mode in {"P", "I;16"} else "RGBA")
    image = image.convert("L").convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)
    output = BytesIO()
    image.save(output, "PNG", **({"transparency": 3} if mode == "P" else {}))
    kept = opened(attachments.check(make.upload(output.getvalue(), "logo.png")).data)
    sent = opened(output.getvalue())
    assert kept.mode == sent.mode
    assert kept.convert("RGBA").tobytes() == sent.convert("RGBA").tobytes()


def test_a_colour_for_print_becomes_one_for_screens() -> None:
    kept = attachments.check(make.upload(make.picture(mode="CMYK"), "logo.jpg")).data
    assert opened(kept).mode == "RGB"


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\me\\النظام.pdf": "النظام.pdf",
    "nul\0l.pdf": "null.pdf",
    "exe.\u202efdp.pdf": "exe.fdp.pdf",
    "\u2066a\u2069\u200f.pdf": "a.pdf",
    "a\r\nSet-Cookie: x.pdf": "a Set-Cookie: x.pdf",
    " . . a  b .pdf": "a b.pdf",
    "e\u0301tat.pdf": "état.pdf",
    "n" * 300 + ".pdf": "n" * 116 + ".pdf",
    "..": "",
    "\ud800.pdf": "pdf",
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_what_can_be_seen(name: str) -> None:
    cleaned = file_types.clean_name(name)
    assert cleaned == NAMES[name]
    assert file_types.clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "nul\0l.pdf", "exe.\u202efdp.pdf", "n" * 300 + ".pdf"]
)
def test_a_file_with_such_a_name_is_taken_under_the_clean_one(name: str) -> None:
    file = make.upload(make.pdf(), "x.pdf")
    file._name = name  # type: ignore[attr-defined] # past Django's own cleaning
    assert attachments.check(file).name == NAMES[name]


class TestTheChild:
    """Its limits hold: each is met by a file that goes beyond it, and would not without the limit."""

    def test_memory(self) -> None:
        data = make.picture("PNG", (4_900, 4_900))
        assert calling.look_into("png", data).data
        with pytest.raises(findings.Refused, match=findings.COSTLY):
            calling.look_into("png", data, memory=150 * 1024 * 1024)

    def test_cpu(self) -> None:
        for data in (make.many_pdf(), make.huge_pdf()):
            with pytest.raises(findings.Refused, match=findings.COSTLY):
                calling.look_into("pdf", data, cpu=1)

    def test_wall_time(self) -> None:
        with pytest.raises(findings.Refused, match=findings.COSTLY):
            calling.look_into("pdf", make.pdf(), wall=0.01)

    def test_it_writes_no_file(self, tmp_path: Any) -> None:
        code = (
            "import os\n"
            "from cicc_site.confinement import limit\n"
            "limit(512 * 1024 * 1024, 5)\n"
            f"file = os.open({str(tmp_path / 'x')!r}, os.O_WRONLY | os.O_CREAT)\n"
            "try: os.write(file, b'x')\n"
            "except OSError: print('refused')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=confined.PLACE, check=False, capture_output=True
        )
        assert done.stdout == b"refused\n"
        assert not (tmp_path / "x").read_bytes()

    def test_it_sees_nothing_of_our_environment(self) -> None:
        assert confined.ENVIRONMENT.keys() == {"PATH", "LANG", "PYTHONDONTWRITEBYTECODE"}

    def test_it_does_not_load_django(self) -> None:
        code = (
            "import sys, members.applications.inspecting.pdf, members.applications.inspecting.docx\n"
            "import members.applications.inspecting.pictures\n"
            "sys.exit('django' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=confined.PLACE, check=False).returncode == 0
