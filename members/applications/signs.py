"""Which signs no answer and no message may hold, and the sentence that says so: what a reader could not see, or would
see as something else.
"""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from members.applications.typed import UNREADABLE

# They turn the letters that follow round: a name would read as another one.
OVERRIDES = frozenset("\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}")
BREAKS = frozenset("\n\t")
# Unicode counts them as letters and symbols, and yet they are drawn as nothing.
BLANK_LETTERS = frozenset(
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
    "\N{BRAILLE PATTERN BLANK}\N{KHMER VOWEL INHERENT AQ}\N{KHMER VOWEL INHERENT AA}"
)
# Control and format signs, blanks, marks (they need a letter to stand on), places without a sign.
UNSEEN = ("C", "Z", "M")


def problem(text: str, *, one_line: bool = False) -> str:
    """What is wrong with the signs of a text that is given, as a sentence for whoever typed it; "" for nothing."""
    if UNREADABLE in text:
        return _("Something here could not be read: it is shown as �. Type that part again.")
    if has_controls(text) or (one_line and "\n" in text):
        return _("There are invisible control characters in this text. Type it anew.")
    if OVERRIDES & set(text):
        return _("There are invisible signs in this text that turn the letters round. Type it anew.")
    if is_unseen(text):
        return _("There is nothing to see in this text, only invisible signs. Type it anew.")
    return ""


def has_controls(text: str) -> bool:
    """Whether it holds a control character other than the end of a line or a tab, or a code that is no sign and never
    will be: no feed, no table and no XML may hold those."""
    return any(
        (unicodedata.category(sign) == "Cc" and sign not in BREAKS) or is_no_sign(ord(sign)) for sign in text
    )


def is_no_sign(code: int) -> bool:
    """The 66 noncharacters of Unicode."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def is_unseen(text: str) -> bool:
    """Whether a reader would see nothing of it."""
    return all(sign in BLANK_LETTERS or unicodedata.category(sign).startswith(UNSEEN) for sign in text)
