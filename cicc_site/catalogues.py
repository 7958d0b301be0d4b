"""The interface catalogues (locale/), made and checked with Babel: no gettext programs needed.

    python -m cicc_site.catalogues compile    .po to .mo, where a .po is newer
    python -m cicc_site.catalogues update     collect the strings of code and templates into the .po files
    python -m cicc_site.catalogues check      fail on a missing, empty, doubtful, unused or badly set translation

The strings in the code are English, which therefore has no catalogue. locale/wagtail/ and locale/allauth/ complete
the translations of these packages, or say them as we do: compiled and checked for gaps, not compared with our code.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from cicc_site.languages import DEFAULT_LANGUAGE, LANGUAGES
from cicc_site.postgres_places import CHECKOUT

LOCALE = CHECKOUT / "locale"
WAGTAIL_LOCALE = LOCALE / "wagtail"
CODE = ("cicc_site", "pages", "documents", "members")
TEMPLATES = "templates"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Babel counts the last two Arabic forms the other way round than Django and gettext do.
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
    ),
}
# French sets these signs apart; at a plain space there a line would end, and the next begin with the sign.
FRENCH_SPACE = re.compile(r"[^\S\u00a0](?=[:;?!»])|(?<=«)[^\S\u00a0]")
HEADER = """\
# The words of the interface. `make messages` collects them, `make check` finds what is missing.
# Licensed like the code: see LICENSE."""
Key = tuple[str, str | None]


def compile_all() -> None:
    for po in sorted(LOCALE.rglob("*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            fresh = mo.with_suffix(".mo.new")
            with fresh.open("wb") as file:
                write_mo(file, load(po))
            fresh.replace(mo)


def update_all() -> None:
    template = collect()
    for code in translated_languages():
        path = catalogue_path(code)
        catalogue = load(path) if path.exists() else empty(code)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, catalogue)


def check_all() -> list[str]:
    wanted = {key(message): message for message in collect() if message.id}
    problems: list[str] = []
    for code in translated_languages():
        path = catalogue_path(code)
        if not path.exists():
            problems.append(f"{code}: there is no catalogue {path.relative_to(CHECKOUT)} (make messages)")
            continue
        catalogue = load(path)
        present = {key(message) for message in catalogue if message.id}
        problems += [
            f"{code}: not in the catalogue (make messages): {show(key)}" for key in wanted.keys() - present
        ]
        problems += [
            f"{code}: no longer used (make messages): {show(key)}" for key in present - wanted.keys()
        ]
        problems += gaps(code, catalogue)
    for path in sorted([*WAGTAIL_LOCALE.rglob("*.po"), *(LOCALE / "allauth").rglob("*.po")]):
        problems += gaps(str(path.relative_to(LOCALE)), load(path))
    return sorted(problems)


def gaps(label: str, catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        expected = catalogue.num_plurals if message.pluralizable else 1
        if message.fuzzy:
            yield f"{label}: marked as doubtful (fuzzy): {show(key(message))}"
        if len(texts) != expected or not all(text and text.strip() for text in texts):
            yield f"{label}: not translated: {show(key(message))}"
        else:
            for error in message.check(catalogue):
                yield f"{label}: {error}: {show(key(message))}"
            if catalogue.locale_identifier == "fr" and any(FRENCH_SPACE.search(text or "") for text in texts):
                yield f"{label}: no U+00A0 before : ; ? ! » or after «: {show(key(message))}"


# --- Collecting ------------------------------------------------------------------------------------------


def collect() -> Catalog:
    """Every string that code and templates hand to gettext."""
    catalogue = Catalog(locale=DEFAULT_LANGUAGE)
    for app in CODE:
        for path in sorted((CHECKOUT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                add(catalogue, path.read_bytes())
    for path in sorted((CHECKOUT / TEMPLATES).rglob("*.*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg"}:
            add(catalogue, as_python(path.read_text(encoding="utf-8"), str(path)))
    return catalogue


def as_python(template: str, origin: str) -> bytes:
    """Django writes calls of gettext between filler words; their indentation would trouble the parser."""
    lines = templatize(template, origin).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def add(catalogue: Catalog, source: bytes) -> None:
    found = extract(
        "python", io.BytesIO(source), KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for _, message, comments, context in found:
        catalogue.add(message, context=context, auto_comments=comments)


# --- Files -----------------------------------------------------------------------------------------------


def translated_languages() -> list[str]:
    return [language.code for language in LANGUAGES if language.code != DEFAULT_LANGUAGE]


def catalogue_path(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def empty(code: str) -> Catalog:
    plural = f'"Plural-Forms: {PLURALS[code]}\\n"\n' if code in PLURALS else ""
    text = (
        f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {code}\\n"\n{plural}'
    )
    return read_po(io.BytesIO(text.encode()), locale=code)


def save(path: Path, catalogue: Catalog) -> None:
    """Sorted, without line numbers and dates: a change of code changes only the strings it touches."""
    body = io.BytesIO()
    write_po(
        body, catalogue, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    header = (
        f'{HEADER}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Language: {catalogue.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    path.write_bytes(header.encode() + body.getvalue().rstrip() + b"\n")


def key(message: Message) -> Key:
    singular = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return str(singular), message.context


def show(key: Key) -> str:
    text, context = key
    return repr(text) + (f" (context {context!r})" if context else "")


def main(arguments: Iterable[str]) -> int:
    command = "".join(arguments)
    if command == "compile":
        compile_all()
    elif command == "update":
        update_all()
    elif command == "check":
        problems = check_all()
        print("\n".join(problems) or "Every string of the interface is translated.")
        return 1 if problems else 0
    else:
        print("Usage: python -m cicc_site.catalogues compile|update|check", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
