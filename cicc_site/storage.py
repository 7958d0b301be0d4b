"""Static files: the stylesheets and scripts in their order, joined into one file each at collectstatic.

During development and in the tests every file is linked by itself; the tags are in templatetags/site_tags.py.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# The frame of the page first, then its parts in alphabetical order: layers, not order, decide what wins.
STYLESHEETS = [
    "css/layers.css",
    "css/tokens.css",
    "css/reset.css",
    "css/base.css",
    "css/layout.css",
    "css/components/accordion.css",
    "css/components/act_line.css",
    "css/components/application.css",
    "css/components/archive_list.css",
    "css/components/aside_block.css",
    "css/components/attachments.css",
    "css/components/breadcrumbs.css",
    "css/components/button.css",
    "css/components/call_to_action.css",
    "css/components/case_head.css",
    "css/components/case_list.css",
    "css/components/case_persons.css",
    "css/components/child_list.css",
    "css/components/chronology.css",
    "css/components/citation.css",
    "css/components/country.css",
    "css/components/country_table.css",
    "css/components/data_sets.css",
    "css/components/data_table.css",
    "css/components/demo_note.css",
    "css/components/directory.css",
    "css/components/document_line.css",
    "css/components/documents.css",
    "css/components/empty_state.css",
    "css/components/error_page.css",
    "css/components/event.css",
    "css/components/facts.css",
    "css/components/figure.css",
    "css/components/figures.css",
    "css/components/filter_bar.css",
    "css/components/filter_form.css",
    "css/components/form_protection.css",
    "css/components/home_map.css",
    "css/components/kind.css",
    "css/components/language_links.css",
    "css/components/leave_site.css",
    "css/components/locator.css",
    "css/components/masthead.css",
    "css/components/member_map.css",
    "css/components/member_plots.css",
    "css/components/menu.css",
    "css/components/mirror.css",
    "css/components/notice.css",
    "css/components/own_page.css",
    "css/components/page_header.css",
    "css/components/pagination.css",
    "css/components/people.css",
    "css/components/problems.css",
    "css/components/progress.css",
    "css/components/prose.css",
    "css/components/question.css",
    "css/components/quote.css",
    "css/components/read_only.css",
    "css/components/reading.css",
    "css/components/results.css",
    "css/components/rows.css",
    "css/components/search_box.css",
    "css/components/search_suggestions.css",
    "css/components/section_heading.css",
    "css/components/section_menu.css",
    "css/components/site_footer.css",
    "css/components/site_notice.css",
    "css/components/skip_link.css",
    "css/components/stage_track.css",
    "css/components/statement.css",
    "css/components/step_line.css",
    "css/components/timeline.css",
    "css/components/utility.css",
    "css/components/vacancies.css",
    "css/components/versions.css",
    "css/components/work_wish.css",
    "css/components/world_map.css",
    "css/utilities.css",
    "css/forced_colors.css",
    "css/print.css",
]

# Each is an ES module that imports nothing, so that they can stand one after another in one file.
SCRIPTS = [
    "js/menu.js",
    "js/accordion.js",
    "js/directory.js",
    "js/search_suggestions.js",
    "js/application_saving.js",  # before form_protection.js: it may hold a form back that this counts as sent
    "js/application_look_up.js",
    "js/form_problems.js",
    "js/word_count.js",
    "js/form_protection.js",
    "js/leave_site.js",
    "js/upload.js",
]

JOINED = {"css/site.css": STYLESHEETS, "js/site.js": SCRIPTS}

STRING = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""


def smaller_css(text: str) -> str:
    """Comments and needless spaces left out; strings, and the spaces that calc() and selectors need, stay."""
    text = re.sub(STRING + r"|/\*.*?\*/", lambda match: match[1] or "", text, flags=re.DOTALL)
    text = re.sub(STRING + r"|\s*([{};,])\s*|\s+", lambda match: match[1] or match[2] or " ", text)
    return re.sub(STRING + r"|;(})", lambda match: match[1] or match[2], text).strip()


def smaller_script(text: str) -> str:
    """Whole-line comments and indentation left out; a module keeps its own scope in the joined file."""
    lines = (line.strip() for line in text.splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return "{\n" + kept + "\n}\n"


def joined(name: str, texts: Iterable[str]) -> str:
    smaller = smaller_css if name.endswith(".css") else smaller_script
    return "".join(smaller(text) for text in texts)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed as whitenoise does it, with our own files joined before they get their hash."""

    # Modules of the admin import one another: by their hashed names, or a browser would mix two versions.
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name, parts in JOINED.items():
                texts = [read(paths[part]) for part in parts]
                Path(self.path(name)).write_text(joined(name, texts), encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def compress_files(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what is linked and new: a name with a hash in it never changes its content."""
        hashed = set(self.hashed_files.values())
        todo = [name for name in names if name in hashed and not Path(self.path(f"{name}.gz")).exists()]
        yield from super().compress_files(todo)


def read(source: tuple[Any, str]) -> str:
    storage, path = source
    with storage.open(path) as file:
        return str(file.read().decode("utf-8"))
