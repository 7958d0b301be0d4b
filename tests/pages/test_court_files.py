"""The files on the Court itself: history, organs, Assembly, sessions and situations.

They are held against the rules of publication without loading them: an editor learns here what is missing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

CONTENT = Path(__file__).resolve().parents[2] / "pages" / "content"
PAGES = CONTENT / "tree" / "about-the-court"
FOLDERS = ("history", "how-the-icc-works", "assembly-of-states-parties")
LANGUAGES = ("en", "es", "fr", "ar")
MARKS = {"yes", "partial", "no"}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")

# What may be published: 46 verified milestones, and three that are only reported.
MILESTONES = 49
REPORTED_MILESTONES = {"2002-09-03", "2013-05-08", "2025-10-06"}
REPORTED = {
    "en": re.compile(r"reported"),
    "es": re.compile(r"según se informa", re.IGNORECASE),
    "fr": re.compile(r"selon les informations disponibles", re.IGNORECASE),
    "ar": re.compile(r"أُفيد"),
}
DATE_FIELDS = {
    "situations": (
        "referral_date",
        "preliminary_examination_opened",
        "investigation_opened",
        "investigation_concluded",
    ),
    "preliminary_examinations": ("referral_date", "opened", "closed"),
}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def body(folder: str, language: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = read(PAGES / folder / f"body.{language}.yaml")
    return blocks


def strings(value: Any) -> Iterator[str]:
    """Every text inside a block, with the keys of its mappings left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ("page", "date"):
                yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def shape(value: Any) -> Any:
    """A block without its words: kinds, numbers of rows, headings and links stay."""
    if isinstance(value, dict):
        return {key: part if key in ("page", "date") else shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return re.findall(r"^#{2,3} |^- |\]\([^)]*\)", str(value), re.MULTILINE), str(value).count("\n\n")


def milestones(language: str) -> list[dict[str, str]]:
    return [
        item for block in body("history", language) for item in block.get("timeline", {}).get("items", [])
    ]


def sessions() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read(CONTENT / "court" / "sessions.yaml")["sessions"]
    return entries


def situations(key: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read(CONTENT / "court" / "situations.yaml")[key]
    return entries


def is_date(text: str) -> bool:
    """True for a year, a month or a day that exists in the calendar."""
    if not DATE.fullmatch(text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_page_has_its_title_summary_and_address_in_each_language(folder: str) -> None:
    page = read(PAGES / folder / "page.yaml")
    for field in ("title", "summary"):
        assert set(page[field]) == set(LANGUAGES)
        assert all(page[field][language].strip() for language in LANGUAGES)
        assert len(set(page[field].values())) == len(LANGUAGES)
    assert set(page["slug"]) == {"es", "fr", "ar"}


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_translation_has_the_blocks_dates_and_links_of_the_english(folder: str, language: str) -> None:
    assert shape(body(folder, language)) == shape(body(folder, "en"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_text_is_empty_and_no_arabic_text_is_left_in_a_latin_language(folder: str) -> None:
    counted = 0
    for language in LANGUAGES:
        for text in strings(body(folder, language)):
            counted += 1
            assert text.strip()
    for english, arabic in zip(strings(body(folder, "en")), strings(body(folder, "ar")), strict=True):
        assert english != arabic
        assert ARABIC_LETTER.search(arabic)
        assert not ARABIC_LETTER.search(english)
    assert counted > 4 * 20


@pytest.mark.parametrize("folder", FOLDERS)
def test_prose_is_translated_and_not_copied(folder: str) -> None:
    """Names of persons are the same in the Latin languages; a sentence never is."""
    for language in ("es", "fr"):
        pairs = list(zip(strings(body(folder, "en")), strings(body(folder, language)), strict=True))
        copied = [english for english, translated in pairs if english == translated and len(english) > 40]
        assert len(pairs) > 20
        assert copied == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_has_every_milestone_that_may_be_published(language: str) -> None:
    items = milestones(language)
    assert len(items) == MILESTONES
    assert all(set(item) == {"date", "title", "text"} for item in items)
    assert all(is_date(item["date"]) for item in items)
    assert len({item["title"] for item in items}) == MILESTONES


def test_the_history_runs_forward_in_time() -> None:
    dates = [item["date"] for item in milestones("en")]
    for earlier, later in pairwise(dates):
        precision = min(len(earlier), len(later))
        assert earlier[:precision] <= later[:precision]


@pytest.mark.parametrize("language", LANGUAGES)
def test_exactly_the_milestones_that_are_not_confirmed_read_as_reported(language: str) -> None:
    marked = {item["date"] for item in milestones(language) if REPORTED[language].search(item["title"])}
    assert marked == REPORTED_MILESTONES
    assert all(
        REPORTED[language].search(item["text"])
        for item in milestones(language)
        if item["date"] in REPORTED_MILESTONES
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_leads_the_office_of_the_prosecutor_is_only_reported(language: str) -> None:
    """The holders of that one organ are not confirmed: caption and sentence both say so."""
    blocks = body("how-the-icc-works", language)
    table = next(b["table"] for b in blocks if "Fatou Bensouda" in str(b))
    sentence = next(b["text"] for b in blocks if "Nazhat Shameem Khan" in str(b))
    assert REPORTED[language].search(table["caption"])
    assert REPORTED[language].search(sentence)
    assert "2026" in sentence


@pytest.mark.parametrize("folder", FOLDERS)
def test_staff_notes_and_the_unconfirmed_postal_address_stay_out(folder: str) -> None:
    for language in LANGUAGES:
        text = "\n".join(strings(body(folder, language)))
        assert text
        assert not re.search(r"\bverified\b|Oude Waalsdorperweg|2597 ?AK|WPICC|\bsources?:", text)


@pytest.mark.parametrize("folder", FOLDERS)
def test_french_punctuation_never_starts_a_line(folder: str) -> None:
    text = "\n".join(strings(body(folder, "fr")))
    assert "\N{NO-BREAK SPACE}:" in text or "\N{NO-BREAK SPACE};" in text
    assert not re.search(r" [:;!?»]|« ", text)


@pytest.mark.parametrize("folder", FOLDERS)
def test_tables_are_rectangular(folder: str) -> None:
    for language in LANGUAGES:
        for block in body(folder, language):
            if table := block.get("table"):
                assert {len(row) for row in table["rows"]} == {len(table["columns"])}


def test_the_assembly_has_24_sessions_in_order() -> None:
    assert [entry["number"] for entry in sessions()] == list(range(1, 25))
    assert Counter(entry["verified"] for entry in sessions()) == {"yes": 17, "partial": 6, "no": 1}


def test_a_session_is_complete_in_each_language_and_dated_to_the_day() -> None:
    titles = Counter[str]()
    for entry in sessions():
        assert set(entry["title"]) == set(LANGUAGES) == set(entry["slug"])
        titles.update(entry["title"].values())
        for part in [entry, *entry["resumed"]]:
            assert part["verified"] in MARKS
            assert part["place"] in {"new-york", "the-hague"}
            assert len(part["start"]) == len(part["end"]) == 10
            assert is_date(part["start"])
            assert is_date(part["end"])
            assert part["start"] <= part["end"]
        assert all(part["start"] > entry["end"] for part in entry["resumed"])
    assert len(titles) == 4 * 24


def test_sessions_follow_each_other() -> None:
    entries = sessions()
    assert all(one["end"] < next_["start"] for one, next_ in pairwise(entries))


def test_there_are_17_situations_and_14_preliminary_examinations() -> None:
    both = situations("situations") + situations("preliminary_examinations")
    assert len(situations("situations")) == 17
    assert len(situations("preliminary_examinations")) == 14
    assert len({entry["id"] for entry in both}) == 31


@pytest.mark.parametrize("key", ["situations", "preliminary_examinations"])
def test_a_situation_is_named_and_its_referral_told_in_each_language(key: str) -> None:
    for entry in situations(key):
        assert set(entry["name"]) == set(LANGUAGES)
        assert entry["name"]["en"] == entry["short_name"]
        for told in (entry["name"], entry["referred_by"]):
            if told is not None:
                assert set(told) == set(LANGUAGES)
                assert all(told[language].strip() for language in LANGUAGES)
                assert ARABIC_LETTER.search(told["ar"])
                assert not re.search("[A-Za-z]", told["ar"])
        assert (entry["referred_by"] is None) == (
            entry["referral_type"] in ("proprio_motu", "communications")
        )


@pytest.mark.parametrize("key", ["situations", "preliminary_examinations"])
def test_the_codes_and_dates_of_a_situation_are_valid(key: str) -> None:
    codes = read(CONTENT / "court" / "situations.yaml")["codes"]
    for entry in situations(key):
        assert entry["referral_type"] in codes["referral_type"]
        assert entry["status"] in codes["status"]
        assert entry["verified"] in MARKS
        assert all(re.fullmatch("[A-Z]{3}", code) for code in entry["countries"])
        dates = {name: entry[name] for name in DATE_FIELDS[key] if entry[name] is not None}
        assert dates
        assert all(is_date(value) for value in dates.values())


def test_a_situation_number_is_marked_and_looks_like_one() -> None:
    entries = situations("situations")
    assert all(re.fullmatch(r"ICC-0[12]/\d{2}", entry["icc_number"]) for entry in entries)
    assert len({entry["icc_number"] for entry in entries}) == len(entries)
    assert Counter(entry["icc_number_verified"] for entry in entries) == {"yes": 13, "no": 4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_are_unique_and_fit_their_language(language: str) -> None:
    pattern = "[a-z0-9]+(-[a-z0-9]+)*" if language != "ar" else "[\u0621-\u064a0-9]+(-[\u0621-\u064a0-9]+)*"
    for entries in (sessions(), situations("situations")):
        slugs = [entry["slug"][language] for entry in entries]
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(pattern, slug) for slug in slugs)


def test_every_source_is_explained() -> None:
    for name in ("sessions.yaml", "situations.yaml"):
        document = read(CONTENT / "court" / name)
        entries = [entry for value in document.values() if isinstance(value, list) for entry in value]
        assert len(entries) >= 24
        assert {key for entry in entries for key in entry["sources"]} <= set(document["source_keys"])
