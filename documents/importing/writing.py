"""Writes what a plan says, in the transaction its caller has opened: one work with its files, or nothing of it."""

from __future__ import annotations

from typing import Any

from cicc_site import indexing
from documents import keeping
from documents.importing import states
from documents.importing.columns import OF_FILE
from documents.importing.known import Known
from documents.importing.planning import FileStep, Plan
from documents.models import Work, WorkFile


def write(plan: Plan, known: Known) -> Work:
    """Write a plan that is not refused; returns the work. Raises ValidationError where a model refuses a value."""
    work = plan.work
    if work is None:
        work = _new(plan, known)
    elif plan.values:
        _change(work, plan, known)
    for step in plan.steps:
        _keep(work, step, plan)
    _remember(work, plan)
    return work


def _new(plan: Plan, known: Known) -> Work:
    work = Work(key=plan.record.key or None)
    states.put(work, plan.values)
    _checked(work)
    work.save()
    states.put_subjects(work, plan.values, known)
    # Whatever the manifest does not say is as the import left it, too: what staff writes there later is theirs.
    plan.marks |= {column: states.mark(value) for column, value in states.of_work(work).items()}
    return work


def _change(work: Work, plan: Plan, known: Known) -> None:
    states.put(work, plan.values)
    if not work.key and plan.record.key:
        work.key = plan.record.key
    _checked(work)
    work.save()
    states.put_subjects(work, plan.values, known)
    indexing.changed(work)


def _checked(work: Work) -> None:
    work.clean_fields(exclude=["title", "title_en", "imported"])


def _keep(work: Work, step: FileStep, plan: Plan) -> None:
    described: dict[str, Any] = {OF_FILE[column]: value for column, value in step.described.items()}
    if step.source is None:
        if step.present is not None:
            _describe(step.present, described)
        return
    added = keeping.add_file(
        work,
        step.source.file,
        language=step.row.language,
        name=step.source.name,
        media_type=step.source.media_type,
        same_allowed=True,  # planning has looked; an earlier version of this very file may come back
        **described,
    )
    # The number of pages is left out: the worker counts them where the manifest does not.
    known = {column: value for column, value in states.of_file(added).items() if column != "pages"}
    plan.marks |= {
        states.file_key(step.row.language, column): states.mark(value) for column, value in known.items()
    }


def _describe(file: WorkFile, described: dict[str, Any]) -> None:
    for name, value in described.items():
        setattr(file, name, value)
    file.full_clean(exclude=["file"], validate_unique=False, validate_constraints=False)
    file.save(update_fields=list(described))
    indexing.changed(file)
    indexing.changed(file.work)


def _remember(work: Work, plan: Plan) -> None:
    for step in plan.steps:
        for column, value in step.described.items():
            plan.marks[states.file_key(step.row.language, column)] = states.mark(value)
    marks = {**work.imported, **plan.marks}
    fields: dict[str, Any] = {} if marks == work.imported else {"imported": marks}
    if not work.key and plan.record.key:
        fields["key"] = plan.record.key
    if fields:
        Work.objects.filter(pk=work.pk).update(**fields)
