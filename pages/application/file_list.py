"""What the component templates/application/attachments.html shows: the files, what can be added, what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cicc_site import public_forms
from members.applications import attachments, file_types, file_words
from members.applications.states import State
from members.models import Application, Attachment
from pages.application.addresses import own_page

PURPOSE = "application_files"  # of the form's token


@dataclass(frozen=True)
class Problem:
    """kind: of the field it belongs to, "" for the whole form; name: of the file, cleaned; text: what is wrong."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True)
class Field:
    """One field of the form, for files of a kind."""

    kind: Attachment.Kind
    problems: list[Problem]

    @property
    def id(self) -> str:
        return f"attach-{self.kind.value}"


@dataclass(frozen=True)
class Shown:
    """address: of the list, each file below it. removable: whether the applicant may still take files away."""

    files: list[Attachment]
    fields: list[Field]
    problems: list[Problem]
    removable: bool
    address: str
    back: str
    form_token: str
    accept: str = ",".join(f".{ending}" for ending in file_types.ENDINGS)
    each: int = attachments.LARGEST // attachments.MEGABYTE
    whole: int = attachments.WHOLE // attachments.MEGABYTE
    most: int = attachments.MOST
    each_bytes: int = attachments.LARGEST

    @property
    def too_large(self) -> str:
        """Said by the browser before anything is sent."""
        return file_words.refusal("too_large", limit=self.each)

    @property
    def is_empty(self) -> bool:
        return not (self.files or self.fields or self.problems)


def shown(application: Application, token: str, language: str, problems: Iterable[Any] = ()) -> Shown:
    """Collect it; one query."""
    told = list(problems)
    kinds = attachments.kinds(application)
    own = own_page(language, token=token)
    is_draft = application.state == State.DRAFT
    return Shown(
        files=list(application.attachments.kept()),
        fields=[Field(kind, [one for one in told if one.kind == kind]) for kind in kinds],
        problems=[one for one in told if one.kind not in kinds],
        removable=is_draft,
        address=f"{own}files/",
        back=f"{own}step/work/" if is_draft else own,
        form_token=public_forms.new_token(PURPOSE),
    )
