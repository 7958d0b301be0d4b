"""Texts in several scripts, and files that hold them: by fpdf2, by hand, as DOCX, ODT, HTML and pictures.

`tests/documents/samples/` has files of other programs besides, made from the same texts (its README says how).
"""

from __future__ import annotations

import os
import re
import zipfile
from difflib import SequenceMatcher
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, ImageDraw

from documents.demonstration_files import FONT

WITHOUT_BLANKS = re.compile("[\u4e00-\u9fff]")
SAMPLES = Path(__file__).resolve().parents[1] / "documents" / "samples"

# Invented, with what is hard to read back: accents, ligatures, presentation forms, figures between Arabic words.
TEXTS = {
    "fr": (
        "L’Assemblée des États Parties a œuvré à l’efficacité de l’offre ; son affaire no 12 est définitive. "
        "Le greffier vérifie les coefficients, l’afflux et les officiers affectés à Noël. Où ça ? Là-bas, naïve. "
        "Les résolutions ICC-ASP/2/Res.8 et ICC-ASP/16/Res.5 figurent dans la liste."
    ),
    "es": (
        "La resolución ICC-ASP/2/Res.8 reconoció la función de coordinación; ¿qué señaló la Secretaría? "
        "Los años próximos, la corrupción y el niño, el pingüino y la cigüeña: 1.234,56 euros y un 25 %."
    ),
    "ar": (
        "اعترفت جمعية الدول الأطراف في القرار ICC-ASP/2/Res.8 المعتمد في 11 أيلول/سبتمبر 2003 "
        "بالدور التنسيقي للائتلاف. "
        "والله أعلم، لا إله إلا الله؛ الأحكام (المادة 12) و«الإبادة الجماعية» لأن الآراء كثيرة. "
        "بلغ عدد الدول الأطراف 125 دولة، والمبلغ 1,234 يورو، والفقرة [7] من المادة 8 مكررا."
    ),
    "fa": (
        "این سند نمونه است و می‌گوید که پژوهشگران چگونه گزارش‌ها را می‌یابند. "
        "شمارهٔ قطعنامه ICC-ASP/2/Res.8 است و در سال ۲۰۰۳ تصویب شد."
    ),
    "ru": (
        "Ассамблея государств-участников приняла резолюцию ICC-ASP/2/Res.8 и ещё одно решение о съёмке. "
        "Объявление, подъезд, чёрный ёж; всего 125 государств, или 64 %."
    ),
    "el": "Η Συνέλευση των Κρατών Μερών ενέκρινε το ψήφισμα ICC-ASP/2/Res.8 και άλλη μία απόφαση για τα θύματα.",
    "ka": "ეს დოკუმენტი ნიმუშია და აჩვენებს, როგორ გამოიყურება კოალიციის არქივი 2003 წლიდან.",
}

# In scripts that the face of the demonstration documents has not: of these there are files of other programs only.
TEXTS_OF_SAMPLES = {
    "zh": (
        "缔约国大会第二届会议于2003年9月通过了ICC-ASP/2/Res.8号决议，确认了“联盟”的协调作用。"
        "本文件为样本：罗马规约第十二条（管辖权）规定，缔约国共125个；预算为1,234欧元。"
        "受害人、证人和律师参加了会议，并讨论了《灭绝种族罪公约》、补充性原则以及国际合作等问题。"
    ),
    "hi": (
        "राज्य पक्षकारों की सभा ने संकल्प ICC-ASP/2/Res.8 को स्वीकार किया और गठबंधन की समन्वयकारी भूमिका को मान्यता दी। "
        "यह दस्तावेज़ एक नमूना है: अनुच्छेद 12 (क्षेत्राधिकार) के अनुसार कुल 125 राज्य हैं। "
        "पीड़ितों, गवाहों और अधिवक्ताओं ने अन्तर्राष्ट्रीय न्यायालय की कार्यवाही में भाग लिया; "
        "२००३ में श्रद्धा, ज्ञान और शिक्षा पर चर्चा हुई।"
    ),
}


