"""Which records are worth comparing: those that share a key, and not every one with every one.

Each block of `BLOCKS` says what two records must have in common, and how many may share it before
it says too little: thirty people with one birth date and surname can all be compared, but of a
hundred people called Иванов А. А. no two are one because of that alone. Common names need more in
common: a birth year, a region.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from voicebot.contacts import given_names
from voicebot.contacts.name_words import initial
from voicebot.contacts.names import Name
from voicebot.contacts.person import Record

RARE = 5
"""So many may share a name, and nothing else, to be compared."""
ANCHORED = 30
"""So many may share something that few strangers do."""
_BATCH = 20_000  # records whose keys are text at a time


@dataclass(frozen=True, slots=True)
class Block:
    """Records that have the same in all of `columns` are compared, up to `most` of them."""

    columns: tuple[str, ...]
    most: int


BLOCKS = (
    Block(("email",), ANCHORED),
    Block(("email", "surname", "given"), ANCHORED),
    Block(("mailbox", "surname"), ANCHORED),
    Block(("source", "external_id"), ANCHORED),
    Block(("born", "surname"), ANCHORED),
    Block(("born", "given", "letter"), ANCHORED),
    Block(("born", "given", "middle", "region"), ANCHORED),
    Block(("born", "given", "middle"), RARE),
    Block(("surname", "given_initial", "middle_initial"), RARE),
    Block(("surname", "given_initial", "middle_initial", "year"), ANCHORED),
    Block(("surname", "given_initial", "middle_initial", "region"), RARE),
    Block(("surname", "given"), RARE),
    Block(("surname", "given", "year"), ANCHORED),
    Block(("surname", "given", "region"), RARE),
    Block(("surname", "given_initial", "year"), RARE),
    Block(("given", "middle", "beginning"), RARE),
)
"""`letter` and `beginning` are the surname's first and first three; they let it be misspelt."""

_OF_RECORD = {
    "email": pl.String,
    "mailbox": pl.String,
    "source": pl.String,
    "external_id": pl.String,
    "born": pl.Date,
    "year": pl.Int32,
    "region": pl.String,
}
_OF_NAME = {
    "surname": pl.String,
    "given": pl.String,
    "middle": pl.String,
    "given_initial": pl.String,
    "middle_initial": pl.String,
    "letter": pl.String,
    "beginning": pl.String,
}
_KEYS = {"place": pl.UInt32, "key": pl.UInt64}


def candidates(records: Sequence[Record], new: Iterable[int] | None = None) -> pl.DataFrame:
    """Places of the records to compare: columns `a` < `b` (u32), each pair once, in order.

    With `new` (places), only pairs of which one is new.
    """
    only = None if new is None else pl.Series("place", list(new), dtype=pl.UInt32)
    found = [_pairs(keys, block.most, only) for block, keys in _keys(records)]
    return pl.concat(found).unique().sort("a", "b")


def _pairs(keys: pl.DataFrame, most: int, new: pl.Series | None) -> pl.DataFrame:
    """The pairs of one block's keys (columns `place`, `key`)."""
    if new is not None:
        touched = keys.filter(pl.col("place").is_in(new.implode())).select("key").unique()
        keys = keys.join(touched, on="key", how="semi")
    keys = keys.unique().filter(pl.len().over("key").is_between(2, most))
    pairs = keys.join(keys, on="key", suffix="_b").filter(pl.col("place") < pl.col("place_b"))
    pairs = pairs.select(a="place", b="place_b")
    if new is None:
        return pairs
    one = new.implode()
    return pairs.filter(pl.col("a").is_in(one) | pl.col("b").is_in(one))


def _keys(records: Sequence[Record]) -> Iterator[tuple[Block, pl.DataFrame]]:
    """Each block with every record's keys in it, hashed: words would fill the memory."""
    parts: list[list[pl.DataFrame]] = [[] for _ in BLOCKS]
    for start in range(0, len(records), _BATCH):
        table = _table(start, records[start : start + _BATCH])
        for block, found in zip(BLOCKS, parts, strict=True):
            whole = table.drop_nulls(list(block.columns))
            key = pl.struct(block.columns).hash(seed=1).alias("key")
            found.append(whole.select("place", key).unique())
    for block, found in zip(BLOCKS, parts, strict=True):
        yield block, pl.concat(found) if found else pl.DataFrame(schema=_KEYS)
        found.clear()


def _table(start: int, batch: Sequence[Record]) -> pl.DataFrame:
    """A row for each way to read a record's name; what is not known is null."""
    rows = [
        (place, *known, *way)
        for place, record in enumerate(batch, start)
        for known in (_of_record(record),)
        for way in _ways(record.name)
    ]
    schema = {"place": pl.UInt32} | _OF_RECORD | _OF_NAME
    return pl.DataFrame(rows, schema=schema, orient="row")


def _of_record(record: Record) -> tuple[object, ...]:
    local = record.email.partition("@")[0]
    return (
        record.email or None,
        local or None,
        record.source,
        record.external_id or None,
        record.born,
        record.year,
        record.region or None,
    )


def _ways(name: Name) -> list[tuple[str | None, ...]]:
    """Every full form of the given name, every part of a double surname, in every order."""
    ways = []
    for one in (name,) if name.ordered else (name, name.turned):
        forms = given_names.full_forms(one.given) if one.given else ("",)
        families = {one.surname, *one.surname.split("-")}
        ways += [_way(one, family, form) for family in families for form in forms]
    return ways


def _way(name: Name, family: str, form: str) -> tuple[str | None, ...]:
    return (
        family or None,
        form or None,
        name.middle or None,
        (initial(form) or name.given_initial) or None,
        name.middle_initial or None,
        family[:1] or None,
        family[:3] or None,
    )
