"""The columns a manifest can have, and the headings of other people's lists that mean them, in four languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cicc_site import languages
from documents.enums import RelationKind, SubjectKind
from documents.models import Work, WorkFile
from members.importing.mapping import Places, key
from members.importing.problems import FileProblem

KEY, SYMBOL, FILE, LANGUAGE = "key", "symbol", "file", "language"
TEXTS = tuple(f"{name}_{code}" for name in ("title", "summary") for code in languages.codes())
TITLES = tuple(name for name in TEXTS if name.startswith("title_"))
SUBJECTS = {
    "bodies": SubjectKind.BODY,
    "situations": SubjectKind.SITUATION,
    "cases": SubjectKind.CASE,
    "countries": SubjectKind.COUNTRY,
    "issues": SubjectKind.ISSUE,
    "sessions": SubjectKind.SESSION,
}
# What describes the work, whatever languages it exists in; the key is apart, which only finds it.
OF_WORK = (
    SYMBOL,
    *TEXTS,
    "kind",
    "date",
    "authors",
    *SUBJECTS,
    "held_elsewhere",
    "access",
    "public_from",
    "notes",
)
# {column: field of WorkFile}: what describes one language version.
OF_FILE = {
    "origin": "origin",
    "translator": "translator",
    "file_title": "title",
    "file_access": "access",
    "pages": "pages",
}
RELATIONS = {
    "corrects": RelationKind.CORRIGENDUM,
    "revises": RelationKind.REVISION,
    "adds_to": RelationKind.ADDENDUM,
    "supersedes": RelationKind.SUPERSEDES,
}
LEFT_TO_RIGHT = frozenset({KEY, SYMBOL, FILE, "held_elsewhere"})

# A title without a language is in that of its heading.
ALIASES: dict[str, str] = {
    KEY: "id|identifier|record|record id|reference|ref|identificador|referencia|clave|identifiant|référence|clé|"
    "المعرف|المرجع|المفتاح",
    SYMBOL: "document symbol|document number|document no|doc no|signatura|signatura del documento|cote|"
    "cote du document|رمز الوثيقة|الرمز",
    "title_en": "title|title english|english title|title in english|título en inglés|titre en anglais|"
    "العنوان بالإنكليزية|العنوان بالإنجليزية",
    "title_es": "título|title spanish|spanish title|title in spanish|título en español|titre en espagnol|"
    "العنوان بالإسبانية",
    "title_fr": "titre|title french|french title|title in french|título en francés|titre en français|"
    "العنوان بالفرنسية",
    "title_ar": "العنوان|title arabic|arabic title|title in arabic|título en árabe|titre en arabe|العنوان بالعربية",
    "summary_en": "summary|abstract|description|english summary|resumen en inglés|résumé en anglais",
    "summary_es": "resumen|descripción|spanish summary|resumen en español|résumé en espagnol",
    "summary_fr": "résumé|french summary|resumen en francés|résumé en français",
    "summary_ar": "الموجز|الملخص|arabic summary|resumen en árabe|résumé en arabe",
    "kind": "type|document type|type of document|category|tipo|tipo de documento|type de document|نوع الوثيقة|النوع",
    "date": "document date|date of document|year|fecha|fecha del documento|año|date du document|année|التاريخ|"
    "تاريخ الوثيقة|السنة",
    "authors": "author|authors|written by|autor|autores|autora|auteur|auteurs|المؤلف|المؤلفون",
    "bodies": "body|organ|institution|órgano|órganos|institución|organe|organes|الهيئة|الجهاز",
    "situations": "situation|situación|situaciones|الحالة|الحالات",
    "cases": "case|caso|casos|affaire|affaires|القضية|القضايا",
    "countries": "country|país|países|pays|البلد|البلدان",
    "issues": "issue|topic|topics|theme|themes|tema|temas|thème|thèmes|الموضوع|المواضيع",
    "sessions": "session|período de sesiones|sesión|الدورة|الدورات",
    FILE: "path|filename|file name|file path|archivo|fichero|nombre del archivo|ruta|fichier|nom du fichier|chemin|"
    "الملف|اسم الملف|المسار",
    LANGUAGE: "lang|language code|idioma|lengua|langue|اللغة",
    "origin": "version type|origen|origine|الأصل",
    "translator": "translated by|traductor|traductora|traducteur|traductrice|traduction par|المترجم",
    "access": "visibility|acceso|accès|الإتاحة",
    "public_from": "embargo|embargo until|embargoed until|embargo hasta|embargo jusqu au|الحظر حتى",
    "held_elsewhere": "url|link|source url|official url|enlace|lien|الرابط",
    "pages": "page count|number of pages|páginas|número de páginas|nombre de pages|الصفحات|عدد الصفحات",
    "notes": "note|staff notes|internal notes|notas|remarques|ملاحظات",
    "corrects": "corrigendum to|corrigendum of|corrige|corrige a|rectificatif à|يصوب",
    "revises": "revision of|revisa|révision de|ينقح",
    "adds_to": "addendum to|adición a|additif à|إضافة إلى",
    "supersedes": "replaces|sustituye a|remplace|يحل محل",
}


@dataclass(frozen=True)
class Column:
    """name: for ever, in manifests. label: for people."""

    name: str
    label: Any

    @property
    def title(self) -> str:
        """Its label in the active language, as a heading is written."""
        return str(capfirst(str(self.label)))

    @property
    def direction(self) -> str:
        return "ltr" if self.name in LEFT_TO_RIGHT else "auto"


@cache
def columns() -> dict[str, Column]:
    """Return every column by its name."""

    def of(model: Any, name: str) -> Any:
        return model._meta.get_field(name).verbose_name

    found: dict[str, Any] = {KEY: of(Work, "key"), SYMBOL: of(Work, "symbol")}
    for name in ("title", "summary"):
        for code in languages.codes():
            found[f"{name}_{code}"] = format_lazy("{} ({})", of(Work, name), languages.by_code(code).name)
    found |= {name: of(Work, name) for name in ("kind", "date", "authors")}
    found |= {
        "bodies": _("bodies"),
        "situations": _("situations"),
        "cases": _("cases"),
        "countries": _("countries"),
        "issues": _("issues"),
        "sessions": _("sessions"),
        FILE: of(WorkFile, "file"),
        LANGUAGE: of(WorkFile, "language"),
        "file_access": _("access to the file"),
    }
    found |= {name: of(WorkFile, field) for name, field in OF_FILE.items() if name not in found}
    found |= {name: of(Work, name) for name in ("access", "public_from", "held_elsewhere")}
    found["notes"] = of(Work, "staff_notes")
    found |= {name: kind.label for name, kind in RELATIONS.items()}
    return {name: Column(name, label) for name, label in found.items()}


@cache
def _headings() -> dict[str, str]:
    """Return {key of a heading: column}: our names before labels, labels before words of others."""
    found: dict[str, str] = {}
    for name in columns():
        found.setdefault(key(name), name)
    for code in languages.codes():
        with override(code):
            for name, column in columns().items():
                found.setdefault(key(str(column.label)), name)
    for name, words in ALIASES.items():
        for word in words.split("|"):
            found.setdefault(key(word), name)
    found.pop("", None)
    return found


def recognized(headings: list[str]) -> Places:
    """Return the columns that headings name by themselves, {place: column}."""
    known = _headings()
    return {place: known[key(heading)] for place, heading in enumerate(headings) if key(heading) in known}


def places(headings: list[str], said: Mapping[str, str], remembered: Mapping[str, str]) -> Places:
    """Return what each heading is: as somebody says now, said before, or as it is recognized.

    said, remembered: {key of a heading: column, "" for none}. Raises FileProblem where that makes no manifest.
    """
    found = recognized(headings)
    for place, heading in enumerate(headings):
        for source in (remembered, said):
            if key(heading) in source:
                found[place] = source[key(heading)]
    found = {place: name for place, name in found.items() if name in columns()}
    named = list(found.values())
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise FileProblem("twice", column=columns()[twice].title)
    if not {KEY, SYMBOL} & set(named):
        raise FileProblem("no-key")
    return found
