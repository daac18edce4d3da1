"""How errors are described to programs: each is a problem of RFC 9457."""

from typing import Any

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT | {"description": "What happened, and what to do."},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"where": _TEXT, "what": _TEXT}},
        },
    },
}


def _described(text: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _PROBLEM}}
    return {"description": text, "content": content}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: _described("No valid token came with the request."),
    403: _described("The token lacks the scope, or the rules forbid it."),
    404: _described("There is no such thing."),
    413: _described("The request is too large."),
    422: _described("The request cannot be used; `errors` says which part of it."),
    503: _described("The database does not answer: try again."),
}
"""What every route may answer beside what it is asked for."""
