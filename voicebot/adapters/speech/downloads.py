"""Files over HTTPS, resumed where an earlier attempt stopped."""

import time
from collections.abc import Callable
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
ATTEMPTS = 4
PAUSE_S = 1.0
CHUNK_BYTES = 1 << 18
PARTIAL_CONTENT = 206
BEYOND_THE_END = 416

# What is fetched, bytes so far, bytes in all (0 where that is not known).
Watch = Callable[[str, int, int], None]


class SourceFailed(Exception):
    """A source could not give what was asked of it; the text says why."""


def download(url: str, target: Path, watch: Watch, pause_s: float = PAUSE_S) -> None:
    """Fetch `url` into `target`. What came is kept in `target`.part, and the next call goes on.

    Raises SourceFailed; OSError where the disk does not take it.
    """
    part = target.with_name(target.name + ".part")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _go_on(url, part, watch)
            part.replace(target)
            return
        except requests.HTTPError as error:
            raise SourceFailed(f"HTTP {error.response.status_code}") from error
        except (requests.RequestException, HTTPError) as error:
            if attempt == ATTEMPTS or not part.exists():
                raise SourceFailed(_why(error)) from error
            time.sleep(pause_s)


def _go_on(url: str, part: Path, watch: Watch) -> None:
    """Ask for what is missing, and append it."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeouts = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    with requests.get(url, headers=headers, stream=True, timeout=timeouts) as answer:
        if answer.status_code == BEYOND_THE_END:
            return  # nothing is missing; the hash will tell whether it is right
        answer.raise_for_status()
        if answer.status_code != PARTIAL_CONTENT:
            have = 0
        total = have + int(answer.headers.get("Content-Length", 0))
        with part.open("r+b" if have else "wb") as file:
            file.seek(have)
            while chunk := answer.raw.read1(CHUNK_BYTES):  # all that came, before any break
                file.write(chunk)
                watch(part.stem, file.tell(), total)
        _require_all(part, total)


def _require_all(part: Path, total: int) -> None:
    if part.stat().st_size < total:
        raise requests.ConnectionError("the connection ended early")


def _why(error: Exception) -> str:
    if isinstance(error, requests.Timeout | TimeoutError | ReadTimeoutError):
        return "no answer in time"
    return "no connection"
