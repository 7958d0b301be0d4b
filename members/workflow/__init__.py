"""The verbs: the only place where the status or the listing level of an organization, or the state of an application,
changes. `register` holds those of the register of organizations, `applications` those of applications for membership.
"""

from members.workflow.register import (
    assign_many,
    changing,
    delist,
    enter,
    merge,
    set_listing,
    set_listing_of_many,
    set_status,
    tag_many,
)

__all__ = [
    "assign_many",
    "changing",
    "delist",
    "enter",
    "merge",
    "set_listing",
    "set_listing_of_many",
    "set_status",
    "tag_many",
]
