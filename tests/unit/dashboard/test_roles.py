"""What each role may do."""

from voicebot.dashboard.navigation import NAVIGATION
from voicebot.dashboard.roles import GRANTS, Permission, Role, may
from voicebot.dashboard.rule_words import PERMISSIONS, ROLES


def rights(role: Role) -> set[Permission]:
    return {each for each in Permission if may(role, each)}


def test_each_role_may_do_what_the_lower_ones_may() -> None:
    assert rights(Role.VIEWER) < rights(Role.SUPERVISOR)
    assert rights(Role.SUPERVISOR) < rights(Role.COMPLIANCE)
    assert rights(Role.SUPERVISOR) < rights(Role.ADMIN)


def test_who_runs_the_program_answers_for_no_erasure_and_who_erases_makes_no_users() -> None:
    assert not may(Role.ADMIN, Permission.ERASE)
    assert not may(Role.COMPLIANCE, Permission.MANAGE_USERS)


def test_a_viewer_sees_no_person() -> None:
    seen = {Permission.SEE_PERSONS, Permission.HEAR, Permission.EXPORT, Permission.SEE_JOURNAL}
    assert not seen & rights(Role.VIEWER)


def test_every_permission_is_granted_and_has_words() -> None:
    assert set(GRANTS) == set(PERMISSIONS) == set(Permission)
    assert all(GRANTS.values())
    assert set(ROLES) == set(Role)


def test_the_menu_leads_each_role_only_where_it_may_go() -> None:
    paths = [item.path for item in NAVIGATION if may(Role.VIEWER, item.permission)]
    assert paths == ["/now", "/calls", "/opt-outs", "/campaigns", "/quality"]
