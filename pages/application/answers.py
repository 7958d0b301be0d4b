"""The answers of the five steps as a reader goes through them: before they are sent, and on the receipt."""

from __future__ import annotations

from dataclasses import dataclass

from cicc_site import languages
from members.applications import steps
from members.applications.form import StepForm
from pages.application import addresses


@dataclass(frozen=True)
class Part:
    """One step with its answers. address: where they are changed."""

    number: int
    form: StepForm
    address: str


def parts(forms: dict[str, StepForm], token: str) -> list[Part]:
    language = languages.active()
    return [
        Part(steps.number(code), form, addresses.step(language, token, code)) for code, form in forms.items()
    ]
