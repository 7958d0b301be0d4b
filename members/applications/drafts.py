"""What is typed into the steps, kept on the server at once: valid or not, and nothing is ever overwritten unseen.

Each saving says which version it began from. If another tab or device saved meanwhile, what comes now is kept as a copy
beside the draft and the difference is shown; whichever is chosen, the other stays among the copies.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from members.applications.states import UNSENT
from members.applications.typed import Typed
from members.models import Application, ApplicationStep, ApplicationStepCopy

# Of one step; more than anybody's two tabs make.
MOST_COPIES = 20


class NotADraft(Exception):
    """It was sent, or withdrawn, meanwhile."""


@dataclass(frozen=True)
class Saved:
    """What became of a saving. copy: what was typed here, kept aside because somebody else saved meanwhile."""

    row: ApplicationStep
    copy: ApplicationStepCopy | None = None


def of(application: Application) -> dict[str, ApplicationStep]:
    """The drafts by the code of their step; one query."""
    return {row.step: row for row in ApplicationStep.objects.filter(application=application)}


def begin_with(application: Application, step: str, values: Typed) -> None:
    """Keep the first step of an application that nobody else has seen yet; its answers stand the checks."""
    ApplicationStep.objects.create(
        application=application,
        step=step,
        values=values,
        version=1,
        passed=True,
        saved_at=application.saved_at,
    )


def save(application_id: int, step: str, values: Typed, *, seen: int, passes: bool) -> Saved:
    """Keep what was typed. seen: the version it began from, 0 for none. Raises NotADraft, Application.DoesNotExist.

    The same again (a double click, a repeated answer to a lost connection) changes nothing.
    """
    with transaction.atomic():
        row = _locked(application_id, step)
        if row is None:
            return Saved(
                _write(ApplicationStep(application_id=application_id, step=step, version=0), values, passes)
            )
        if row.values == values:
            if row.passed != passes:  # the rules changed since
                _write(row, values, passes)
            return Saved(row)
        if row.version != seen:
            return Saved(row, _keep_copy(row, values, row.version))
        return Saved(_write(row, values, passes))


def choose(application_id: int, step: str, copy_id: int, names: set[str], *, seen: int) -> Saved | None:
    """Take these answers from a copy, the others from the draft; what gives way stays as a copy.

    seen: the version of the draft that was compared. None for a copy that is not of this step.
    """
    with transaction.atomic():
        row = _locked(application_id, step)
        copy = ApplicationStepCopy.objects.filter(
            application_id=application_id, step=step, pk=copy_id
        ).first()
        if row is None or copy is None:
            return None
        merged = {**row.values, **{name: value for name, value in copy.values.items() if name in names}}
        if row.version != seen:
            return Saved(row, copy)
        if merged != row.values:
            _keep_copy(row, row.values, row.version)
            _write(row, merged, False)
        return Saved(row)


def write_to(application_id: int, *, language: str, quiet: bool) -> None:
    """How the applicant is written to, as chosen in the first step."""
    Application.objects.filter(pk=application_id, state__in=UNSENT).update(language=language, quiet=quiet)


def mark(row: ApplicationStep, *, passes: bool) -> None:
    """Say whether what is kept stands the checks."""
    ApplicationStep.objects.filter(pk=row.pk, version=row.version).update(passed=passes)
    row.passed = passes


def _locked(application_id: int, step: str) -> ApplicationStep | None:
    application = Application.objects.select_for_update().get(pk=application_id)
    if application.state not in UNSENT:
        raise NotADraft
    return ApplicationStep.objects.filter(application=application, step=step).first()


def _write(row: ApplicationStep, values: Typed, passes: bool) -> ApplicationStep:
    row.values, row.passed = values, passes
    row.version += 1
    row.saved_at = timezone.now()
    row.save()
    Application.objects.filter(pk=row.application_id).update(saved_at=row.saved_at)
    return row


def _keep_copy(row: ApplicationStep, values: Typed, version: int) -> ApplicationStepCopy:
    """Keep what gives way, once; the oldest copies make room."""
    known = list(ApplicationStepCopy.objects.filter(application_id=row.application_id, step=row.step))
    same = next((copy for copy in known if copy.values == values), None)
    if same is not None:
        return same
    made = ApplicationStepCopy.objects.create(
        application_id=row.application_id,
        step=row.step,
        values=values,
        version=version,
        saved_at=timezone.now(),
    )
    too_many = [copy.pk for copy in known[MOST_COPIES - 1 :]]
    ApplicationStepCopy.objects.filter(pk__in=too_many).delete()
    return made