def pages(language: str, count: int = 3) -> list[str]:
    """The text, on each page from another word on, in Chinese from another sentence: no two pages are alike."""
    if language == "zh":
        blank, said = "", [f"{sentence}。" for sentence in TEXTS_OF_SAMPLES["zh"].split("。") if sentence]
    else:
        blank, said = " ", {**TEXTS, **TEXTS_OF_SAMPLES}[language].split()
    turns = [len(said) * number // count for number in range(count)]
    return [blank.join(said[turn:] + said[:turn]) for turn in turns]


def words(text: str) -> list[str]:
    return text.replace("\f", " ").split()


def recall(written: str, read: str) -> float:
    """The share of the words written that were read, each as often as it was written; of letters where no blanks divide
    words."""
    if WITHOUT_BLANKS.search(written):
        matching = SequenceMatcher(None, "".join(words(written)), "".join(words(read)), autojunk=False)
        return sum(block.size for block in matching.get_matching_blocks()) / len("".join(words(written)))
    left = words(read)
    found = 0
    for word in words(written):
        if word in left:
            left.remove(word)
            found += 1
    return found / len(words(written))


@cache
def font() -> Path:
    """The face of the demonstration documents, unpacked as programs take it."""
    target = SAMPLES.parents[2] / "var" / "test-demonstration.ttf"
    target.parent.mkdir(exist_ok=True)
    face = TTFont(FONT, recalcTimestamp=False)
    face.flavor = None
    own = target.with_suffix(
        f".{os.getpid()}"
    )  # two workers make it, and neither reads half of what the other writes
    face.save(own)
    return own.replace(target)


def fpdf(*pages: str, direction: str = "ltr", title: str = "", language: str = "", head: str = "") -> bytes:
    """A PDF by fpdf2: a page for each text, numbered at its foot, with a running line at its head."""
    pdf = FPDF()
    pdf.set_auto_page_break(False)
    pdf.add_font("face", "", font())
    pdf.set_font("face", "", 12)
    pdf.set_text_shaping(True, direction=direction)
    if title:
        pdf.set_title(title)
    if language:
        pdf.set_lang(language)
    for number, page in enumerate(pages, start=1):
        pdf.add_page()
        if head:
            pdf.cell(0, 8, head, new_x="LMARGIN", new_y="NEXT")
        pdf.multi_cell(0, 8, page, align="R" if direction == "rtl" else "L", new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(-20)
        pdf.cell(0, 8, str(number), align="C")
    return bytes(pdf.output())


def placed_pdf(signs: list[tuple[float, float, str]]) -> bytes:
    """A PDF by hand that draws each sign at a place of its own: (x, y, sign), in this order."""
    letters = sorted({sign for _x, _y, sign in signs})
    codes = {sign: code for code, sign in enumerate(letters, start=1)}
    content = b"BT /F 12 Tf " + b" ".join(
        b"1 0 0 1 %.1f %.1f Tm <%02x> Tj" % (x, y, codes[sign]) for x, y, sign in signs
    )
    table = "\n".join(f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{table}\nendbfchar endcmap end end"
    ).encode()
    widths = b" ".join(b"600" for _each in range(256))
    return pdf_of(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        stream(content + b" ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /X /FirstChar 0 /LastChar 255 /Widths [" + widths + b"] "
        b"/ToUnicode 6 0 R >>",
        stream(to_unicode),
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n" % (len(data), more) + data + b"\nendstream"


def pdf_of(*objects: bytes, catalogue: bytes = b"", pages: bytes = b"/Kids [3 0 R] /Count 1") -> bytes:
    """A PDF by hand. objects: from number 3 on."""
    output, places = bytearray(b"%PDF-1.7\n"), []
    every = (
        b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        b"<< /Type /Pages " + pages + b" >>",
        *objects,
    )
    for number, body in enumerate(every, start=1):
        places.append(len(output))
        output += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    output += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        output + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, start)
    )


def scanned_pdf(pages: int = 2) -> bytes:
    """Pictures of pages: no text, whatever one sees."""
    sheets = []
    for number in range(pages):
        sheet = Image.new("L", (300, 400), 255)
        ImageDraw.Draw(sheet).text((20, 20), f"Page {number + 1} of a scanned report")
        sheets.append(sheet)
    output = BytesIO()
    sheets[0].save(output, "PDF", save_all=True, append_images=sheets[1:])
    return output.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, body: str = "", title: str = "", **parts: str) -> bytes:
    """A DOCX; body: XML besides the paragraphs; parts: further parts, `word_footnotes` for word/footnotes.xml."""
    inside = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )
    return packed(
        {
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{inside}{body}</w:body></w:document>',
            "docProps/core.xml": core,
            **{f"{name.replace('_', '/', 1)}.xml": text for name, text in parts.items()},
        }
    )


def odt(*paragraphs: str, body: str = "", pages: int = 0, title: str = "") -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    inside = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}><office:body><office:text>{inside}{body}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:title>{escape(title)}</dc:title>"
            f'<meta:document-statistic meta:page-count="{pages}"/></office:meta></office:document-meta>',
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return output.getvalue()
