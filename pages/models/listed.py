"""A page as lists show it: the columns of a row instead of a whole page with its body and its type. No table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from cicc_site.prepared import Question, Slot, question
from pages.models.base import SitePage
from pages.models.paths import address_of, path_column, root_paths
from pages.readable import for_everybody

# What a row shows of any page, in each language: which one a reader gets is decided as on the page itself.
COLUMNS = (
    "pk",
    *(f"{field}_{code}" for field in ("title", "summary") for code in languages.codes()),
    *(path_column(code) for code in languages.codes()),
)


class ListedPage:
    """Has the columns of a page that were asked for, and what a row shows of them."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__.update(row)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"A list does not read {name!r}.")

    @property
    def title(self) -> Localized:
        return localized(self, "title")

    @property
    def summary(self) -> Localized:
        return localized(self, "summary")

    @property
    def url(self) -> str:
        """As Wagtail's `page.url`, in the active language."""
        paths = {code: self.__dict__[path_column(code)] for code in languages.codes()}
        return address_of(paths, languages.active(), root_paths()) or ""


def columns_of(model: type[SitePage], extra: Sequence[str]) -> list[str]:
    """extra: columns besides; those that the type does not have are left out."""
    names = {field.name for field in model._meta.get_fields()}
    return [*COLUMNS, *(name for name in extra if name in names)]


@question
def rows_below(
    model: type[SitePage], order: tuple[Any, ...], extra: tuple[str, ...], within: str | None = None
) -> Any:
    """The live pages of a type directly below one. within: a field with days. Slots: below, depth; first, last."""
    live = for_everybody(model.objects.live())
    found = live.filter(path__startswith=Slot("below"), depth=Slot("depth"))
    if within:
        found = found.filter(**{f"{within}__gte": Slot("first"), f"{within}__lte": Slot("last")})
    return found.order_by(*order).values(*columns_of(model, extra))


@question
def latest_rows(model: type[SitePage], order: tuple[Any, ...], extra: tuple[str, ...]) -> Any:
    """The live pages of a type, wherever they are."""
    return for_everybody(model.objects.live()).order_by(*order).values(*columns_of(model, extra))


class RowsOf:
    """What a paginator is given: asks for the rows of one page. count: how many there are."""

    def __init__(self, asked: Question[dict[str, Any]], count: int, **values: Any) -> None:
        self.asked, self.values, self._count = asked, values, count
        self.ordered = True

    def count(self) -> int:
        return self._count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: slice) -> list[ListedPage]:
        return [ListedPage(row) for row in self.asked.ask(rows=place, **self.values)]
