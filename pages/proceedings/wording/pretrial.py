"""The steps before a trial: warrants, summonses, surrender, appearance, confirmation, admissibility."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pages.proceedings.codes import EventType as E
from pages.proceedings.codes import Result as R
from pages.proceedings.codes import Subject as S
from pages.proceedings.wording.keys import Key, Wording

PRETRIAL = {
    Key(E.WARRANT): Wording(
        ngettext_lazy("Warrant of arrest for %(persons)s", "Warrants of arrest for %(persons)s", "count"),
        ngettext_lazy(
            "On %(date)s, the Court issued a warrant of arrest for %(persons)s.",
            "On %(date)s, the Court issued warrants of arrest for %(persons)s.",
            "count",
        ),
    ),
    Key(E.WARRANT, variant="second"): Wording(
        _("Second warrant of arrest for %(persons)s"),
        _("On %(date)s, the Court issued a second warrant of arrest for %(persons)s."),
    ),
    Key(E.WARRANT, variant="further"): Wording(
        _("Further warrant of arrest for %(persons)s"),
        _("On %(date)s, the Court issued a further warrant of arrest for %(persons)s."),
    ),
    Key(E.SUMMONS): Wording(
        ngettext_lazy("Summons to appear for %(persons)s", "Summonses to appear for %(persons)s", "count"),
        ngettext_lazy(
            "On %(date)s, the Court issued a summons to appear for %(persons)s.",
            "On %(date)s, the Court issued summonses to appear for %(persons)s.",
            "count",
        ),
    ),
    Key(E.SURRENDER): Wording(
        _("Surrender of %(persons)s to the Court"),
        _("The surrender of %(persons)s to the Court took place on %(date)s."),
    ),
    Key(E.FIRST_APPEARANCE): Wording(
        _("Initial appearance of %(persons)s before the Court"),
        _("The initial appearance of %(persons)s before the Court took place on %(date)s."),
    ),
    Key(E.JOINDER): Wording(
        _("Joinder of proceedings concerning %(persons)s"),
        _("On %(date)s, proceedings concerning %(persons)s were joined."),
    ),
    Key(E.JOINDER, variant="related"): Wording(
        _("Joinder with another case: %(case)s"),
        _("On %(date)s, the case was joined with another one: %(case)s."),
    ),
    Key(E.SEVERANCE): Wording(
        _("Severance of proceedings concerning %(persons)s"),
        _("On %(date)s, proceedings concerning %(persons)s were severed."),
    ),
    Key(E.SEVERANCE, variant="related"): Wording(
        _("Severance from another case: %(case)s"),
        _("On %(date)s, the case was severed from another one: %(case)s."),
    ),
    Key(E.CONFIRMATION_HEARING): Wording(
        _("Hearing on the confirmation of charges concerning %(persons)s"),
        _("The hearing on the confirmation of charges concerning %(persons)s began on %(date)s."),
    ),
    Key(E.CONFIRMATION): Wording(
        _("Decision on the confirmation of charges concerning %(persons)s"),
        _("The decision on the confirmation of charges concerning %(persons)s was issued on %(date)s."),
    ),
    Key(E.CONFIRMATION, R.CONFIRMED): Wording(
        _("Confirmation of charges: charges confirmed against %(persons)s"),
        _(
            "On %(date)s, in the decision on the confirmation of charges, charges were confirmed "
            "against %(persons)s."
        ),
    ),
    Key(E.CONFIRMATION, R.PARTLY_CONFIRMED): Wording(
        _("Confirmation of charges: some charges confirmed and others declined in the case of %(persons)s"),
        _(
            "On %(date)s, in the decision on the confirmation of charges, some charges were confirmed "
            "and others declined in the case of %(persons)s."
        ),
    ),
    Key(E.CONFIRMATION, R.CONFIRMED_IN_ABSENCE): Wording(
        _("Confirmation of charges: charges confirmed against %(persons)s after a hearing held in absence"),
        _("On %(date)s, after a hearing held in absence, charges were confirmed against %(persons)s."),
    ),
    Key(E.CONFIRMATION, R.DECLINED): Wording(
        _("Confirmation of charges: no charge confirmed against %(persons)s"),
        _(
            "On %(date)s, in the decision on the confirmation of charges, no charge was confirmed "
            "against %(persons)s."
        ),
    ),
    Key(E.LEAVE_TO_APPEAL_REFUSED): Wording(
        _("Request for leave to appeal refused in the case of %(persons)s"),
        _("On %(date)s, a request for leave to appeal was refused in the case of %(persons)s."),
    ),
    Key(E.LEAVE_TO_APPEAL_REFUSED, R.REFUSED, subject=S.CONFIRMATION_DECISION): Wording(
        _(
            "Request for leave to appeal the decision on the confirmation of charges refused in the "
            "case of %(persons)s"
        ),
        _(
            "On %(date)s, a request for leave to appeal the decision on the confirmation of charges was"
            " refused in the case of %(persons)s."
        ),
    ),
    Key(E.ADMISSIBILITY): Wording(
        _("Decision on the admissibility of the case against %(persons)s"),
        _("The decision on the admissibility of the case against %(persons)s was issued on %(date)s."),
    ),
    Key(E.ADMISSIBILITY, R.ADMISSIBLE): Wording(
        _("Decision on admissibility: case against %(persons)s admissible before the Court"),
        _("The decision of %(date)s found the case against %(persons)s admissible before the Court."),
    ),
    Key(E.ADMISSIBILITY, R.INADMISSIBLE): Wording(
        _("Decision on admissibility: case against %(persons)s inadmissible before the Court"),
        _("The decision of %(date)s found the case against %(persons)s inadmissible before the Court."),
    ),
}
