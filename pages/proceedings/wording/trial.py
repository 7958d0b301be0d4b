"""The trial and what follows it at first instance: judgment, sentence, reparations, release, end."""

from django.utils.translation import gettext_lazy as _

from pages.proceedings.codes import EventType as E
from pages.proceedings.codes import Result as R
from pages.proceedings.wording.keys import Key, Wording

TRIAL = {
    Key(E.TRIAL_OPENING): Wording(
        _("Opening of the trial of %(persons)s"),
        _("The trial of %(persons)s opened on %(date)s."),
    ),
    Key(E.CLOSING_STATEMENTS): Wording(
        _("Closing statements in the trial of %(persons)s"),
        _("The closing statements in the trial of %(persons)s are dated %(date)s."),
    ),
    Key(E.TRIAL_JUDGMENT): Wording(
        _("Trial judgment in the case of %(persons)s"),
        _("The trial judgment in the case of %(persons)s was delivered on %(date)s."),
    ),
    Key(E.TRIAL_JUDGMENT, R.CONVICTION): Wording(
        _("Trial judgment: conviction of %(persons)s"),
        _("The trial judgment of %(date)s ended in the conviction of %(persons)s."),
    ),
    Key(E.TRIAL_JUDGMENT, R.PARTIAL_CONVICTION): Wording(
        _("Trial judgment: conviction of %(persons)s on some charges and acquittal on others"),
        _(
            "The trial judgment of %(date)s ended in the conviction of %(persons)s on some charges and "
            "in acquittal on others."
        ),
    ),
    Key(E.TRIAL_JUDGMENT, R.ACQUITTAL): Wording(
        _("Trial judgment: acquittal of %(persons)s"),
        _("The trial judgment of %(date)s ended in the acquittal of %(persons)s."),
    ),
    Key(E.SENTENCE): Wording(
        _("Decision on the sentence in the case of %(persons)s"),
        _("The decision on the sentence in the case of %(persons)s was issued on %(date)s."),
    ),
    Key(E.SENTENCE, variant="length"): Wording(
        _("Sentence of %(duration)s of imprisonment for %(persons)s"),
        _("On %(date)s, a sentence of %(duration)s of imprisonment was pronounced for %(persons)s."),
    ),
    Key(E.RESENTENCE): Wording(
        _("New decision on the sentence in the case of %(persons)s"),
        _("A new decision on the sentence in the case of %(persons)s was issued on %(date)s."),
    ),
    Key(E.RESENTENCE, variant="length"): Wording(
        _("New sentence of %(duration)s of imprisonment for %(persons)s"),
        _("On %(date)s, a new sentence of %(duration)s of imprisonment was pronounced for %(persons)s."),
    ),
    Key(E.SENTENCE_REVIEW): Wording(
        _("Review of the sentence in the case of %(persons)s"),
        _("The decision on the review of the sentence in the case of %(persons)s was issued on %(date)s."),
    ),
    Key(E.SENTENCE_REVIEW, R.REDUCED): Wording(
        _("Review of the sentence: reduction in the case of %(persons)s"),
        _("On %(date)s, after a review, the sentence in the case of %(persons)s was reduced."),
    ),
    Key(E.REPARATIONS): Wording(
        _("Decision on reparations in the case of %(persons)s"),
        _("The decision on reparations in the case of %(persons)s was issued on %(date)s."),
    ),
    Key(E.REPARATIONS, R.PRINCIPLES_SET): Wording(
        _("Reparations: decision on the principles in the case of %(persons)s"),
        _("On %(date)s, principles on reparations were decided in the case of %(persons)s."),
    ),
    Key(E.REPARATIONS, R.ORDERED): Wording(
        _("Reparations: order issued in the case of %(persons)s"),
        _("On %(date)s, reparations were ordered in the case of %(persons)s."),
    ),
    Key(E.REPARATIONS, R.AMENDED): Wording(
        _("Reparations: order amended in the case of %(persons)s"),
        _("On %(date)s, the order for reparations in the case of %(persons)s was amended."),
    ),
    Key(E.REPARATIONS_HEARING): Wording(
        _("Hearing on reparations in the case of %(persons)s"),
        _("A hearing on reparations in the case of %(persons)s took place on %(date)s."),
    ),
    Key(E.RELEASE): Wording(
        _("Release of %(persons)s"),
        _("The release of %(persons)s took place on %(date)s."),
    ),
    Key(E.TERMINATION): Wording(
        _("End of the proceedings against %(persons)s"),
        _("The end of the proceedings against %(persons)s is dated %(date)s."),
    ),
    Key(E.TERMINATION, R.TERMINATED_DEATH): Wording(
        _("End of the proceedings against %(persons)s because of death"),
        _("On %(date)s, the proceedings against %(persons)s were ended because of death."),
    ),
    Key(E.TERMINATION, R.TERMINATED_WITHDRAWN): Wording(
        _("End of the proceedings against %(persons)s after withdrawal of the charges"),
        _("On %(date)s, the proceedings against %(persons)s were ended after the withdrawal of the charges."),
    ),
    Key(E.TERMINATION, R.VACATED): Wording(
        _("Charges against %(persons)s vacated and proceedings terminated"),
        _("On %(date)s, the charges against %(persons)s were vacated and the proceedings were terminated."),
    ),
    Key(E.WITHDRAWAL_OF_CHARGES): Wording(
        _("Decision on the withdrawal of charges in the case of %(persons)s"),
        _("The decision on the withdrawal of charges in the case of %(persons)s was issued on %(date)s."),
    ),
    Key(E.WITHDRAWAL_OF_CHARGES, R.WITHDRAWN): Wording(
        _("Withdrawal of the charges against %(persons)s"),
        _("The charges against %(persons)s were withdrawn on %(date)s."),
    ),
    Key(E.WITHDRAWAL_OF_CHARGES, variant="notice"): Wording(
        _("Notice of the Prosecutor on the withdrawal of charges against %(persons)s"),
        _("The Prosecutor gave notice on %(date)s of the withdrawal of charges against %(persons)s."),
    ),
}
