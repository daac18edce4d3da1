"""Every route for programs, found by itself: without a token, a scope, or such an id."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.integration.dashboard.programs import Program
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import Holder
from voicebot.dashboard.application import PARTS, create
from voicebot.dashboard.scopes import Scope

NOBODY, NOTHING = "+12025550199", "00000000-0000-4000-8000-000000000000"


def routes() -> list[tuple[str, str, tuple[Scope, ...]]]:
    """Method, path and scopes of every route for programs."""
    found = []
    for part in PARTS:
        for route in part.router.routes:
            assert isinstance(route, APIRoute)
            (holder,) = _holders(route.dependant)
            found += [(m, f"/api/v1{route.path}", holder.scopes) for m in route.methods or ()]
    return found


def _holders(dependant: Dependant) -> Iterator[Holder]:
    for each in dependant.dependencies:
        if isinstance(each.call, Holder):
            yield each.call
        yield from _holders(each)


ROUTES = routes()


def filled(path: str, id_: str = NOTHING) -> str:
    return path.replace("{id}", id_).replace("{number}", NOBODY)


def test_nothing_is_answered_without_a_token(desk: Office) -> None:
    anybody = TestClient(create(desk))
    for method, path, _ in ROUTES:
        answer = anybody.request(method, filled(path), json={})
        assert (answer.status_code, "detail" in answer.json()) == (401, True), (method, path)


def test_a_route_opens_by_all_of_its_scopes_and_not_by_all_others(program: Program) -> None:
    holders = {scopes: program(*scopes) for _, _, scopes in ROUTES}
    for method, path, scopes in ROUTES:
        asked = {"json": {}} if method in ("POST", "PUT") else {}
        allowed = holders[scopes].request(method, filled(path), **asked)
        assert allowed.status_code not in (401, 403), (method, path, allowed.text)
        assert allowed.status_code < 500, (method, path)
        for left_out in scopes:
            others = program(*(set(Scope) - {left_out}))
            answer = others.request(method, filled(path), **asked)
            assert answer.status_code == 403, (method, path, left_out)


@pytest.mark.parametrize("id_", [NOTHING, "' OR 1=1 --", "%00", "..", "%2e%2e%2fvoicebot.db"])
def test_an_id_that_is_not_there_gives_nothing_away(program: Program, id_: str) -> None:
    ours = program(*Scope)
    for method, path, _ in ROUTES:
        if "{id}" not in path:
            continue
        asked = {"json": {"resolution": "x"} if "resolution" in path else {}}
        body = asked if method in ("POST", "PUT") else {}
        answer = ours.request(method, filled(path, id_), **body)
        assert answer.status_code in (404, 405, 422), (method, path, answer.status_code)
        assert "voicebot.db" not in answer.text


def test_every_scope_opens_something() -> None:
    assert {scope for _, _, scopes in ROUTES for scope in scopes} == set(Scope)
