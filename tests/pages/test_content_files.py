"""The files the site starts with, held to the house rules without a database.

An editor who changes a file learns here what a language lacks, where a link breaks, which figure was typed.
What is special to the pages on the Court itself is in test_court_files.py.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from pages.figures.tokens import WRITTEN, written
from pages.figures.typed import typed_figures

TREE = Path(__file__).resolve().parents[2] / "pages" / "content" / "tree"
LANGUAGES = ("en", "es", "fr", "ar")
TRANSLATIONS = ("es", "fr", "ar")
TYPES = {
    *("home", "about", "application", "archive", "directory", "country_index", "situation_index"),
    *("court_update_index", "assembly_index", "campaign_index", "press_index", "publication_index"),
    *("vacancy_index", "open_data"),
}
# The sections whose English addresses are promised to readers and to other sites.
SECTIONS = {
    *("about-the-court", "about-the-court/updates", "about-the-court/situations-and-cases"),
    *("about-the-court/how-the-icc-works", "about-the-court/assembly-of-states-parties"),
    *("about-the-court/history", "countries", "issues-and-campaigns", "documents", "publications", "press"),
    *("membership", "membership/policies", "membership/national-coalitions", "membership/directory"),
    *("membership/apply", "get-involved", "get-involved/employment", "about-the-coalition"),
    *("about-the-coalition/history", "about-the-coalition/goals", "about-the-coalition/steering-committee"),
    *("about-the-coalition/secretariat", "about-the-coalition/contact", "open-data"),
    *("privacy", "accessibility", "data-notice"),
}
# What a block may hold; the keys of a list are those of each of its entries.
BLOCKS: dict[str, dict[str, set[str] | None]] = {
    "quote": {"text": None, "attribution": None},
    "timeline": {"items": {"date", "title", "text"}},
    "table": {"caption": None, "columns": None, "rows": None},
    "people": {"heading": None, "people": {"name", "role", "text"}},
    "accordion": {"items": {"heading", "text"}},
    "call_to_action": {"text": None, "label": None, "page": None},
    "register_list": {"register": None},
}
NOT_WORDS = {"page", "date", "register"}
# Texts that are the same in every language: an address, names of organizations, years.
SAME_IN_ALL = {
    "c/o WFM, 708 3rd Avenue, 24th Floor, New York, NY 10017, USA",
    *("Amnesty International", "Human Rights Watch", "Lawyers Committee for Human Rights"),
}
SLUG = {
    "en": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "es": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "fr": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "ar": re.compile(r"[\u0621-\u063a\u0641-\u064a0-9]+(-[\u0621-\u063a\u0641-\u064a0-9]+)*"),
}
ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]*)\)")
# The client's own words of about 2009, in their order; a blank line ends a paragraph.
CLIENT_TEXT = """
Together for Justice – Civil society in 150 countries advocating for a fair, effective and independent
ICC

The Coalition for the International Criminal Court includes 2,500 organizations around the world working
in partnership to strengthen international cooperation with the ICC; ensure that the Court is fair,
effective and independent; make justice both visible and universal; and advance stronger national laws
that deliver justice to victims of war crimes, crimes against humanity and genocide.

## History

The Coalition was founded in 1995 by a small group of NGOs that coordinated their work to ensure the
establishment of an International Criminal Court.

Since then, the Coalition’s membership has increased exponentially as its original goal of establishing
the ICC grew to include the larger goal of guaranteeing the Court’s fair, effective and independent
functioning. Over the years, the Coalition Secretariat and its global membership have worked together at
every stage of the Court’s development from the preparatory committees for the establishment of the
Court, to the Rome Conference that established the Court to the annual Assembly of States Parties
meetings.

The CICC secretariat has two locations, in New York and The Hague – with regional coordinators based
around the world – and is led by William R. Pace, Executive Director of the World Federalist
Movement-Institute for Global Policy, who serves as the Convenor of the CICC. The work of the Coalition
is guided by an informal Steering Committee, which helps to define the CICC’s goals, policies and
strategies.

The role of the Coalition was recognized by the Assembly of States Parties when it adopted a resolution
entitled ‘Recognition of the coordinating and facilitating role of the NGO Coalition for the
International Criminal Court’ (ICC-ASP/2/Res.8) during its second session in September 2003.

When introducing the resolution, Ambassador Allieu I. Kanu of Sierra Leone, Vice-President of the
Assembly of States Parties, remarked: “In this journey, there are people who are generally seated on the
sides or in the back of our assemblies, those who took the floor only occasionally, those who do not get
the credit but nevertheless tirelessly sustain, defend and yes, set the spirit of the institution which
we incarnate today. An organization that represented such people is the NGO Coalition for the ICC”.

