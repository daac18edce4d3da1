"""Long lists, a page at a time."""

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from itertools import islice
from typing import Annotated, TypeVar

from fastapi import Query

from voicebot.dashboard.languages import mark
from voicebot.dashboard.problems import Refused

Cursor = Annotated[
    str, Query(max_length=500, description="`next` of the page before; empty for the first one.")
]
Size = Annotated[int, Query(ge=1, le=500, description="At most so many.")]
Item = TypeVar("Item")
NOT_OURS = mark("the cursor is none of ours: take `next` of the page before")
_LONGEST_KEY = 18  # digits: a larger number is no row of ours


def cut(items: Iterable[Item], size: int) -> tuple[list[Item], bool]:
    """The first `size` of them, and whether there are more."""
    some = list(islice(items, size + 1))
    return some[:size], len(some) > size


def cursor_of(at: datetime, key: str) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), key]).encode()).decode()


def place_of(cursor: str) -> tuple[datetime, str] | None:
    """The time and key of the last one seen; None for the first page. Raises Refused."""
    if not cursor:
        return None
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not isinstance(key, str) or "\x00" in key:
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, NOT_OURS) from error
    return moment, key


def key_cursor(key: int) -> str:
    """Where the next page begins, in a list by number."""
    return base64.urlsafe_b64encode(str(key).encode()).decode()


def key_of(cursor: str) -> int | None:
    """The number of the last one seen; None for the first page. Raises Refused."""
    if not cursor:
        return None
    try:
        key = base64.urlsafe_b64decode(cursor.encode()).decode("ascii")
        if not key.isdigit() or len(key) > _LONGEST_KEY:
            raise ValueError(cursor)
    except (ValueError, binascii.Error) as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, NOT_OURS) from error
    return int(key)
