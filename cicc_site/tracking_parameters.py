"""Tracking parameters: what mail and social networks add to an address to learn how somebody came to a page.

The site makes nothing of them: a page is the same with and without. So they ask for no page of its own, and no address
that we write carries them on. `deploy/nginx/nginx.conf` has the same list (tests/rules/test_web_server.py).
"""

from __future__ import annotations

import re

# Parts of expressions, as the web server in front has them: a family, or one name.
NAMES = (
    "utm_[a-z_]+",  # anybody's campaigns
    "mtm_[a-z_]+",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",  # says which reader of a letter it was: the more reason to leave it behind
    "msclkid",
    "ttclid",
    "twclid",
    "wbraid",
)
_ONE = re.compile("|".join(NAMES))


def is_tracking(name: str) -> bool:
    """Whether a parameter of this name is one of them, written as they are written."""
    return _ONE.fullmatch(name) is not None


def are_all(query: str) -> bool:
    """Whether a query, as it was sent, consists of nothing else.

    An empty one does not, nor one with anything odd in it: that is answered as what it is.
    """
    pairs = [part.partition("=") for part in query.split("&")]
    return all(sign and is_tracking(name) for name, sign, _value in pairs)
