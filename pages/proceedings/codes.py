"""The code lists of situations and cases, with their names for readers and editors. No rule, no sentence."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    PRE_TRIAL = "pre-trial", _("Pre-trial")
    TRIAL = "trial", _("Trial")
    APPEALS = "appeals", _("Appeals")
    REPARATIONS = "reparations", _("Reparations")
    CLOSED = "closed", pgettext_lazy("stage of a case", "Closed")


class Crime(TextChoices):
    WAR_CRIMES = "war_crimes", _("War crimes")
    CRIMES_AGAINST_HUMANITY = "crimes_against_humanity", _("Crimes against humanity")
    GENOCIDE = "genocide", _("Genocide")
    ADMINISTRATION_OF_JUSTICE = (
        "administration_of_justice",
        _("Offences against the administration of justice"),
    )


class PersonStatus(TextChoices):
    AT_LARGE = "at_large", _("At large")
    NOT_IN_ICC_CUSTODY = "not_in_icc_custody", _("Not in the custody of the Court")
    NOT_IN_CUSTODY = "not_in_custody", _("Not in custody")
    IN_ICC_CUSTODY = "in_icc_custody", _("In the custody of the Court")
    SERVING_SENTENCE = "serving_sentence", _("Serving a sentence")
    SENTENCE_FINAL = "sentence_final", _("Sentence final")
    SENTENCE_SERVED = "sentence_served", _("Sentence served")
    RELEASED = "released", pgettext_lazy("status of a person", "Released")
    PROCEEDINGS_CLOSED = "proceedings_closed", _("Proceedings closed")


class EventType(TextChoices):
    ADMISSIBILITY = "admissibility", _("Decision on admissibility")
    APPEAL_JUDGMENT = "appeal_judgment", _("Appeal judgment")
    APPEALS_DISCONTINUED = "appeals_discontinued", _("Discontinuance of appeals")
    CLOSING_STATEMENTS = "closing_statements", _("Closing statements")
    CONFIRMATION = "confirmation", _("Decision on the confirmation of charges")
    CONFIRMATION_HEARING = "confirmation_hearing", _("Hearing on the confirmation of charges")
    FIRST_APPEARANCE = "first_appearance", _("Initial appearance")
    JOINDER = "joinder", _("Joinder of proceedings")
    LEAVE_TO_APPEAL_REFUSED = "leave_to_appeal_refused", _("Refusal of leave to appeal")
    NOTICE_OF_APPEAL = "notice_of_appeal", _("Notice of appeal")
    RELEASE = "release", _("Release")
    REPARATIONS = "reparations", _("Decision on reparations")
    REPARATIONS_APPEAL = "reparations_appeal", _("Appeal judgment on reparations")
    REPARATIONS_HEARING = "reparations_hearing", _("Hearing on reparations")
    RESENTENCE = "resentence", _("New decision on the sentence")
    SENTENCE = "sentence", _("Decision on the sentence")
    SENTENCE_REVIEW = "sentence_review", _("Review of the sentence")
    SEVERANCE = "severance", _("Severance of proceedings")
    SUMMONS = "summons", _("Summons to appear")
    SURRENDER = "surrender", _("Surrender to the Court")
    TERMINATION = "termination", _("End of the proceedings")
    TRIAL_JUDGMENT = "trial_judgment", _("Trial judgment")
    TRIAL_OPENING = "trial_opening", _("Opening of the trial")
    WARRANT = "warrant", _("Warrant of arrest")
    WITHDRAWAL_OF_CHARGES = "withdrawal_of_charges", _("Withdrawal of charges")


class Result(TextChoices):
    CONFIRMED = "confirmed", _("Charges confirmed (all or a part: not recorded)")
    PARTLY_CONFIRMED = "partly_confirmed", _("Some charges confirmed, others declined")
    CONFIRMED_IN_ABSENCE = "confirmed_in_absence", _("Charges confirmed after a hearing held in absence")
    DECLINED = "declined", _("No charge confirmed")
    CONVICTION = "conviction", _("Conviction (of all or a part of the charges: not recorded)")
    PARTIAL_CONVICTION = "partial_conviction", _("Conviction on some charges, acquittal on others")
    ACQUITTAL = "acquittal", _("Acquittal")
    UPHELD = "upheld", _("Decision under appeal upheld")
    REVERSED = "reversed", _("Decision under appeal set aside")
    PARTLY_REVERSED = "partly_reversed", _("Decision under appeal set aside or changed in part")
    DISMISSED = "dismissed", _("Appeal dismissed")
    REFUSED = "refused", _("Request refused")
    ADMISSIBLE = "admissible", _("Case admissible before the Court")
    INADMISSIBLE = "inadmissible", _("Case inadmissible before the Court")
    REDUCED = "reduced", _("Sentence reduced")
    PRINCIPLES_SET = "principles_set", _("Principles on reparations decided")
    ORDERED = "ordered", _("Reparations ordered")
    AMENDED = "amended", _("Order for reparations amended")
    WITHDRAWN = "withdrawn", _("Charges withdrawn")
    VACATED = "vacated", _("Charges vacated and proceedings terminated")
    DISCONTINUED = "discontinued", _("Appeals discontinued")
    TERMINATED_DEATH = "terminated_death", _("Proceedings ended because of death")
    TERMINATED_WITHDRAWN = "terminated_withdrawn", _("Proceedings ended after the charges were withdrawn")


CONFIRMING = {Result.CONFIRMED, Result.PARTLY_CONFIRMED, Result.CONFIRMED_IN_ABSENCE}


class Subject(TextChoices):
    ACQUITTAL = "acquittal", _("Acquittal")
    ADMISSIBILITY = "admissibility", _("Decision on admissibility")
    CONFIRMATION_DECISION = "confirmation_decision", _("Decision on the confirmation of charges")
    CONVICTION = "conviction", _("Conviction")
    CONVICTION_AND_SENTENCE = "conviction_and_sentence", _("Conviction and sentence")
    JURISDICTION = "jurisdiction", _("Decision on jurisdiction")
    REPARATIONS = "reparations", _("Decision on reparations")
    RESENTENCE = "resentence", _("New decision on the sentence")
    WARRANT = "warrant", _("Warrant of arrest")


class Consequence(TextChoices):
    ACQUITTAL = "acquittal", _("Acquittal")
    ADMISSIBLE = "admissible", _("Case admissible before the Court")
    INADMISSIBLE = "inadmissible", _("Case inadmissible before the Court")


class ChangedOnAppeal(TextChoices):
    REVERSED = "reversed", _("Set aside on appeal")
    PARTLY_REVERSED = "partly_reversed", _("Set aside or changed in part on appeal")


class Appellant(TextChoices):
    PROSECUTOR = "prosecutor", _("Prosecutor")
    DEFENCE = "defence", _("Defence")


class ReferralType(TextChoices):
    STATE_REFERRAL = "state_referral", _("Referral by a State")
    SECURITY_COUNCIL_REFERRAL = "unsc_referral", _("Referral by the Security Council")
    PROPRIO_MOTU = "proprio_motu", _("On the Prosecutor's own initiative (proprio motu)")
    COMMUNICATIONS = "communications", _("Communications (article 15)")
    DECLARATION = "article_12_3_declaration", _("Declaration under article 12, paragraph 3")


class SituationStatus(TextChoices):
    INVESTIGATION_ONGOING = "investigation_ongoing", _("Investigation ongoing")
    INVESTIGATION_CONCLUDED = "investigation_phase_concluded", _("Investigation phase concluded")
    EXAMINATION_ONGOING = "ongoing", _("Preliminary examination ongoing")
    CLOSED_WITHOUT_INVESTIGATION = "closed_no_investigation", _("Preliminary examination closed")
    JOINED = "closed_joined_to_existing_situation", _("Joined to an existing situation")