## CICC’s goals
"""
GOALS = """
strengthen international cooperation with the ICC

ensure that the Court is fair, effective and independent

make justice both visible and universal

advance stronger national laws that deliver justice to victims of war crimes, crimes against humanity and
genocide
"""
DATED_LINE = {
    "en": "**Text of about 2009**",
    "es": "**Texto de alrededor de 2009**",
    "fr": "**Texte de 2009 environ**",
    "ar": "**نص يعود إلى نحو عام 2009**",
}
BLOG_TRACES = re.compile(
    r"…|\d/2|full text|comments are closed|coalition for icc now|homepage|\(1 of 2\)", re.IGNORECASE
)


class Passage(NamedTuple):
    """One paragraph, heading, list entry, cell or label, and whether a date stands beside it by its place."""

    text: str
    dated: bool


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def folders() -> list[str]:
    """Return the English path of every page, the home page as an empty one."""
    found = sorted(path.parent.relative_to(TREE).as_posix() for path in TREE.rglob("page.yaml"))
    return ["" if path == "." else path for path in found]


def page(folder: str) -> dict[str, Any]:
    content: dict[str, Any] = read(TREE / folder / "page.yaml")
    return content


def body(folder: str, language: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = read(TREE / folder / f"body.{language}.yaml")
    return blocks


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a wrapped text, each as one line."""
    return [" ".join(part.split("\n")) for part in text.strip().split("\n\n")]


def texts(value: Any) -> Iterator[str]:
    """Every text a reader sees inside a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_WORDS:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def passages(folder: str, language: str) -> Iterator[Passage]:
    """Every passage of a page; a time line, and a table that names its year, date what they hold."""
    content = page(folder)
    yield Passage(content["title"][language], dated=False)
    yield Passage(content["summary"][language], dated=False)
    for block in body(folder, language):
        caption = str(block.get("table", {}).get("caption", ""))
        dated = "timeline" in block or bool(re.search(r"\b(19|20)\d\d\b", caption))
        for text in texts(block):
            for line in filter(None, map(str.strip, text.split("\n"))):
                yield Passage(line, dated)


def markdown_shape(text: str) -> list[str]:
    """What kind of line follows what kind of line."""
    kinds = (re.match(r"#{2,3} |- |\d+\. |\S", line) for line in text.split("\n"))
    return [re.sub(r"\d+", "1", kind[0]) if len(kind[0]) > 1 else "words" for kind in kinds if kind]


def shape(value: Any) -> Any:
    """A block without its words: kinds of lines, numbers of entries, dates and links stay."""
    if isinstance(value, dict):
        return {key: part if key in NOT_WORDS else shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return markdown_shape(str(value)), sorted(LINK.findall(str(value)))


FOLDERS = folders()


def test_every_promised_section_has_a_folder() -> None:
    assert "" in FOLDERS
    assert set(FOLDERS) >= SECTIONS


def test_every_folder_with_words_is_a_page_below_a_page() -> None:
    holding = {path.parent.relative_to(TREE).as_posix().removeprefix(".") for path in TREE.rglob("*.yaml")}
    assert holding == set(FOLDERS)
    for folder in FOLDERS:
        parent = folder.rpartition("/")[0]
        assert parent in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_page_says_its_type_place_titles_and_summaries(folder: str) -> None:
    content = page(folder)
    expected = {"type", "order", "show_in_menus", "title", "summary"} | ({"slug"} if folder else set())
    assert set(content) == expected
    assert content["type"] in TYPES
    assert isinstance(content["order"], int)
    assert isinstance(content["show_in_menus"], bool)
    for field in ("title", "summary"):
        assert tuple(content[field]) == LANGUAGES
        for text in content[field].values():
            assert text == text.strip() != ""
            assert "\n" not in text
    assert all(len(title) <= 255 for title in content["title"].values())
    assert (content["type"] == "home") == (folder == "")


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder])
def test_a_page_has_an_address_in_each_language(folder: str) -> None:
    slugs = {"en": folder.rpartition("/")[2], **page(folder)["slug"]}
    assert set(slugs) == set(LANGUAGES)
    for language, slug in slugs.items():
        assert SLUG[language].fullmatch(slug), slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_sisters_differ_in_address_title_and_order(language: str) -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for folder in FOLDERS:
        if not folder:
            continue
        parent, _, own = folder.rpartition("/")
        content = page(folder)
        slug = own if language == "en" else content["slug"][language]
        seen.update([(parent, "slug", slug), (parent, "title", content["title"][language])])
        seen.update([(parent, "order", str(content["order"]))])
    assert len(seen) > 3 * 25
    assert [key for key, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_translation_has_the_blocks_lines_and_links_of_the_english(folder: str, language: str) -> None:
    assert [list(block) for block in body(folder, language)] == [list(block) for block in body(folder, "en")]
    assert shape(body(folder, language)) == shape(body(folder, "en"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_blocks_are_of_a_known_kind_and_complete(folder: str) -> None:
    for language in LANGUAGES:
        blocks = body(folder, language)
        assert blocks
        for block in blocks:
            (kind,) = block
            if kind == "text":
                assert isinstance(block[kind], str)
                assert not re.search(r"^(#|#{4,}) ", block[kind], re.MULTILINE)
                continue
            content = block[kind]
            assert set(content) == set(BLOCKS[kind])
            for key, entry_keys in BLOCKS[kind].items():
                assert entry_keys is None or all(set(entry) == entry_keys for entry in content[key])
            if kind == "table":
                assert {len(row) for row in content["rows"]} == {len(content["columns"])}
            if kind == "accordion":
                assert not any(re.search(r"^#", item["text"], re.MULTILINE) for item in content["items"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_text_is_empty(folder: str) -> None:
    for language in LANGUAGES:
        found = list(texts(body(folder, language)))
        assert found
        assert all(text.strip() for text in found)


def test_every_link_leads_to_a_page_or_over_https() -> None:
    targets: Counter[str] = Counter()
    for folder in FOLDERS:
        for language in LANGUAGES:
            for block in body(folder, language):
                if action := block.get("call_to_action"):
                    targets[f"page:{action['page']}"] += 1
                for text in texts(block):
                    assert "](" not in LINK.sub("", text)
                    targets.update(LINK.findall(text))
    assert len(targets) > 25
    for target in targets:
        kind, _, path = target.partition(":")
        assert (path in FOLDERS) if kind == "page" else target.startswith("https://"), target


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_passage_is_left_in_english(folder: str) -> None:
    english = [passage.text for passage in passages(folder, "en")]
    for language in TRANSLATIONS:
        for original, passage in zip(english, passages(folder, language), strict=True):
            same = passage.text.removeprefix("- ")
            if same in SAME_IN_ALL or not re.search(r"[^\W\d_]", same):
                continue
            if language == "ar":
                assert original != passage.text
                assert ARABIC_LETTER.search(passage.text), passage.text
            elif len(original) > 40:
                assert original != passage.text
        assert not any(ARABIC_LETTER.search(text) for text in english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_count_of_states_or_members_is_typed_without_its_year(language: str) -> None:
    """Only the client's own text of about 2009 may count, and passages that say which year they speak of."""
    dated = 0
    for folder in FOLDERS:
        for passage in passages(folder, language):
            if not typed_figures(passage.text, language):
                continue
            assert folder == "about-the-coalition" or passage.dated, passage.text
            dated += 1
    assert dated >= 3


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_language_shows_the_same_figures_of_the_registers(folder: str) -> None:
    shown = {
        language: Counter(
            written(match)
            for passage in passages(folder, language)
            for match in WRITTEN.finditer(passage.text)
        )
        for language in LANGUAGES
    }
    assert all(found == shown["en"] for found in shown.values()), shown


