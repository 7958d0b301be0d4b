"""What the last error of a message means to whoever reads it in the admin, and what can be done.

Errors are kept as codes (`OutboxMessage.last_error`): words of ours, or the class of a fault and the code of the mail
server. Those an operator alone can mend have no sentence here: they stand in the log of the server.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

SECRETS_UNREADABLE = "secrets unreadable"
WITHHELD = "withheld"
WITHHELD_AT_RESTORE = "withheld at restore"
REFUSED = "SMTPRecipientsRefused"


def meaning(error: str) -> str:
    """Return a sentence or two for the code; empty where there is nothing to add to it."""
    if error == SECRETS_UNREADABLE:
        return _(
            "The personal link in it was sealed with a secret key that the site no longer has: it cannot be sent,"
            " however often it is tried. Ask the person who looks after the website whether the former key can be put"
            " back; then send it again. If the key is lost, applicants ask for a new link themselves with “Send me my"
            " link again”; write to everybody else yourself."
        )
    if error == WITHHELD:
        return _("It was taken back before it was sent, and its text was deleted. Nothing is to be done.")
    if error == WITHHELD_AT_RESTORE:
        return _(
            "It waited when the site was restored from a backup, and was held back, for it may have been sent before."
            " Send it again only if its reader still needs it."
        )
    if error.startswith(REFUSED):
        return _(
            "The mail server does not take this address: it may be mistyped, or closed. Sending again helps only when"
            " that has changed."
        )
    return ""
