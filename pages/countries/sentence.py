"""Where a State stands, in one sentence with its dates, in the reader's language.

No word in it agrees with the name of a country: names differ in gender and number (los Países Bajos, السودان), and the
sentence has to be right for all of them.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext, pgettext_lazy

from cicc_site.dates import PartialDate, Precision
from members.enums import ActKind, TreatyStatus
from members.standing import Standing, ToldAct
from pages.proceedings.lists import joined

WHERE: dict[TreatyStatus, str | Promise] = {
    TreatyStatus.STATE_PARTY: gettext_lazy(
        "As of %(date)s, this State is a party to the Rome Statute: %(acts)s."
    ),
    TreatyStatus.DEPOSITED: gettext_lazy(
        "As of %(date)s, this State has deposited its instrument, and the Rome Statute is not yet in force for it: "
        "%(acts)s."
    ),
    TreatyStatus.SIGNATORY: gettext_lazy(
        "As of %(date)s, this State has signed the Rome Statute and is not a party to it: %(acts)s."
    ),
    TreatyStatus.SIGNATURE_NO_INTENT: gettext_lazy(
        "As of %(date)s, this State is not a party to the Rome Statute, which it signed and later said it did not "
        "intend to ratify: %(acts)s."
    ),
    TreatyStatus.WITHDRAWN: gettext_lazy(
        "As of %(date)s, this State is no longer a party to the Rome Statute: %(acts)s."
    ),
    TreatyStatus.ACCESSION_WITHDRAWN: gettext_lazy(
        "As of %(date)s, this State is not a party to the Rome Statute, because it withdrew its accession before the "
        "Statute entered into force for it: %(acts)s."
    ),
}
LEAVING = gettext_lazy(
    "As of %(date)s, this State is still a party to the Rome Statute, because its notice of withdrawal has not taken "
    "effect: %(acts)s."
)
NO_ACTS = gettext_lazy(
    "As of %(date)s, this State is not a party to the Rome Statute: no signature, ratification or accession is "
    "recorded."
)

# `when` is "on 11 August 1999", "in October 2016" or "in 2017".
DONE: dict[ActKind, str | Promise] = {
    ActKind.SIGNATURE: pgettext_lazy("one of the acts of a State", "signature %(when)s"),
    ActKind.SIGNATURE_NO_INTENT: pgettext_lazy(
        "one of the acts of a State", "notice %(when)s of no intention to ratify"
    ),
    ActKind.RATIFICATION: pgettext_lazy("one of the acts of a State", "ratification %(when)s"),
    ActKind.ACCEPTANCE: pgettext_lazy("one of the acts of a State", "acceptance %(when)s"),
    ActKind.APPROVAL: pgettext_lazy("one of the acts of a State", "approval %(when)s"),
    ActKind.ACCESSION: pgettext_lazy("one of the acts of a State", "accession %(when)s"),
    ActKind.SUCCESSION: pgettext_lazy("one of the acts of a State", "deposit of its succession %(when)s"),
    ActKind.DEPOSIT: pgettext_lazy("one of the acts of a State", "deposit of its instrument %(when)s"),
    ActKind.ENTRY_INTO_FORCE: pgettext_lazy("one of the acts of a State", "entry into force %(when)s"),
    ActKind.WITHDRAWAL_NOTIFIED: pgettext_lazy("one of the acts of a State", "notice of withdrawal %(when)s"),
    ActKind.WITHDRAWAL_REVOKED: pgettext_lazy(
        "one of the acts of a State", "revocation of that notice %(when)s"
    ),
    ActKind.WITHDRAWAL_EFFECTIVE: pgettext_lazy(
        "one of the acts of a State", "withdrawal taking effect %(when)s"
    ),
    ActKind.ACCESSION_WITHDRAWN: pgettext_lazy(
        "one of the acts of a State", "withdrawal of the accession %(when)s"
    ),
}


def sentence(standing: Standing, language: str) -> str:
    """The status on the day of the register, with every public act and its date as exactly as it is known."""
    with override(language):
        date = PartialDate(standing.as_of).text(language)
        if not standing.acts:
            return NO_ACTS % {"date": date}
        pattern = LEAVING if standing.leaving else WHERE.get(standing.status, "%(acts)s.")
        acts = joined([_act(act, language, standing.is_reported) for act in standing.acts], language)
        if standing.is_reported:
            acts = _("%(acts)s (dates as reported)") % {"acts": acts}
        return str(pattern) % {"date": date, "acts": acts}


def _act(act: ToldAct, language: str, all_reported: bool) -> str:
    text = str(DONE[act.kind]) % {"when": when(act.when, language)}
    if act.is_reported and not all_reported:
        return _("%(act)s (as reported)") % {"act": text}
    return text


def when(date: PartialDate, language: str) -> str:
    text = {"date": date.text(language)}
    if date.precision == Precision.DAY:
        return pgettext("a day, after what happened", "on %(date)s") % text
    return pgettext("a month or a year, after what happened", "in %(date)s") % text
