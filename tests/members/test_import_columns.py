"""Headings are understood in four languages, and remembered once somebody has said what they mean."""

from __future__ import annotations

import pytest

from members.importing import mapping
from members.importing.columns import columns
from members.importing.problems import FileProblem
from members.models import ImportMapping
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("External ID", "external_id"),
        ("ID", "external_id"),
        ("cicc_id", "cicc_id"),
        ("Organisation", "legal_name"),
        ("Nombre de la organización", "legal_name"),
        ("Nom de l'organisation", "legal_name"),
        ("اسم المنظمة", "legal_name"),
        ("NAME IN FRENCH", "name_fr"),
        ("Nombre en árabe", "name_ar"),
        ("Sigle", "acronyms"),
        ("الاختصار", "acronyms"),
        ("País", "country"),
        ("الدولة", "country"),
        ("Countries of work", "countries_of_work"),
        ("Sitio web", "website"),
        ("Membre depuis", "joined"),
        ("عضو منذ", "joined"),
        ("Statut", "status"),
        ("listing level", "listing"),
        ("E-mail", "contact_general_email"),
        ("Número de registro", "registration_number"),
        ("Colour", ""),
        ("", ""),
    ],
)
def test_a_heading_is_understood(heading: str, column: str) -> None:
    assert mapping.guess([heading]).get(0, "") == column


def test_every_column_is_found_by_its_own_name() -> None:
    names = list(columns())
    assert mapping.guess(names) == dict(enumerate(names))


def test_two_headings_never_mean_the_same() -> None:
    assert mapping.guess(["Name", "Organization", "Country"]) == {0: "legal_name", 2: "country"}


def test_what_somebody_said_is_remembered_for_the_same_headings() -> None:
    amal, chen = make.amal(), make.chen()
    headings = ["Wer", "Wo", "Country"]
    said = {0: "legal_name", 1: "country"}
    mapping.remember(headings, said, name="Berlin", user=amal)
    assert mapping.guess(["Wo", "WER"], amal) == {0: "country", 1: "legal_name"}
    assert mapping.guess(headings, amal) == said
    assert mapping.guess(headings, chen) == {2: "country"}
    assert mapping.guess([*headings, "More"], amal) == {2: "country"}
    assert mapping.by_name(headings, "Berlin") == said
    mapping.remember(headings, {2: "country"}, name="Berlin", user=amal)
    assert ImportMapping.objects.count() == 1


def test_a_mapping_that_makes_no_import_is_refused() -> None:
    with pytest.raises(FileProblem, match="legal name"):
        mapping.validate({0: "legal_name", 1: "legal_name"})
    with pytest.raises(FileProblem, match="number or the name"):
        mapping.validate({0: "country"})
    with pytest.raises(ImportMapping.DoesNotExist):
        mapping.by_name(["a"], "never seen")
