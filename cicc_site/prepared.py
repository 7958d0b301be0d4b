"""Questions that every page asks: Django writes their SQL once, later only the values differ.

Of what such a question costs, writing the statement is most. What is written is a queryset, so that the rules of its
model hold; in place of each value stands a `Slot`. A question must not depend on anything but its arguments: name the
columns of a language, never `title`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Lookup, Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row")


class Slot(Expression):
    """The place of a value in a question; of a list where it is asked for with `__among`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return "%s", [self]

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), self.name)


@Field.register_lookup
class Among(Lookup[Any]):
    """`column__among=Slot("keys")`: `__in`, written the same for any number of values."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, first = self.process_lhs(compiler, connection)
        values, second = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*first, *second]


class Question(Generic[Row]):
    """A queryset whose values come later. It gives instances, or where it ends in `values()` a dict for each row."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self.queryset = queryset

    def ask(self, rows: slice | None = None, **values: Any) -> list[Row]:
        """The rows for these values, which are named as the slots. rows: which of them, else all. One query."""
        statement = self._statement
        sql = statement.sql
        if rows is not None:
            sql += f" LIMIT {int(rows.stop) - int(rows.start or 0)} OFFSET {int(rows.start or 0)}"
        with connection.cursor() as cursor:
            cursor.execute(
                sql,
                [values[each.name] if isinstance(each, Slot) else each for each in statement.params],
            )
            found = cursor.fetchall()
        return list(statement.made(found))

    def first(self, **values: Any) -> Row | None:
        """The first row; the question itself says of how many it may be."""
        found = self.ask(**values)
        return found[0] if found else None

    @cached_property
    def _statement(self) -> _Statement:
        return _Statement(self.queryset)


class _Statement:
    """What Django makes of a queryset, kept: the SQL, and how rows become what was asked for."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        query = queryset.query
        self.compiler: Any = query.get_compiler(using=connection.alias)
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)
        columns = [column for column, _sql, _alias in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)
        of_instances = queryset._fields is None  # type: ignore[attr-defined]  # else `values()` was called
        self.made = self._instances if of_instances else self._values
        if of_instances:
            told = self.compiler.klass_info
            first, last = told["select_fields"][0], told["select_fields"][-1] + 1
            self.model: type[Model] = told["model"]
            self.columns = slice(first, last)
            self.names = [column.target.attname for column in columns[first:last]]
            populators: Any = get_related_populators
            self.related = populators(told, self.compiler.select, connection.alias)
        else:
            self.keys = list(query.selected or [*query.values_select, *query.annotation_select])

    def _converted(self, rows: Iterable[Any]) -> Iterable[Any]:
        return self.compiler.apply_converters(rows, self.converters) if self.converters else rows

    def _instances(self, rows: list[Any]) -> Iterator[Any]:
        annotations = list((self.compiler.annotation_col_map or {}).items())
        for row in self._converted(rows):
            made = self.model.from_db(connection.alias, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, made)
            for name, place in annotations:
                setattr(made, name, row[place])
            yield made

    def _values(self, rows: list[Any]) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.keys, row, strict=True)) for row in self._converted(rows))


def question(write: Callable[..., QuerySet[Any, Row]]) -> Callable[..., Question[Row]]:
    """Makes of a function that returns a queryset one that returns a `Question`, written once for given arguments."""

    @lru_cache(maxsize=64)
    def written(*given: Hashable) -> Question[Row]:
        return Question(write(*given))

    return written