def test_the_clients_text_stands_word_for_word() -> None:
    lines = [
        line for block in body("about-the-coalition", "en") for line in block["text"].split("\n") if line
    ]
    words, goals = paragraphs(CLIENT_TEXT), paragraphs(GOALS)
    assert lines == [DATED_LINE["en"], *words, *(f"- {goal}" for goal in goals)]
    assert all(goal in words[1] for goal in goals)
    assert not any(BLOG_TRACES.search(line) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clients_text_opens_with_its_date(language: str) -> None:
    first = body("about-the-coalition", language)[0]["text"].split("\n")[0]
    assert first.startswith(DATED_LINE[language])
    assert (first == DATED_LINE[language]) == (language == "en")


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_is_given_an_invented_address_or_promised_a_later_page(folder: str) -> None:
    promise = re.compile(r"coming soon|próximamente|prochainement|bientôt|قريبًا|@", re.IGNORECASE)
    for language in LANGUAGES:
        found = [passage.text for passage in passages(folder, language)]
        assert found
        assert [text for text in found if promise.search(text)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_language_is_written_with_its_own_signs(folder: str) -> None:
    for language in LANGUAGES:
        for text, _ in passages(folder, language):
            assert text == unicodedata.normalize("NFC", text)
            assert "'" not in text, text
    for text, _ in passages(folder, "fr"):
        assert not re.search(r" [:;!?»]|« |\d \d{3}", text), text
    for text, _ in passages(folder, "ar"):
        assert not re.search(r"[\u0621-\u064a][,;?]|[\u0660-\u0669\u06f0-\u06f9\u0640]", text), text
