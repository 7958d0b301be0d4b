"""What is shown below a page without being one: a row of a register, with an address in each language.

Breadcrumbs, language switch and head of the page ask the entry, where there is one, before they ask the page. In the
context of a template it is called `entry`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cicc_site.multilingual.values import Localized
from documents.showing import ShownWork
from members.directory.entries import PublicMember


@dataclass(frozen=True)
class Entry:
    """A row of a register as it is shown at an address of its own.

    register, key: how the address of its picture names it; title: its name for the reader; addresses: its path in
    each language; languages: those that have a name of their own; description: for search engines; line: stands
    above the title on its picture; edit_address: where staff with edit_permission change it; subject: the public
    record, for machines. Without a register there is no picture of its own, and that of the page is shown.
    """

    register: str
    key: str
    title: Localized
    addresses: Mapping[str, str]
    languages: tuple[str, ...]
    description: str = ""
    line: str = ""
    edit_address: str = ""
    edit_permission: str = ""
    subject: PublicMember | ShownWork | None = None
    above: Sequence[tuple[Localized, str]] = ()

    def address_in(self, language: str) -> str:
        return self.addresses[language]
