"""On which terms each set of data may be used, what has to be said with it, and the day it is true on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from cicc_site import languages

UPSTREAM = "https://github.com/lukes/ISO-3166-Countries-with-Regional-Codes"


class DataSet(StrEnum):
    """The sets of data, by the names that addresses and files bear."""

    COUNTRIES = "countries"
    TREATY_ACTS = "treaty-acts"
    ORGANIZATIONS = "organizations"
    SITUATIONS = "situations"
    CASES = "cases"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Terms:
    """name, text: English originals of catalogue entries; url: where the licence can be read, empty without one."""

    name: str
    text: str
    url: str = ""


FACTS = gettext_noop(
    "These are facts from public sources: no licence is needed to use them. Please name the Coalition and the date."
)
# Where the Secretariat has decided nothing, nothing is invented: this sentence is to be replaced by its decision.
TERMS = {
    DataSet.COUNTRIES: Terms(
        "CC BY-SA 4.0",
        gettext_noop(
            "Codes and regions come from ISO-3166-Countries-with-Regional-Codes by Luke Duncalfe, changed here. Whoever"
            " passes them on names that source and keeps the licence. The status of each State is a fact."
        ),
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    DataSet.TREATY_ACTS: Terms(gettext_noop("Facts, free to use"), FACTS),
    DataSet.ORGANIZATIONS: Terms(
        gettext_noop("Terms not yet decided"),
        gettext_noop(
            "The Secretariat has not yet decided the terms for this list. Facts in it may be cited with the source and"
            " the date. An organization that is no longer in it must be removed from copies."
        ),
    ),
    DataSet.SITUATIONS: Terms(gettext_noop("Facts, free to use"), FACTS),
    DataSet.CASES: Terms(gettext_noop("Facts, free to use"), FACTS),
    DataSet.DOCUMENTS: Terms(
        gettext_noop("Facts, free to use"),
        gettext_noop(
            "What is said of the documents are facts: no licence is needed to use them. Please name the Coalition and"
            " the date. The documents themselves are subject to the rights of those who published them."
        ),
    ),
}
# The rule of every page on situations and cases (components/neutrality_notice.html).
NEUTRALITY = (
    gettext_noop("A warrant, a summons or a confirmation of charges is not a finding of guilt."),
    gettext_noop("The Coalition takes no position on situations before the Court."),
)
REPORTED = gettext_noop(
    "Where “reported” is true, sources differ on the date. A date is as exact as it is known: a year, a month or a day."
)


def base() -> str:
    return str(settings.SITE_URL).rstrip("/")


def notice(data_set: DataSet) -> str:
    """What has to stand beside the data, in the active language."""
    if data_set in (DataSet.SITUATIONS, DataSet.CASES):
        return " ".join(gettext(sentence) for sentence in (*NEUTRALITY, REPORTED))
    return gettext(REPORTED) if data_set in (DataSet.COUNTRIES, DataSet.TREATY_ACTS) else ""


def licence(data_set: DataSet) -> dict[str, Any]:
    terms = TERMS[data_set]
    return {"name": gettext(terms.name), "url": terms.url or None, "text": gettext(terms.text)}


def meta(data_set: DataSet, as_of: dt.date | None) -> dict[str, Any]:
    """What stands at the head of every answer and every file, in the active language."""
    return {
        "language": languages.active(),
        "as_of": as_of,
        "source": gettext("Coalition for the International Criminal Court"),
        "licence": licence(data_set),
        "notice": notice(data_set) or None,
    }
