"""People of every role at the officers' desk, signed in, and one organization with everything in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cicc_site import languages
from members.models import Contact, Organization, Registration
from tests.factories import members as make
from tests.signing_in import signed_in

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(roles: None) -> SignIn:
    return signed_in


@pytest.fixture
def officer(sign_in: SignIn) -> Client:
    return sign_in("Membership officer")


@pytest.fixture
def kenya(db: None) -> Any:
    return make.country("KEN", name_en="Kenya", name_ar="كينيا", alpha2="KE", cicc_region="africa")


@pytest.fixture
def organization(kenya: Any) -> Organization:
    made = make.organization("Demo Network for Justice", kenya, acronym="DNJ", website="https://demo.example")
    Contact.objects.create(
        organization=made, role="head", name="Pat Secret", email="pat@secret.example", phone="+254202345678"
    )
    Registration.objects.create(organization=made, number="REG-777", postal_address="Box 99 Hidden Road")
    return made


SECRETS = ("Pat Secret", "secret.example", "254202345678", "2345678", "REG-777", "Hidden Road")


def at(name: str, *args: Any) -> str:
    """An address of the list of organizations."""
    return reverse(f"wagtailsnippets_members_organization:{name}", args=args)


def loaded(client: Client, organization: Organization) -> str:
    """What the form an officer has open takes along."""
    page = lxml.html.fromstring(client.get(at("edit", organization.pk)).content)
    return str(page.xpath("//input[@name='loaded']/@value")[0])


def sent(client: Client, organization: Organization, *, token: str = "", **changes: Any) -> dict[str, Any]:
    """What a browser sends from the form as it stands now, with some fields changed."""
    organization = Organization.objects.get(pk=organization.pk)
    columns = [
        *("legal_name", "legal_language", "external_id", "type", "scope", "year_founded", "website"),
        *("joined", "joined_precision", "status", "listing", "last_confirmed"),
    ]
    data: dict[str, Any] = {name: getattr(organization, name) or "" for name in columns}
    data |= {f"name_{code}": getattr(organization, f"name_{code}") for code in languages.codes()}
    data |= {
        "country": organization.country_id,
        "tags": ",".join(organization.tags),
        "working_languages": ",".join(organization.working_languages),
        "assigned_to": organization.assigned_to_id or "",
        "national_coalition": organization.national_coalition_id or "",
        "issues": [issue.pk for issue in organization.issues.all()],
        "countries_of_work": [state.pk for state in organization.countries_of_work.all()],
        "other_names": rows(organization.other_names.all(), "kind", "text", "language"),
        "contacts": rows(organization.contacts.all(), "role", "name", "email", "phone", "language"),
        "reason": "",
        "loaded": token or loaded(client, organization),
    }
    registration = getattr(organization, "registration", None)
    for name in ("registered", "authority", "number", "postal_address"):
        data[name] = getattr(registration, name, "")
    lists: dict[str, Any] = {
        name: changes.pop(name) for name in ("other_names", "contacts") if name in changes
    }
    return {**nested_form_data({**data, **lists}), **changes}


def rows(found: Any, *names: str, extra: Any = ()) -> dict[str, Any]:
    kept = [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in found]
    data: dict[str, Any] = inline_formset([*kept, *extra], initial=len(kept))
    return data
