"""Appeals: against convictions, sentences, acquittals, reparations and decisions taken on the way."""

from django.utils.translation import gettext_lazy as _

from pages.proceedings.codes import Consequence as C
from pages.proceedings.codes import EventType as E
from pages.proceedings.codes import Result as R
from pages.proceedings.codes import Subject as S
from pages.proceedings.wording.keys import Key, Wording

APPEALS = {
    Key(E.APPEAL_JUDGMENT): Wording(
        _("Appeal judgment in the case of %(persons)s"),
        _("The appeal judgment in the case of %(persons)s was delivered on %(date)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD): Wording(
        _("Appeal judgment: decision under appeal upheld in the case of %(persons)s"),
        _("The appeal judgment of %(date)s upheld the decision under appeal in the case of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.REVERSED): Wording(
        _("Appeal judgment: decision under appeal set aside in the case of %(persons)s"),
        _("The appeal judgment of %(date)s set aside the decision under appeal in the case of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.PARTLY_REVERSED): Wording(
        _("Appeal judgment: decision under appeal set aside or changed in part in the case of %(persons)s"),
        _(
            "The appeal judgment of %(date)s set aside or changed in part the decision under appeal in "
            "the case of %(persons)s."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.DISMISSED): Wording(
        _("Appeal judgment: appeal dismissed in the case of %(persons)s"),
        _("The appeal judgment of %(date)s dismissed the appeal in the case of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, subject=S.CONVICTION_AND_SENTENCE): Wording(
        _("Appeal judgment on the conviction and the sentence in the case of %(persons)s"),
        _(
            "The appeal judgment on the conviction and the sentence in the case of %(persons)s was "
            "delivered on %(date)s."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.CONVICTION_AND_SENTENCE): Wording(
        _("Appeal judgment: conviction and sentence of %(persons)s upheld"),
        _("The appeal judgment of %(date)s upheld the conviction and the sentence of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.PARTLY_REVERSED, subject=S.CONVICTION_AND_SENTENCE): Wording(
        _(
            "Appeal judgment: decision on the conviction and the sentence of %(persons)s set aside or "
            "changed in part"
        ),
        _(
            "The appeal judgment of %(date)s set aside or changed in part the decision on the "
            "conviction and the sentence of %(persons)s."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.CONVICTION): Wording(
        _("Appeal judgment: conviction of %(persons)s upheld"),
        _("The appeal judgment of %(date)s upheld the conviction of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.REVERSED, subject=S.CONVICTION): Wording(
        _("Appeal judgment: conviction of %(persons)s set aside"),
        _("The appeal judgment of %(date)s set aside the conviction of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.REVERSED, subject=S.CONVICTION, consequence=C.ACQUITTAL): Wording(
        _("Appeal judgment: conviction of %(persons)s set aside, acquittal"),
        _("The appeal judgment of %(date)s set aside the conviction of %(persons)s and ended in acquittal."),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.ACQUITTAL): Wording(
        _("Appeal judgment: acquittal of %(persons)s upheld"),
        _("The appeal judgment of %(date)s upheld the acquittal of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.REVERSED, subject=S.ACQUITTAL): Wording(
        _("Appeal judgment: acquittal of %(persons)s set aside"),
        _("The appeal judgment of %(date)s set aside the acquittal of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.ADMISSIBILITY, consequence=C.ADMISSIBLE): Wording(
        _(
            "Appeal judgment: decision on admissibility upheld, case against %(persons)s admissible "
            "before the Court"
        ),
        _(
            "The appeal judgment of %(date)s upheld the decision on admissibility: the case against "
            "%(persons)s is admissible before the Court."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.ADMISSIBILITY, consequence=C.INADMISSIBLE): Wording(
        _(
            "Appeal judgment: decision on admissibility upheld, case against %(persons)s inadmissible "
            "before the Court"
        ),
        _(
            "The appeal judgment of %(date)s upheld the decision on admissibility: the case against "
            "%(persons)s is inadmissible before the Court."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.JURISDICTION): Wording(
        _("Appeal judgment: decision on jurisdiction upheld in the case of %(persons)s"),
        _("The appeal judgment of %(date)s upheld the decision on jurisdiction in the case of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.REVERSED, subject=S.JURISDICTION): Wording(
        _("Appeal judgment: decision on jurisdiction set aside in the case of %(persons)s"),
        _(
            "The appeal judgment of %(date)s set aside the decision on jurisdiction in the case of "
            "%(persons)s."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.UPHELD, subject=S.RESENTENCE): Wording(
        _("Appeal judgment: new decision on the sentence of %(persons)s upheld"),
        _("The appeal judgment of %(date)s upheld the new decision on the sentence of %(persons)s."),
    ),
    Key(E.APPEAL_JUDGMENT, R.DISMISSED, subject=S.CONFIRMATION_DECISION): Wording(
        _(
            "Appeal judgment: appeal against the decision on the confirmation of charges dismissed in "
            "the case of %(persons)s"
        ),
        _(
            "The appeal judgment of %(date)s dismissed the appeal against the decision on the "
            "confirmation of charges in the case of %(persons)s."
        ),
    ),
    Key(E.APPEAL_JUDGMENT, R.DISMISSED, subject=S.WARRANT): Wording(
        _("Appeal judgment: appeal concerning the warrant of arrest for %(persons)s dismissed"),
        _(
            "The appeal judgment of %(date)s dismissed the appeal concerning the warrant of arrest for "
            "%(persons)s."
        ),
    ),
    Key(E.NOTICE_OF_APPEAL): Wording(
        _("Notice of appeal in the case of %(persons)s"),
        _("A notice of appeal was filed on %(date)s in the case of %(persons)s."),
    ),
    Key(E.APPEALS_DISCONTINUED): Wording(
        _("Discontinuance of the appeals in the case of %(persons)s"),
        _("The discontinuance of the appeals in the case of %(persons)s is dated %(date)s."),
    ),
    Key(E.REPARATIONS_APPEAL): Wording(
        _("Appeal judgment on reparations in the case of %(persons)s"),
        _("The appeal judgment on reparations in the case of %(persons)s was delivered on %(date)s."),
    ),
    Key(E.REPARATIONS_APPEAL, R.UPHELD): Wording(
        _("Appeal judgment on reparations: decision under appeal upheld in the case of %(persons)s"),
        _("The appeal judgment of %(date)s upheld the decision on reparations in the case of %(persons)s."),
    ),
    Key(E.REPARATIONS_APPEAL, R.REVERSED): Wording(
        _("Appeal judgment on reparations: decision under appeal set aside in the case of %(persons)s"),
        _(
            "The appeal judgment of %(date)s set aside the decision on reparations in the case of "
            "%(persons)s."
        ),
    ),
    Key(E.REPARATIONS_APPEAL, R.PARTLY_REVERSED): Wording(
        _(
            "Appeal judgment on reparations: decision under appeal set aside or changed in part in the "
            "case of %(persons)s"
        ),
        _(
            "The appeal judgment of %(date)s set aside or changed in part the decision on reparations "
            "in the case of %(persons)s."
        ),
    ),
}
