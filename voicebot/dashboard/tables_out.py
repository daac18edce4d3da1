"""Lists to take away as CSV, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from fastapi.responses import StreamingResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
PLAIN = re.compile(r"[+-]?[0-9][0-9.]*")  # a telephone number, or a figure
_BATCH = 500


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA) and not PLAIN.fullmatch(text):
        return "'" + text
    return text


def csv_answer(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingResponse:
    """A CSV file of this name (letters, digits, hyphens), written as its rows are read."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines = _lines(columns, rows)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    out = io.StringIO()
    out.write("\ufeff")  # so that Excel reads UTF-8
    table = csv.writer(out)
    table.writerow(columns)
    for place, row in enumerate(rows, 1):
        table.writerow([safe(cell) for cell in row])
        if place % _BATCH == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
