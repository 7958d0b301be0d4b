"""What of the archive can be found: works the public may know of, now or when their embargo ends.

A text for each language that the title, the summary or a public file is in. `Work.objects.public` and
`WorkFile.objects.public` are asked for the last moment there is: what is public then is public from its embargo on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Prefetch

from cicc_site import languages
from cicc_site.multilingual.reader import as_editor
from cicc_site.multilingual.values import has_meaning
from documents.models import FileText, Subject, Work, WorkFile
from pages.models import EntryKind
from pages.search.things import Family, Text

LAST_MOMENT = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def texts(keys: Collection[int]) -> Iterator[Text]:
    """Yield the texts of those of these works that are, or will be, public."""
    files = WorkFile.objects.public(LAST_MOMENT).current().defer("sha256", "media_type")
    subjects = Prefetch("subjects", Subject.objects.public(), to_attr="public_subjects")
    works = Work.objects.public(LAST_MOMENT).filter(pk__in=keys)
    with as_editor():
        for work in works.prefetch_related(Prefetch("files", files, to_attr="public_files"), subjects):
            yield from _of_work(work)


def _of_work(work: Work) -> Iterator[Text]:
    files: dict[str, WorkFile] = {file.language: file for file in work.public_files}
    own = [code for code in languages.codes() if _has_words(work, code)]
    for code in dict.fromkeys([*own, *files]):
        is_ours = code in languages.codes()
        title = (getattr(work, f"title_{code}") if is_ours else "") or (
            files[code].title if code in files else ""
        )
        yield Text(
            Family.WORK,
            work.pk,
            EntryKind.DOCUMENT,
            code,
            title=title or "",
            label=work.symbol,
            names="\n".join(work.authors),
            summary=(getattr(work, f"summary_{code}") if is_ours else "") or "",
            related="\n".join(_about(work, code if is_ours else languages.DEFAULT_LANGUAGE)),
            body=_words(files[code]) if code in files else "",
            slug=work.slug_in(code) if is_ours else "",
            date=work.date,
            visible_from=work.public_from,
        )


def _has_words(work: Work, language: str) -> bool:
    return any(has_meaning(getattr(work, f"{name}_{language}")) for name in ("title", "summary"))


def _about(work: Work, language: str) -> Iterator[str]:
    """The names of its subjects, in a language; of situations and cases those that are public."""
    for subject in work.public_subjects:
        yield getattr(subject, f"name_{language}") or ""


def _words(file: WorkFile) -> str:
    """One text in memory at a time: those of a hundred reports would be too many."""
    found = FileText.objects.filter(file=file).values_list("text", flat=True).first()
    return (found or "").replace("\f", "\n")
