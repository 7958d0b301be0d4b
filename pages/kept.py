"""What of the pages is kept between requests (cicc_site/kept.py), and the tables it is made of.

Each of these tables notes its changes (migration 0022). Rows of organizations are never kept, numbers of them may be.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from cicc_site import kept as store

Kept = TypeVar("Kept")

# What stands around every page: menu, footer, section, notice; what is behind a door is in none of them.
FRAME = (
    "pages_sitepage",
    "wagtailcore_pageviewrestriction",
    "pages_sitesettings",
    "pages_office",
    "pages_footerlink",
    "pages_sociallink",
    "pages_sitenotice",
    "wagtailcore_site",
)
_FRAME = frozenset(FRAME)
# Which pages stand behind a door.
DOORS = frozenset({"wagtailcore_pageviewrestriction", "pages_sitepage"})
# What the States Parties are counted from.
TREATY = frozenset({"members_country", "members_treatyact", "members_registerdate"})
# What members are counted from.
MEMBERS = frozenset(
    {
        "members_organization",
        "members_organization_issues",
        "members_steeringcommitteeterm",
        "members_country",
        "members_issue",
        "members_nationalcoalition",
    }
)


def kept(key: Hashable, make: Callable[[], Kept], tables: frozenset[str] = _FRAME) -> Kept:
    """`cicc_site.kept.kept`, of the frame unless other tables are named."""
    return store.kept(key, make, tables)
