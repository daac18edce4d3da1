"""Users are made, changed and disabled by an admin, and every change is journalled."""

import re

from tests.integration.dashboard.conftest import AsRole
from voicebot.bootstrap.office import Office

WORDS = "four plain words"


def test_a_new_user_gets_a_link_that_lets_them_in(as_role: AsRole, desk: Office) -> None:
    admin = as_role("admin")
    shown = admin.submit("/settings/users", name="Anna", role="viewer")
    (link,) = re.findall(r"http://testserver(/welcome/[\w-]+)", shown.text)
    assert link not in admin.get("/settings/users").text
    anna = as_role(None)
    anna.get(link)
    assert anna.submit(link, password=WORDS, again=WORDS).status_code == 303
    assert anna.get("/settings/users").status_code == 403
    user = desk.storage.supervisors.users.named("anna")
    assert user is not None and user.role == "viewer"
    said = [record.content for record in desk.storage.journal.records("user")]
    assert {"added", "link made", "password set"} <= {
        str(each["change"]) for each in said if each["user"] == "anna"
    }
    assert link.rpartition("/")[2] not in str(said)


def test_a_name_that_is_taken_or_none_is_refused_beside_its_field(as_role: AsRole) -> None:
    admin = as_role("admin")
    admin.submit("/settings/users", name="anna", role="viewer")
    for name in ("ANNA", "", "a b", "<script>"):
        answer = admin.submit("/settings/users", name=name, role="viewer")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert "<script>" not in answer.text


def test_a_disabled_user_is_out_at_once_and_may_be_let_in_again(
    as_role: AsRole, desk: Office
) -> None:
    admin, anna = as_role("admin"), as_role("viewer")
    user = desk.storage.supervisors.users.named("a.viewer")
    assert user is not None
    assert admin.submit(f"/settings/users/{user.user_id}/disable").status_code == 303
    assert anna.get("/now").status_code == 303
    assert admin.submit(f"/settings/users/{user.user_id}/link").status_code == 422
    assert admin.submit(f"/settings/users/{user.user_id}/enable").status_code == 303
    assert admin.submit(f"/settings/users/{user.user_id}/link").status_code == 200


def test_another_role_holds_from_the_next_request_on(as_role: AsRole, desk: Office) -> None:
    admin, anna = as_role("admin"), as_role("viewer")
    user = desk.storage.supervisors.users.named("a.viewer")
    assert user is not None and anna.get("/journal").status_code == 403
    admin.submit(f"/settings/users/{user.user_id}/role", role="compliance")
    assert anna.get("/journal").status_code == 200


def test_the_last_admin_stays(as_role: AsRole, desk: Office) -> None:
    admin = as_role("admin")
    user = desk.storage.supervisors.users.named("a.admin")
    assert user is not None
    for answer in (
        admin.submit(f"/settings/users/{user.user_id}/disable"),
        admin.submit(f"/settings/users/{user.user_id}/role", role="viewer"),
    ):
        assert answer.status_code == 422
    assert admin.get("/settings/users").status_code == 200
