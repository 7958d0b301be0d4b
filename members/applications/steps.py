"""The five steps in their order."""

from __future__ import annotations

from members.applications.form import StepForm
from members.applications.forms_commitments import CommitmentsForm
from members.applications.forms_eligibility import KeptEligibilityForm
from members.applications.forms_organization import OrganizationForm
from members.applications.forms_people import PeopleForm
from members.applications.forms_work import WorkForm

# The first one as it stands below a personal link; before there is one it asks for the e-mail address besides.
FORMS: dict[str, type[StepForm]] = {
    form.code: form for form in (KeptEligibilityForm, OrganizationForm, PeopleForm, WorkForm, CommitmentsForm)
}
CODES = tuple(FORMS)


def after(code: str) -> str | None:
    """The step that follows, None after the last one."""
    place = CODES.index(code) + 1
    return CODES[place] if place < len(CODES) else None


def number(code: str) -> int:
    return CODES.index(code) + 1
