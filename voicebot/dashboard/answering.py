"""Requests that write: the same one again changes nothing and is answered alike.

A program that got no answer repeats its request with the same `Idempotency-Key`. What a request
makes gets its id from that key, so one that broke off before its answer was noted is still done
once.
"""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from voicebot.adapters.storage.answered_requests import Answer, content_hash
from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.problems import Refused

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text of yours; the same request with the same key is carried out once.",
    ),
]


class Once:
    """Answers one request that writes."""

    def __init__(self, request: Request, office: TheOffice, key: Key = None) -> None:
        self._request = request
        self._office = office
        self._key = key

    def answer(
        self,
        token: ApiToken,
        asked: BaseModel,
        carry_out: Callable[[str], BaseModel],
        status: HTTPStatus = HTTPStatus.CREATED,
    ) -> JSONResponse:
        """Carry the request out, or repeat the answer. `carry_out` takes the id to give.

        Raises Refused (422) for a key that came with another request.
        """
        if self._key is None:
            return _as_response(carry_out(str(uuid.uuid4())), status)
        answered = self._office.storage.answered
        path = self._request.url.path
        wanted = content_hash(self._request.method, path, asked.model_dump(mode="json"))
        before = answered.find(token.token_id, self._key)
        if before is None:
            made = carry_out(str(uuid.uuid5(uuid.UUID(token.token_id), self._key)))
            before = Answer(wanted, int(status), made.model_dump(mode="json"))
            answered.note(token.token_id, self._key, before, self._office.clock.now())
        elif before.request_sha256 != wanted:
            raise Refused(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "this Idempotency-Key came with another request before: use a new one",
            )
        return JSONResponse(before.body, before.status)


def _as_response(made: BaseModel, status: HTTPStatus) -> JSONResponse:
    return JSONResponse(made.model_dump(mode="json"), int(status))


WrittenOnce = Annotated[Once, Depends()]
