"""The pages without a browser: `as_role("supervisor").get("/now")`, `.send(path, field=…)`."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.fakes.clock import SetClock
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap.office import Office
from voicebot.dashboard.application import create
from voicebot.dashboard.cookies import SESSION, VISIT, csrf_of
from voicebot.dashboard.roles import Role
from voicebot.dialling.pace import Pace
from voicebot.settings import Settings


class Someone(TestClient):
    """Somebody at a browser; redirects are not followed, so that they can be looked at."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, follow_redirects=False)

    @property
    def token(self) -> str:
        """What each changing form of theirs carries."""
        return csrf_of(self.cookies.get(SESSION) or self.cookies.get(VISIT) or "")

    def send(self, path: str, **fields: str) -> Response:
        """A form with its token."""
        return self.post(path, data=fields | {"csrf": self.token})


AsRole = Callable[[str | None], Someone]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def desk(settings: Settings, clock: SetClock) -> Iterator[Office]:
    """An office whose clock stands; on both databases."""
    storage = Storage.open(settings, clock)
    yield Office(settings, storage, clock, Pace(2.0))  # type: ignore[arg-type]
    storage.close()


@pytest.fixture
def as_role(desk: Office) -> AsRole:
    """Somebody logged in with this role; None: before login."""
    app = create(desk)

    def someone(role: str | None) -> Someone:
        made = Someone(app)
        if role is not None:
            supervisors = desk.storage.supervisors
            name = f"a.{Role(role)}"
            user = supervisors.users.named(name) or supervisors.users.add(name, role, "a test")
            made.cookies.set(SESSION, supervisors.sessions.begin(user))
        return made

    return someone
