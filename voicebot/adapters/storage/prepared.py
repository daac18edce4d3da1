"""Queries that are put together once and asked through the driver.

A decision waits for a dozen of them. SQLite answers each within a few microseconds; what SQLAlchemy
does for it each time takes ten times as long, and is done here when it is first asked.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlalchemy.engine import Dialect

from voicebot.adapters.storage.known_tables import Whose
from voicebot.adapters.storage.tables import UtcTime

_Convert = Callable[[Any], Any]
_named: Any = namedtuple


def parameter(name: str, kind: Any = None) -> Any:
    """A parameter of a query that is kept, told with each asking."""
    return bindparam(name, type_=kind, required=False)


AT = parameter("at", UtcTime())
"""The time that is asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A query about one number, which most persons have, and the same about several.

    A list of parameters is put into its query anew each time; a single one is not.
    """

    of_one: Any
    of_several: Any

    @classmethod
    def of(cls, query: Callable[[Whose], Any]) -> "Prepared":
        """`query` puts it together, about whom it is told."""
        return cls(
            query(lambda column: column == parameter("number")),
            query(lambda column: column.in_(bindparam("numbers", expanding=True))),
        )

    def rows(
        self, connection: Connection, numbers: Sequence[str], **asked: object
    ) -> Sequence[Any]:
        """What is found about these numbers; `asked` are its other parameters."""
        if len(numbers) == 1:
            return rows_of(connection, self.of_one, number=numbers[0], **asked)
        return connection.execute(self.of_several, {"numbers": list(numbers), **asked}).all()


def rows_of(connection: Connection, query: Any, **asked: object) -> list[Any]:
    """The rows of a query that is kept: tuples with a name for each column.

    Raises DBAPIError as SQLAlchemy does.
    """
    told = _compiled(query, connection.dialect)
    found = connection.exec_driver_sql(told.sql, told.parameters(asked))
    kinds = tuple(column[1] for column in found.cursor.description) if found.cursor else ()
    return told.converted(found.all(), kinds)


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """A query in a database's own words.

    `binds` makes the driver's values of its parameters', in order; `own` are those that the query
    itself has. `columns` makes Python's values of the driver's.
    """

    sql: str
    binds: tuple[tuple[str, _Convert | None], ...]
    own: Mapping[str, Any]
    by_place: bool
    columns: Callable[[tuple[Any, ...]], tuple[tuple[int, _Convert], ...]]
    row: Any

    def parameters(self, asked: Mapping[str, Any]) -> Any:
        """As the driver takes them."""
        values = {
            name: self.own[name] if name in self.own else _made(asked[name], convert)
            for name, convert in self.binds
        }
        return tuple(values[name] for name, _ in self.binds) if self.by_place else values

    def converted(self, rows: Sequence[Any], kinds: tuple[Any, ...]) -> list[Any]:
        """`kinds` are the driver's types of the columns."""
        converters = self.columns(kinds)
        if not converters:
            return [self.row._make(row) for row in rows]
        found = []
        for row in rows:
            values = list(row)
            for place, convert in converters:
                values[place] = convert(values[place])
            found.append(self.row._make(values))
        return found


@lru_cache(maxsize=256)
def _compiled(query: Any, dialect: Dialect) -> _Compiled:
    """Kept for as long as the process lives: queries are put together when modules are read."""
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = compiled.positiontup if compiled.positional else list(compiled.params)
    told = {name for name, bind in compiled.binds.items() if bind.value is None}
    binds = {name: _to_driver(compiled, name, dialect) for name in names}
    own = {name: value for name, value in compiled.params.items() if name not in told}
    return _Compiled(
        sql=str(compiled),
        binds=tuple((name, binds[name]) for name in names),
        own={name: _made(value, binds[name]) for name, value in own.items()},
        by_place=bool(compiled.positional),
        columns=_from_driver(query, dialect),
        row=_named("Found", [column.key for column in query.selected_columns], rename=True),
    )


def _to_driver(compiled: Any, name: str, dialect: Dialect) -> _Convert | None:
    """Of a parameter; those that a list in the query was made into are texts."""
    if name not in compiled.binds:
        return None
    convert: _Convert | None = (
        compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    )
    return convert


def _made(value: object, convert: _Convert | None) -> object:
    return convert(value) if convert else value


def _from_driver(
    query: Any, dialect: Dialect
) -> Callable[[tuple[Any, ...]], tuple[tuple[int, _Convert], ...]]:
    """What each column's values go through, by its place; it depends on the driver's types."""
    columns = [column.type.dialect_impl(dialect) for column in query.selected_columns]

    @lru_cache(maxsize=8)
    def converters(kinds: tuple[Any, ...]) -> tuple[tuple[int, _Convert], ...]:
        each = (
            column.result_processor(dialect, kind)
            for column, kind in zip(columns, kinds, strict=True)
        )
        return tuple((place, convert) for place, convert in enumerate(each) if convert)

    return converters
