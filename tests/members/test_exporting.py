"""Exports: safe in a spreadsheet, private only when asked, and no news to an import."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from members.enums import ListingLevel, MemberStatus, NameKind, OrganizationType, Scope
from members.exporting import FileFormat, export_rows
from members.importing import cells
from members.models import (
    Contact,
    Country,
    ImportRow,
    Issue,
    NationalCoalition,
    Organization,
    OrganizationName,
    Registration,
)
from tests.factories import members as make
from tests.importing import checked, outcomes, problems

FORMATS: list[FileFormat] = ["csv", "xlsx"]
# What PostgreSQL holds: anything but zero and halves of pairs.
letters = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
# Spaces and line ends of all kinds, letters in parts, what grows when it is composed, what XML cannot hold.
ODD = [
    "  ",
    "\xa0",
    "\u3000",
    "\r\n",
    "\x0b",
    "\x1e",
    "\x85",
    "\u2028",
    "e\u0301",
    "\u0958",
    "\ufeff",
    "\x01",
    "\uffff",
]
SIGNS = [
    *"=+-@'|\\[]\t\r\n\";, ",
    "\u200f",
    "\u202e",
    "\u2067",
    "\u0640",
    "＝",
    "[fr]",
    "[empty]",
    "-",
    "#REF!",
    "1e5",
]
special = st.sampled_from([*SIGNS, *ODD])
scripts = st.sampled_from(["شبكة", "Мережа", "网络", "नेटवर्क", "ქსელი", "Réseau", "เครือข่าย", "የኢትዮጵያ", "רשת"])
texts = st.lists(st.one_of(special, scripts, st.text(letters, max_size=8)), min_size=1, max_size=6).map(
    "".join
)
names = texts.filter(lambda text: cells.clean(text) != "").map(lambda text: text[:280])


def exported(file_format: FileFormat, *, private: bool = True) -> bytes:
    return b"".join(export_rows(Organization.objects.all(), private=private, file_format=file_format))


def table(data: bytes, file_format: FileFormat) -> list[list[str]]:
    if file_format == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


@given(st.text(letters))
def test_what_is_made_safe_for_a_cell_comes_back(text: str) -> None:
    safe = cells.defused(text)
    assert cells.restored(safe) == text
    assert not safe.startswith(cells.FORMULA)
    assert not cells.clears(safe.strip())


@given(texts)
def test_what_is_made_safe_comes_back_from_difficult_texts_too(text: str) -> None:
    assert cells.restored(cells.defused(text)) == text
    # Whoever trims cells takes nothing away but what was to be trimmed.
    if text.strip():
        assert cells.restored(cells.defused(text).strip()).strip() == text.strip()
    assert not cells.defused(text).lstrip().startswith(cells.FORMULA)


@given(st.lists(names.map(cells.clean), max_size=4, unique=True), st.sampled_from(["", "fr", "zh-Hant"]))
def test_names_in_a_list_come_back(found: list[str], language: str) -> None:
    written = " | ".join(cells.name_with_language(name, language) for name in found)
    assert cells.names_with_languages(written) == [(name, language) for name in found]


@given(st.lists(names.map(cells.clean), max_size=4, unique=True), st.sampled_from(["|", "|,;"]))
def test_texts_in_a_list_come_back(found: list[str], separators: str) -> None:
    assert cells.split(cells.joined(found, separators), separators) == found


@given(st.one_of(st.text(letters), texts))
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = cells.clean(text)
    assert cells.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


def fill(data: st.DataObject, kenya: Country) -> Organization:
    def some(strategy: st.SearchStrategy[Any]) -> Any:
        return data.draw(st.one_of(st.just(""), strategy))

    made = Organization(
        legal_name=data.draw(names),
        legal_language=some(st.sampled_from(["ar", "uk", "zh-Hant"])),
        country=kenya,
        name_en=some(names),
        name_ar=some(names),
        external_id=some(names.map(lambda text: text[:70]).filter(lambda text: cells.clean(text) == text))
        or None,
        type=some(st.sampled_from(OrganizationType.values)),
        scope=some(st.sampled_from(Scope.values)),
        website=some(st.sampled_from(["https://demo.example.org", "demo.example.org", "not an address"])),
        status=data.draw(st.sampled_from(MemberStatus.values)),
        listing=data.draw(st.sampled_from(ListingLevel.values)),
        tags=data.draw(
            st.lists(
                names.map(lambda text: text[:30]).filter(lambda text: cells.clean(text) != ""), max_size=3
            )
        ),
        working_languages=data.draw(st.lists(st.sampled_from(["en", "sw", "zh-hant", "qxx"]), unique=True)),
        year_founded=data.draw(st.one_of(st.none(), st.integers(1900, 2020))),
        joined=data.draw(
            st.one_of(
                st.none(),
                st.dates(dt.date(1995, 1, 1), dt.date(2024, 1, 1)),
            )
        ),
        joined_precision=data.draw(st.sampled_from(["day", "month", "year"])),
    )
    made.save()
    for kind, text in data.draw(st.dictionaries(names, st.sampled_from(NameKind.values), max_size=3)).items():
        OrganizationName.objects.create(
            organization=made, kind=text, text=kind, language=some(st.sampled_from(["fr", "ar"]))
        )
    phone = some(st.sampled_from(["+254 20 1234567", "12", "00254 20 1234567"]))
    email = some(st.sampled_from(["office@example.org", " office@example.org ", "office"]))
    Contact.objects.create(organization=made, role="main", name=some(names)[:200], phone=phone, email=email)
    Registration.objects.create(organization=made, number=some(names)[:80], postal_address=some(names))
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
def test_what_was_exported_is_no_news_to_an_import(file_format: FileFormat) -> None:
    kenya = make.country("KEN")

    @given(st.data())
    @settings(max_examples=30, deadline=None)
    def holds(data: st.DataObject) -> None:
        with transaction.atomic():
            made = fill(data, kenya)
            run = checked(exported(file_format))
            run.path.unlink()
            changes = list(ImportRow.objects.filter(run=run).values_list("changes", "outcome"))
            assert problems(run) == []
            assert changes == [({}, "unchanged")], made.__dict__
            transaction.set_rollback(True)

    holds()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("status", ["active", "merged"])
def test_what_is_spelled_otherwise_than_an_import_would_is_no_news(
    db: None, file_format: FileFormat, status: str
) -> None:
    """Written before there were rules for it: odd spaces, letters in parts, no scheme, an address without end."""
    made = make.organization(
        " Demo\xa0 Re\u0301seau\x0b; =", make.country("KEN"), status=status, website="demo.example.org"
    )
    Organization.objects.filter(pk=made.pk).update(
        working_languages=["zh-hant", "qxx"], tags=["a ", "\u202a"]
    )
    Registration.objects.create(
        organization=made, postal_address=" Box 1\u2028\r\r\nNairobi \x85" + "x" * 2001
    )
    Contact.objects.create(organization=made, role="main", name="\x01=Amal", email=" office", phone="12")
    run = checked(exported(file_format))
    assert problems(run) == []
    assert outcomes(run) == ["unchanged"]
    first = dict(zip(*table(exported(file_format), file_format), strict=True))
    assert (first["legal_name"], first["contact_main_name"]) == ("Demo Réseau; =", "'=Amal")


@pytest.fixture
def members(db: None) -> list[Organization]:
    kenya = make.country("KEN")
    issue = Issue.objects.create(code="gender", name_en="Gender")
    coalition = NationalCoalition.objects.create(name_en="=Demo Coalition", country=kenya)
    made = [
        make.organization("=1+1", kenya, acronym="A|B", former="-", tags=["=", "="]),
        make.organization("Demo", kenya, listing="unlisted", external_id="-7", national_coalition=coalition),
    ]
    made[0].countries_of_work.set([kenya])
    made[0].issues.set([issue])
    for each in made:
        each.save()
    # Entered before there were rules for it: an old number that no import would take.
    Contact.objects.create(organization=made[0], role="general", email="office@example.org", phone="12")
    return made


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_fact_survives(members: list[Organization], file_format: FileFormat) -> None:
    run = checked(exported(file_format))
    assert problems(run) == []
    assert outcomes(run) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_cell_is_a_formula(members: list[Organization], file_format: FileFormat) -> None:
    found = table(exported(file_format), file_format)
    first = dict(zip(found[0], found[1], strict=True))
    assert (first["legal_name"], first["acronyms"], first["former_names"]) == ("'=1+1", "A\\|B", "'-")
    assert first["country"] == "KEN"
    assert not [cell for row in found for cell in row if cell.startswith(cells.FORMULA)]


@pytest.mark.parametrize("file_format", FORMATS)
def test_personal_data_are_there_only_when_asked_for(
    members: list[Organization], file_format: FileFormat
) -> None:
    public, private = (exported(file_format, private=private) for private in (False, True))
    assert "office@example.org" in str(table(private, file_format))
    assert "office@example.org" not in str(table(public, file_format))
    assert not [
        name for name in table(public, file_format)[0] if name.startswith(("contact", "regist", "postal"))
    ]


def test_the_queryset_decides_who_is_in_it(members: list[Organization]) -> None:
    data = b"".join(export_rows(Organization.objects.listed(), private=False, file_format="csv"))
    assert [row[0] for row in table(data, "csv")[1:]] == [str(members[0].pk)]


def test_queries_do_not_grow_with_the_rows(members: list[Organization]) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as context:
            exported("csv")
        return len(context)

    before = count()
    for number in range(30):
        make.organization(f"Demo {number}", members[0].country, acronym=f"D{number}")
    assert count() == before
