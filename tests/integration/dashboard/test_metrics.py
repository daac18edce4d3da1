"""What Prometheus is told: counts that grow with the calls, and nothing of any person."""

import re

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.live_call import CallUnderWay
from tests.integration.dashboard.conftest import AsRole, Someone
from voicebot.adapters.storage.spool import Spool
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.outcomes.disposition import Disposition


def figure(someone: Someone, name: str) -> float:
    """One figure; 0 while it was never counted."""
    told = someone.get("/metrics")
    assert told.status_code == 200
    found = re.search(rf"^{re.escape(name)} (\S+)$", told.text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_calls_are_counted_by_how_they_ended(desk: Office, as_role: AsRole) -> None:
    nobody = as_role(None)
    figure(nobody, "voicebot_calls_live")
    first, second = CallUnderWay(desk, NUMBER), CallUnderWay(desk, OTHER)
    assert figure(nobody, "voicebot_calls_live") == 2
    first.ends(9.0, Disposition.CONFIRMED)
    second.ends(9.0, Disposition.OPT_OUT)
    for _ in range(2):  # once, however often it is asked
        assert figure(nobody, 'voicebot_calls_total{disposition="CONFIRMED"}') == 1
        assert figure(nobody, 'voicebot_calls_total{disposition="OPT_OUT"}') == 1
    assert figure(nobody, "voicebot_calls_live") == 0


def test_opt_outs_saved_and_waiting_are_counted(desk: Office, as_role: AsRole) -> None:
    nobody = as_role(None)
    assert figure(nobody, "voicebot_opt_outs_saved_total") == 0
    desk.storage.optouts.save(optout(NUMBER))
    Spool(desk.settings.home / "spool").keep(optout(OTHER))
    assert figure(nobody, "voicebot_opt_outs_saved_total") == 1
    assert figure(nobody, "voicebot_opt_outs_in_spool") == 1


def test_pages_are_timed_by_their_route(as_role: AsRole) -> None:
    someone = as_role("supervisor")
    someone.get("/now")
    someone.get("/now/a-call/sound")
    told = someone.get("/metrics").text
    assert 'voicebot_page_seconds_count{method="GET",route="/now"} 1.0' in told
    assert 'route="/now/{attempt_id}/sound"' in told
    assert "a-call" not in told


def test_nothing_of_a_person_is_told(desk: Office, as_role: AsRole) -> None:
    desk.storage.contacts.add(Contact(NUMBER, name="Anna Petrova"))
    made = CallUnderWay(desk)
    someone = as_role("supervisor")
    someone.get("/now")
    someone.get(f"/numbers/{NUMBER.e164}")
    made.ends(9.0)
    told = someone.get("/metrics").text
    for secret in (NUMBER.e164, NUMBER.e164[1:], "Anna", "supervisor", made.attempt_id):
        assert secret not in told
