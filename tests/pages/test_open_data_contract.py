"""Every operation answers as the OpenAPI document says, in four languages, and the document is whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cicc_site import languages
from documents.enums import RelationKind, SubjectKind
from documents.models import Work, WorkRelation
from members.models import Country
from tests.factories import archive
from tests.json_schema import errors
from tests.open_data import API, ask, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]

# One that exists, for each operation with an id.
IDS = {"countries": "MNE", "situations": "drc", "cases": "bemba-et-al"}
OPERATIONS = [
    "countries",
    "countries/{id}",
    "treaty-acts",
    "organizations",
    "organizations/{id}",
    "situations",
    "situations/{id}",
    "cases",
    "cases/{id}",
    "documents",
    "documents/{id}",
]


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = ask("openapi.json")
    return found


def schema_of(document: dict[str, Any], operation: str, status: str) -> dict[str, Any]:
    responses = document["paths"][API + operation]["get"]["responses"]
    found: dict[str, Any] = responses[status]["content"]["application/json"]["schema"]
    return found


def address(operation: str) -> str:
    kind = operation.partition("/")[0]
    if kind == "organizations" and "{id}" in operation:
        return f"{kind}/{members()['full'].pk}"
    if kind == "documents" and "{id}" in operation:
        return f"{kind}/{a_work_with_everything().pk}"
    return operation.replace("{id}", IDS.get(kind, ""))


def a_work_with_everything() -> Work:
    """In two languages, filed under a subject of each kind, and related to an older one in both directions."""
    made = archive.work("Demo report", symbol="ICC-ASP/99/1", date=dt.date(2020, 5, 1), summary_en="Of all.")
    for kind in SubjectKind.values:
        code = Country.objects.all()[0].alpha3 if kind == SubjectKind.COUNTRY else f"demo-{kind}"
        made.subjects.add(archive.subject(SubjectKind(kind), code, name_en=f"Demo {kind}"))
    for language in ("fr", "sw"):
        archive.work_file(made, language, title=f"Demo {language}", translator="Demo translator", pages=3)
    other = archive.work("Demo corrigendum")
    WorkRelation.objects.create(work=other, kind=RelationKind.CORRIGENDUM, other=made)
    WorkRelation.objects.create(work=made, kind=RelationKind.SUPERSEDES, other=other)
    return made


def test_the_document_has_every_operation_and_only_reads(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert sorted(document["paths"]) == sorted(API + operation for operation in OPERATIONS)
    assert {method for path in document["paths"].values() for method in path} == {"get"}
    text = json.dumps(document)
    for word in ("verified", "staff", "sources", "notes", "contacts", "kampala"):
        assert word not in text.lower().replace("unless verified", "").replace("sources differ", "")


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_answer_is_as_its_schema_says(operation: str, language: str, document: dict[str, Any]) -> None:
    if operation == "organizations":
        members()
    query = {} if "{id}" in operation else {"per_page": 200}
    answer = ask(address(operation), lang=language, **query)
    assert answer["data"]
    assert answer["meta"]["language"] == language
    assert answer["meta"]["as_of"]
    assert answer["meta"]["licence"]["text"]
    assert errors(answer, schema_of(document, operation, "200"), document) == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_mistake_is_as_its_schema_says(operation: str, document: dict[str, Any]) -> None:
    response = Client().get(API + address(operation), {"lang": "xx", "nonsense": "1"})
    assert response.status_code == 422
    assert errors(response.json(), schema_of(document, operation, "422"), document) == []


def test_the_judge_of_schemas_finds_what_is_wrong(document: dict[str, Any]) -> None:
    schema = schema_of(document, "countries", "200")
    answer = ask("countries", per_page=1)
    spoils: list[Callable[[dict[str, Any]], Any]] = [
        lambda row: row.pop("id"),
        lambda row: row.update(secret=1),
        lambda row: row["name"].update(text=None),
        lambda row: row.update(status_on="yesterday"),
        lambda row: row.update(acts=None),
    ]
    for spoil in spoils:
        spoilt = json.loads(json.dumps(answer))
        spoil(spoilt["data"][0])
        assert errors(spoilt, schema, document)


def test_every_parameter_and_operation_is_explained_in_each_language() -> None:
    english = explained(ask("openapi.json"))
    assert all(english)
    for code in languages.translation_codes():
        other = explained(ask("openapi.json", lang=code))
        assert len(other) == len(english)
        assert not set(english) & set(other)


def explained(document: dict[str, Any]) -> list[str]:
    found = []
    for path in document["paths"].values():
        found.append(path["get"]["summary"])
        found += [each.get("description", "") for each in path["get"]["parameters"] if each["in"] == "query"]
    return found


def test_the_start_leads_to_everything() -> None:
    start = ask("")
    assert set(start) == {
        "openapi",
        "countries",
        "treaty-acts",
        "organizations",
        "situations",
        "cases",
        "documents",
    }
    for url in start.values():
        assert Client().get(url[url.index("/api") :]).status_code == 200
