"""Applications that carry texts from the first step into the register: those that the checks let pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from members.applications import sending, steps
from members.applications.abuse import Purpose
from members.applications.typed import Typed
from members.models import Application
from tests import hostile
from tests.applying import address, carried
from tests.factories import application_form as form
from tests.factories import applications as make
from tests.hostile.markup import MARKUP
from tests.hostile.posting import arrived
from tests.hostile.spreading import IS_FULL

TEXTS = {name: arrived(text) for name, text in hostile.texts().items() if not name.startswith("huge: ")}
# In `make test`: whatever a page or a spreadsheet could take for its own, and some of the others.
OWN = tuple(f"{kind}: " for kind in (*MARKUP, "directions", "tables"))
FOLLOWED = {*(name for name in TEXTS if name.startswith(OWN)), *list(TEXTS)[::12]}
# What is left empty in the factory's application and has to be there with one of its neighbours.
BESIDE: dict[str, Typed] = {
    "people": {"second_name": "Demo Second", "second_email": "second@example.org"},
    "work": {"reference_2_name": "Demo Other", "reference_2_contact": "other@example.org"},
    "commitments": {"listing": "full"},
}


@dataclass
class Carrier:
    """One application. put: the name of the text in each field, by (step, field)."""

    put: dict[tuple[str, str], str] = field(default_factory=dict)

    def typed(self) -> dict[str, Typed]:
        found = {code: {**values, **BESIDE.get(code, {})} for code, values in form.typed().items()}
        for (code, name), text in self.put.items():
            found[code][name] = TEXTS[text]
        return found


def passing() -> dict[tuple[str, str], list[str]]:
    """The names of the texts that the checks let pass, by (step, field)."""
    complete, lists = Carrier().typed(), form.lists()
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, step in steps.FORMS.items():
        free = [name for name, asked in step.base_fields.items() if asked.kind in {"text", "area"}]  # type: ignore[attr-defined]
        for text, words in TEXTS.items() if free else ():
            values: dict[str, Typed] = {**complete, code: {**complete[code], **dict.fromkeys(free, words)}}
            errors = sending.forms_of(values, lists, checked=True, only=(code,))[code].errors
            for name in free:
                if name not in errors and words.strip():
                    found[code, name].append(text)
    return found


def carriers() -> list[Carrier]:
    """Each text that is followed and passes in one field at least, in `make drill` in each that lets it pass."""
    columns = passing() if IS_FULL else _shared(passing())
    made = [Carrier() for _number in range(max(map(len, columns.values())))]
    for place, names in columns.items():
        for carrier, text in zip(made, names, strict=False):
            carrier.put[place] = text
    return made


def _shared(columns: dict[tuple[str, str], list[str]]) -> dict[tuple[str, str], list[str]]:
    """Each text to be followed in the emptiest of the fields that let it pass; one that got none has its first."""
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place, names in columns.items():
        for text in names:
            if text in FOLLOWED:
                places[text].append(place)
    shared: dict[tuple[str, str], list[str]] = {place: [] for place in columns}
    for text in sorted(places, key=lambda text: len(places[text])):
        shared[min(places[text], key=lambda place: len(shared[place]))].append(text)
    return {place: names or columns[place][:1] for place, names in shared.items()}


def fill_in(client: Client, carrier: Carrier, language: str = "en") -> tuple[Application, str, str]:
    """Type it, look at the page with all answers, and press the button; returns the application as it was sent, the
    token of its link, and the page that was looked at."""
    application, token = make.begun(language)
    typed = carrier.typed()
    form.fill(application, **typed)
    check = address(token, "check/", language)
    page = client.get(check).content.decode()
    answer = client.post(check, carried(Purpose.SEND))
    assert answer.status_code == 303, f"it is not sent: {carrier.put}"
    return Application.objects.get(pk=application.pk), token, page


def kept(application: Application, code: str, name: str) -> Any:
    """What stands in the database of one answer once it is sent."""
    if name.startswith("reference_"):
        which, _underscore, part = name.removeprefix("reference_").partition("_")
        return getattr(application.references.order_by("pk")[int(which) - 1], part)
    return getattr(application.answers, name)
