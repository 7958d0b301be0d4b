"""The drawers in which the media library begins."""

from __future__ import annotations

from wagtail.models import Collection

COLLECTIONS = ("Pages", "Press", "Publications")


def load_collections() -> int:
    """Make the first collections; where staff already have some of their own, leave them alone. Returns how many."""
    root = Collection.get_first_root_node()
    if root is None or root.numchild:
        return 0
    for name in COLLECTIONS:
        # Read anew each time: treebeard counts children on the instance.
        Collection.get_first_root_node().add_child(name=name)
    return len(COLLECTIONS)
