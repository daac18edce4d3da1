"""Getting in and out: links, passwords, second steps, waits, sessions, on both databases."""

import re
from datetime import timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient

from tests.fakes.clock import SetClock
from tests.integration.dashboard.conftest import AsRole, Someone
from voicebot.adapters.storage.supervisors.login_failures import (
    MOST_BY_ADDRESS,
    MOST_BY_NAME,
    WINDOW,
)
from voicebot.adapters.storage.supervisors.sessions import IDLE, LASTS
from voicebot.adapters.storage.supervisors.users import LINK_LASTS, User
from voicebot.bootstrap.office import Office
from voicebot.dashboard import passwords, second_step
from voicebot.dashboard.application import create
from voicebot.dashboard.cookies import SESSION
from voicebot.dashboard.first_user import first_link

WORDS = "four plain words"


@pytest.fixture
def anna(desk: Office) -> User:
    users = desk.storage.supervisors.users
    added, kept = users.add("anna", "supervisor", "a test"), passwords.hashed(WORDS)
    return users.set_password(added.user_id, kept, "a test")


def log_in(someone: Someone, password: str = WORDS, name: str = "anna", next: str = "") -> int:  # noqa: A002
    someone.get("/login")
    return someone.submit("/login", name=name, password=password, next=next).status_code


def is_in(someone: Someone) -> bool:
    return someone.get("/profile").status_code == 200


def test_the_first_start_gives_one_link_and_it_opens_once(desk: Office, as_role: AsRole) -> None:
    link = first_link(desk, "http://here")
    assert link is not None
    path, someone = link.removeprefix("http://here"), as_role(None)
    assert someone.get(path).status_code == 200
    assert someone.get(path).status_code == 200  # looking uses nothing up
    short = someone.submit(path, password="short", again="short")
    assert (short.status_code, is_in(someone)) == (422, False)
    assert someone.submit(path, password=WORDS, again=WORDS).status_code == 303
    assert is_in(someone)
    assert first_link(desk, "http://here") is None
    other = as_role(None)
    assert other.get(path).status_code == 404
    assert other.submit(path, password=WORDS, again=WORDS).status_code == 404


def test_a_later_link_voids_the_one_before_and_each_ends_after_a_day(
    desk: Office, as_role: AsRole, clock: SetClock
) -> None:
    first, second = first_link(desk, ""), first_link(desk, "")
    assert first and second
    assert as_role(None).get(first).status_code == 404
    clock.forward(LINK_LASTS)
    assert as_role(None).get(second).status_code == 404


