"""Going through a long list, newest first, a page at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute


def older(
    at: InstrumentedAttribute[Any], key: InstrumentedAttribute[str], last: tuple[datetime, str]
) -> ColumnElement[bool]:
    """Those that come after `last` where the newest are first and those of one time go by key."""
    then, name = last
    return or_(at < then, and_(at == then, key > name))
