"""What each kind of event is called: a line and a dated sentence for each code.

Whole sentences only, so that translators decide on the order of words; names and dates are filled in by
pages/proceedings/rendering.py. The wording says what the code says and no more: `confirmed` and `conviction`
never become "all charges", a decision without a result stays a decision.
"""

from pages.proceedings.wording.appeals import APPEALS
from pages.proceedings.wording.keys import Key, Wording
from pages.proceedings.wording.pretrial import PRETRIAL
from pages.proceedings.wording.trial import TRIAL

__all__ = ["WORDINGS", "Key", "Wording"]

WORDINGS: dict[Key, Wording] = {**PRETRIAL, **TRIAL, **APPEALS}
