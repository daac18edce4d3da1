"""Somebody who watches live calls, without a browser."""

import json
from collections.abc import Iterator

import httpx2

from voicebot.dashboard.cookies import SESSION, csrf_of

PATIENCE_S = 20.0


class Watcher:
    """Reads the events of the stream as a browser does."""

    def __init__(self, address: str, session: str, since: str = "") -> None:
        self._client = httpx2.Client(
            base_url=address, cookies={SESSION: session}, timeout=PATIENCE_S
        )
        self._token = csrf_of(session)
        self.version = since
        self.seen: list[object] = []
        self._open()

    def _open(self) -> None:
        asked = f"/now/live?since={self.version}"
        self._opened = self._client.stream("GET", asked, headers={"Accept": "text/event-stream"})
        self._lines = self._opened.__enter__().iter_lines()

    def steps(self) -> Iterator[dict[str, object]]:
        """One after another; a stream that ends is opened again."""
        while True:
            yield from self._of_one_stream()
            self._opened.__exit__(None, None, None)
            self._open()

    def _of_one_stream(self) -> Iterator[dict[str, object]]:
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.version = value
            if name == "data":
                for step in json.loads(value):
                    self.seen.append(step["do"])
                    yield step

    def until(self, text: str) -> str:
        """The first step that holds this text."""
        said = (json.dumps(step, ensure_ascii=False) for step in self.steps())
        return next(step for step in said if text in step)

    def submit(self, path: str, **fields: str) -> httpx2.Response:
        """A form with its token."""
        return self._client.post(path, data=fields | {"csrf": self._token})

    def get(self, path: str) -> httpx2.Response:
        """Any page."""
        return self._client.get(path)

    def sound(self, attempt_id: str, seconds: float) -> bytes:
        """So much of what is heard of a live call: 8 kHz 16-bit stereo."""
        heard, wanted = b"", int(seconds * 8000) * 4
        with self._client.stream("GET", f"/now/{attempt_id}/sound") as answer:
            for part in answer.iter_bytes():
                heard += part
                if len(heard) >= wanted:
                    break
        return heard

    def close(self) -> None:
        self._opened.__exit__(None, None, None)
        self._client.close()
