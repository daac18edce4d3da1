"""Programs that use the interface: `program("calls:read").get("/api/v1/calls")`."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

Program = Callable[..., TestClient]


def pages(ours: TestClient, path: str, name: str, **asked: Any) -> list[dict[str, Any]]:
    """What all pages of a list hold."""
    found, cursor = [], ""
    while True:
        page = ours.get(path, params=asked | {"cursor": cursor}).json()
        found += page[name]
        if page["next"] is None:
            return found
        cursor = page["next"]
