"""Styles and scripts, served by us under a path that changes with them.

`styles/*.css` are served as one stylesheet, in the order of their names.
"""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


class Unchanging(StaticFiles):
    """Files that never change under their path."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept by the browser."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = FOREVER
        return answer


@cache
def root() -> str:
    """The path under which this version of all files is served."""
    digest = hashlib.sha256()
    for file in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
        digest.update(file.relative_to(FOLDER).as_posix().encode() + b"\0" + file.read_bytes())
    return f"/static/{digest.hexdigest()[:16]}"


def url(name: str) -> str:
    """Where a file of `static/` is served."""
    return f"{root()}/{name}"


def serve(app: FastAPI) -> None:
    """Add them to the application."""
    sheet = "\n".join(file.read_text() for file in sorted((FOLDER / "styles").glob("*.css")))

    def stylesheet() -> Response:
        return Response(sheet, media_type="text/css", headers={"Cache-Control": FOREVER})

    app.add_api_route(url("app.css"), stylesheet, include_in_schema=False)
    app.mount(root(), Unchanging(directory=FOLDER), name="static")