def test_a_right_password_lets_in_and_a_wrong_one_does_not(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    assert (log_in(someone, "wrong words here"), is_in(someone)) == (401, False)
    assert (log_in(someone), is_in(someone)) == (303, True)
    assert someone.submit("/logout").status_code == 303
    assert not is_in(someone)


def test_an_unknown_name_is_answered_like_a_wrong_password(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    someone.get("/login")
    known = someone.submit("/login", name="anna", password="x").text
    unknown = someone.submit("/login", name="boris", password="x").text
    assert known.replace("anna", "boris") == _same_nonce(unknown, known)


def _same_nonce(text: str, like: str) -> str:
    (nonce,) = re.findall(r'nonce="([^"]+)"', like)
    return re.sub(r'nonce="[^"]+"', f'nonce="{nonce}"', text)


def test_an_account_without_a_password_or_disabled_opens_to_nobody(
    anna: User, desk: Office, as_role: AsRole
) -> None:
    users = desk.storage.supervisors.users
    users.add("boris", "viewer", "a test")
    assert log_in(as_role(None), "", "boris") == 401
    users.add("root", "admin", "a test")
    users.disable(anna.user_id, "a test")
    assert log_in(as_role(None)) == 401


def test_after_some_failures_a_name_waits_even_with_the_right_password(
    anna: User, as_role: AsRole, clock: SetClock
) -> None:
    someone = as_role(None)
    for _ in range(MOST_BY_NAME):
        assert log_in(someone, "wrong words here") == 401
    assert log_in(someone) == 429
    clock.forward(WINDOW + timedelta(seconds=1))
    assert log_in(someone) == 303


def test_one_address_cannot_try_many_names(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    someone.get("/login")
    for place in range(MOST_BY_ADDRESS):
        someone.submit("/login", name=f"name{place}", password="x")
    assert log_in(someone) == 429


def test_what_was_typed_for_a_name_is_not_kept(anna: User, as_role: AsRole, desk: Office) -> None:
    log_in(as_role(None), "x", "my-secret-typed-as-name")
    with desk.storage.supervisors.failures._database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM login_failures").all()
    assert len(rows) == 1
    assert "my-secret-typed-as-name" not in str(rows)


def test_a_login_gives_a_new_session_and_voids_the_one_before(
    anna: User, as_role: AsRole, desk: Office
) -> None:
    someone = as_role("viewer")
    before = someone.cookies[SESSION]
    welcome = desk.storage.supervisors.users.link(anna.user_id, "a test")
    someone.submit(f"/welcome/{welcome}", password=WORDS, again=WORDS)
    assert someone.cookies[SESSION] != before
    assert desk.storage.supervisors.sessions.user_of(before) is None


def test_a_session_ends_when_nobody_asks_for_anything(as_role: AsRole, clock: SetClock) -> None:
    someone = as_role("viewer")
    clock.forward(IDLE)
    assert is_in(someone)
    clock.forward(IDLE)
    assert is_in(someone)
    clock.forward(IDLE + timedelta(seconds=1))
    assert not is_in(someone)


def test_a_page_that_renews_itself_keeps_no_session_open(
    desk: Office, as_role: AsRole, clock: SetClock
) -> None:
    someone = as_role("viewer")
    clock.forward(IDLE)
    assert someone.get("/anything/live").status_code == 404
    clock.forward(timedelta(seconds=1))
    assert not is_in(someone)


def test_a_session_ends_after_a_working_day_however_busy(as_role: AsRole, clock: SetClock) -> None:
    someone, step = as_role("viewer"), timedelta(hours=1)
    for _ in range(LASTS // step):
        clock.forward(step)
        assert is_in(someone)
    clock.forward(step)
    assert not is_in(someone)


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    someone.get("/login")
    said = someone.submit("/login", name="anna", password=WORDS).headers.get_list("set-cookie")
    (session,) = [each for each in said if each.startswith(SESSION)]
    assert "HttpOnly" in session and "SameSite=lax" in session and "Secure" not in session
    secure = Someone(someone.app)  # type: ignore[arg-type]
    secure.base_url = "https://testserver"
    secure.get("/login")
    said = secure.submit("/login", name="anna", password=WORDS).headers.get_list("set-cookie")
    assert all("Secure" in each for each in said if "Max-Age=0" not in each)


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example", "/\\evil", "x", "/\r\n"]
)
def test_a_login_leads_to_no_other_site(anna: User, as_role: AsRole, place: str) -> None:
    someone = as_role(None)
    someone.get("/login")
    answer = someone.submit("/login", name="anna", password=WORDS, next=place)
    assert answer.headers["location"] == "/now"


def test_a_login_leads_back_to_the_page_that_was_asked_for(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    asked = someone.get("/calls?number=%2B1202&sort=-at").headers["location"]
    assert someone.get(asked).status_code == 200
    log_in(someone, next="/calls?number=%2B1202&sort=-at")
    assert asked.startswith("/login?next=/calls")


def test_the_second_step_asks_for_a_code_that_works_once(
    anna: User, desk: Office, as_role: AsRole
) -> None:
    secret = second_step.new_secret()
    desk.storage.supervisors.users.set_totp(anna.user_id, secret, "a test")
    code = pyotp.TOTP(secret).at(desk.clock.now())
    someone = as_role(None)
    someone.get("/login")
    asked = someone.submit("/login", name="anna", password=WORDS)
    assert (asked.status_code, is_in(someone)) == (200, False)
    (note,) = re.findall(r'name="note" value="([^"]+)"', asked.text)
    assert someone.submit("/login/code", note=note, code="000000").status_code == 401
    assert someone.submit("/login/code", note=note, code=code).status_code == 303
    assert is_in(someone)
    again = as_role(None)
    again.get("/login")
    assert again.submit("/login/code", note=note, code=code).status_code == 401


def test_a_second_step_is_set_up_by_a_code_and_turned_off_by_the_password(
    anna: User, desk: Office, as_role: AsRole
) -> None:
    someone = as_role(None)
    log_in(someone)
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", someone.get("/profile/second-step").text)
    assert someone.submit("/profile/second-step", secret=secret, code="1").status_code == 422
    code = pyotp.TOTP(secret).at(desk.clock.now())
    assert someone.submit("/profile/second-step", secret=secret, code=code).status_code == 303
    users = desk.storage.supervisors.users
    assert users.get(anna.user_id).totp_secret == secret
    assert someone.submit("/profile/second-step/off", old="wrong").status_code == 422
    assert someone.submit("/profile/second-step/off", old=WORDS).status_code == 303
    assert users.get(anna.user_id).totp_secret == ""


def test_a_new_password_ends_every_other_session(anna: User, as_role: AsRole) -> None:
    here, there = as_role(None), as_role(None)
    log_in(here)
    log_in(there)
    new = "five other plain words"
    assert here.submit("/profile/password", old=WORDS, password=new, again=new).status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert (log_in(there), log_in(there, new)) == (401, 303)


def test_a_password_is_changed_only_by_who_knows_it(anna: User, as_role: AsRole) -> None:
    someone = as_role(None)
    log_in(someone)
    for _ in range(MOST_BY_NAME + 1):
        answer = someone.submit("/profile/password", old="x", password="y" * 12, again="y" * 12)
        assert answer.status_code == 422
    assert log_in(as_role(None)) == 429


def test_a_form_of_another_site_changes_nothing(as_role: AsRole) -> None:
    someone = as_role("admin")
    bare = someone.post("/settings/users", data={"name": "eve", "role": "admin"})
    assert bare.status_code == 403
    foreign = as_role("admin").token
    data = {"name": "eve", "role": "admin", "csrf": foreign}
    assert someone.post("/settings/users", data=data).status_code == 403


def test_every_answer_forbids_scripts_of_others_and_frames(as_role: AsRole) -> None:
    for path in ("/login", "/nothing", "/api/v1/opt-outs", "/healthz"):
        headers = as_role(None).get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_text_with_a_nul_is_refused(as_role: AsRole) -> None:
    someone = as_role("compliance")
    assert someone.get("/journal", params={"number": "\x00"}).status_code == 422
    assert someone.get("/journal/%00").status_code == 422
    assert someone.submit("/login", name="\x00").status_code == 422


def test_what_nobody_foresaw_is_a_page_too_and_as_safe(desk: Office) -> None:
    app = create(desk)

    def broken() -> None:
        raise ZeroDivisionError("nobody foresaw this")

    app.add_api_route("/broken", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert "<h1>" in answer.text and "nobody foresaw" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
