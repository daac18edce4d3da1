"""Every route of the pages, found by itself, as every role and as nobody."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from tests.integration.dashboard.conftest import AsRole
from voicebot.bootstrap.office import Office
from voicebot.dashboard.application import create
from voicebot.dashboard.entry import Anybody, Permitted
from voicebot.dashboard.pages import all_pages
from voicebot.dashboard.roles import Role, may

FILLED = "1"  # what stands for a part of a path: nothing of that name is there


def routes() -> list[tuple[str, str, Permitted | Anybody | None]]:
    """Method, path and who may enter, of every route of the pages."""
    found = []
    for part in all_pages.PAGES:
        for route in part.router.routes:
            assert isinstance(route, APIRoute)
            guards = list(_guards(route.dependant))
            assert len(guards) <= 1, route.path
            for method in sorted(route.methods or ()):
                found.append((method, route.path, guards[0] if guards else None))
    return found


def _guards(dependant: Dependant) -> Iterator[Permitted | Anybody]:
    for each in dependant.dependencies:
        if isinstance(each.call, Permitted | Anybody):
            yield each.call
        yield from _guards(each)


ROUTES = routes()


def filled(path: str) -> str:
    """The path with something in place of its parameters."""
    return "/".join(FILLED if part.startswith("{") else part for part in path.split("/")) or "/"


def test_every_route_says_who_may_enter() -> None:
    assert [path for _, path, guard in ROUTES if guard is None] == []


def test_what_is_served_is_an_api_a_page_a_file_or_a_sign_of_life(desk: Office) -> None:
    known = {path for _, path, _ in ROUTES} | {"/healthz", "/readyz", "/metrics"}
    others = ("/api/v1/", "/static/")
    strange = [path for path in _paths(create(desk).routes) if path not in known]
    assert [path for path in strange if not path.startswith(others)] == []


def _paths(served: list[BaseRoute]) -> Iterator[str]:
    """Also those inside routers that were included."""
    for route in served:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield getattr(route, "path", "")
        else:
            prefix = route.include_context.prefix  # type: ignore[attr-defined]
            yield from (prefix + path for path in _paths(inner.routes))


@pytest.mark.parametrize("role", Role)
def test_a_role_enters_where_it_may_and_nowhere_else(as_role: AsRole, role: Role) -> None:
    for method, path, guard in ROUTES:
        if not isinstance(guard, Permitted):
            continue
        someone = as_role(role)
        fields = {"data": {"csrf": someone.token}} if method == "POST" else {}
        status = someone.request(method, filled(path), **fields).status_code
        allowed = may(role, guard.permission)
        assert (status == 403) is not allowed, (method, path, status)
        assert status < 500, (method, path, status)


def test_nobody_enters_before_login(as_role: AsRole) -> None:
    nobody = as_role(None)
    for method, path, guard in ROUTES:
        if isinstance(guard, Permitted):
            answer = nobody.request(method, filled(path))
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login"), path


def test_nothing_is_changed_without_the_token(as_role: AsRole) -> None:
    someone = as_role(Role.ADMIN)
    for method, path, guard in ROUTES:
        if method != "GET" and not (
            isinstance(guard, Permitted) and not may(Role.ADMIN, guard.permission)
        ):
            for headers in ({}, {"X-CSRF-Token": "0" * 64}):
                answer = someone.request(method, filled(path), headers=headers)
                assert answer.status_code == 403, (path, headers)
