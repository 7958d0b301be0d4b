"""What an edit changed in the entry of a country and in its acts: told field by field, kept in the audit log.

`facts` puts a country into plain values, `compare` two of them into a list of changes, `readable` such a list into
words. The log keeps codes, not words: the history reads in the language of whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import pgettext

from cicc_site import languages
from cicc_site.dates import PartialDate
from members.enums import ActKind
from members.models import Country, TreatyAct

CHANGES, REASON = "changes", "reason"
COLUMNS = (
    *(f"name_{code}" for code in languages.codes()),
    *(f"slug_{code}" for code in languages.codes()),
    "alpha2",
    "alpha3",
    "numeric",
    "un_status",
    "un_regional_group",
    "cicc_region",
    "m49_region",
    "m49_subregion",
    "staff_notes",
)
ACT_FIELDS = ("treaty", "kind", "date", "verified", "sources", "staff_notes")

Facts = dict[str, Any]
Change = dict[str, Any]


def facts(country: Country) -> Facts:
    """The entry as it is stored now: its columns, and its acts by their number."""
    stored = Country.objects.values(*COLUMNS).get(pk=country.pk)
    acts = {str(act.pk): act_facts(act) for act in TreatyAct.objects.filter(country=country)}
    return {**{name: stored[name] or "" for name in COLUMNS}, "acts": acts}


def act_facts(act: TreatyAct) -> dict[str, str]:
    """An act in plain values; its date is as exact as it is known."""
    return {
        "treaty": act.treaty,
        "kind": act.kind,
        "date": act.when.isoformat(),
        "verified": act.verified,
        "sources": act.sources,
        "staff_notes": act.staff_notes,
    }


def compare(before: Facts, after: Facts) -> list[Change]:
    """The changes as the log keeps them: `{"field", "old", "new"}`, those of an act with `{"act", "what"}` beside."""
    found: list[Change] = [
        {"field": name, "old": before[name], "new": after[name]}
        for name in COLUMNS
        if before[name] != after[name]
    ]
    for key in sorted({*before["acts"], *after["acts"]}, key=int):
        old, new = before["acts"].get(key), after["acts"].get(key)
        if old == new:
            continue
        what = "added" if old is None else "removed" if new is None else "changed"
        fields = [
            {"field": name, "old": (old or {}).get(name, ""), "new": (new or {}).get(name, "")}
            for name in ACT_FIELDS
            if (old or {}).get(name, "") != (new or {}).get(name, "")
        ]
        told = old or new or {}
        found.append({"act": {"kind": told["kind"], "date": told["date"]}, "what": what, "fields": fields})
    return found


@dataclass(frozen=True)
class FieldLine:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Lines:
    """What one edit did, to be read. act: empty for the country itself; what: "added", "removed" or "changed"."""

    act: str = ""
    what: str = "changed"
    fields: list[FieldLine] = field(default_factory=list)


def readable(changes: Iterable[Change] | None) -> list[Lines]:
    """In the active language; what is not as this module writes it is passed over."""
    own: list[FieldLine] = []
    acts: list[Lines] = []
    for change in changes or []:
        if "field" in change:
            own.append(_line(Country, change))
        elif "act" in change:
            lines = [_line(TreatyAct, part) for part in change["fields"]]
            acts.append(Lines(_act_name(change["act"]), change["what"], lines))
    return [*([Lines(fields=own)] if own else []), *acts]


def _act_name(act: dict[str, str]) -> str:
    comma = pgettext("between the items of a list", ", ")
    return comma.join([_choice(ActKind, act["kind"]), _date(act["date"])])


def _line(model: type[Model], change: Change) -> FieldLine:
    name = change["field"]
    return FieldLine(
        _label(model, name), _value(model, name, change["old"]), _value(model, name, change["new"])
    )


def _label(model: type[Model], name: str) -> str:
    """The name of a field, with its language where it is that of one."""
    base, _, code = name.rpartition("_")
    if base in ("name", "slug") and code in languages.codes():
        words = _verbose_name(model, name).split(" [")[0]  # modeltranslation writes the code behind it
        return f"{capfirst(words)} ({languages.by_code(code).name})"
    return str(capfirst(_verbose_name(model, name)))


def _verbose_name(model: type[Model], name: str) -> str:
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name  # a field of former times


def _value(model: type[Model], name: str, value: str) -> str:
    if name == "date":
        return _date(value)
    try:
        choices = dict(getattr(model._meta.get_field(name), "flatchoices", ()))
    except FieldDoesNotExist:
        choices = {}
    return str(choices.get(value, value))


def _date(text: str) -> str:
    try:
        return PartialDate.parse(text).text(languages.active())
    except ValueError:
        return text


def _choice(choices: type[ActKind], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
