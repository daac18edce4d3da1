"""Campaigns for programs: made, filled, foretold, started and paused."""

from fastapi.testclient import TestClient

from tests.integration.dashboard.programs import Program, pages
from voicebot.bootstrap.office import Office
from voicebot.dialling.ports import CampaignState

ALL = ("campaigns:read", "campaigns:write", "contacts:read", "contacts:write")
CAMPAIGNS = "/api/v1/campaigns"
CONTACTS = [{"number": f"+1202555010{last}", "name": "Ann"} for last in range(5)]


def made(ours: TestClient, name: str = "Spring", **more: object) -> str:
    asked = {"name": name, "flow": "appointment_reminder"} | more
    answer = ours.post(CAMPAIGNS, json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_campaign_is_made_filled_foretold_started_and_paused(program: Program) -> None:
    ours = program(*ALL)
    own = made(ours, calls_per_minute=6)
    filled = ours.post(f"{CAMPAIGNS}/{own}/entries", json={"contacts": CONTACTS}).json()
    assert (filled["enlisted"], filled["rejected"]) == (5, [])
    foretold = ours.get(f"{CAMPAIGNS}/{own}/forecast")
    while foretold.status_code == 202:
        foretold = ours.get(f"{CAMPAIGNS}/{own}/forecast")
    assert foretold.json()["contacts"] == 5
    started = ours.post(f"{CAMPAIGNS}/Spring/start", json={}).json()
    assert (started["id"], started["state"], started["calls_per_minute"]) == (own, "RUNNING", 6)
    assert ours.post(f"{CAMPAIGNS}/{own}/pause", json={}).json()["state"] == "PAUSED"
    told = ours.get(f"{CAMPAIGNS}/{own}").json()
    assert (told["progress"]["waiting"], told["calls"]) == (5, None)


def test_entries_come_page_by_page_in_the_order_of_the_list(program: Program) -> None:
    ours = program(*ALL)
    own = made(ours)
    list_id = ours.post("/api/v1/contacts/lists", json={"contacts": CONTACTS}).json()["list_id"]
    path = f"{CAMPAIGNS}/{own}/entries"
    assert ours.post(path, json={"list_id": list_id}).json()["enlisted"] == 5
    assert ours.post(path, json={"everybody": True}).json()["enlisted"] == 0
    found = pages(ours, path, "entries", size=2)
    assert [each["number"] for each in found] == [each["number"] for each in CONTACTS]
    assert pages(ours, path, "entries", state="DONE") == []


def test_who_is_meant_is_said_in_exactly_one_way(program: Program) -> None:
    ours = program(*ALL)
    own = made(ours)
    for wrong in ({}, {"everybody": True, "list_id": 1}):
        assert ours.post(f"{CAMPAIGNS}/{own}/entries", json=wrong).status_code == 422


def test_campaigns_come_newest_first_and_by_state(program: Program, desk: Office) -> None:
    ours = program(*ALL)
    names = [made(ours, f"no {place}") for place in range(5)]
    desk.storage.campaigns.set_state(names[2], CampaignState.PAUSED)
    assert {each["id"] for each in pages(ours, CAMPAIGNS, "campaigns", size=2)} == set(names)
    (paused,) = pages(ours, CAMPAIGNS, "campaigns", state="PAUSED")
    assert paused["id"] == names[2]


def test_what_cannot_be_made_or_changed_says_why(program: Program, desk: Office) -> None:
    ours = program(*ALL)
    own = made(ours)
    for wrong, status in (
        ({"name": "Spring", "flow": "appointment_reminder"}, 422),
        ({"name": "x", "flow": "nothing"}, 404),
        ({"name": "x", "flow": "appointment_reminder", "language": "xx"}, 422),
        ({"name": " ", "flow": "appointment_reminder"}, 422),
    ):
        answer = ours.post(CAMPAIGNS, json=wrong)
        assert (answer.status_code, bool(answer.json()["detail"])) == (status, True), wrong
    desk.storage.campaigns.set_state(own, CampaignState.FINISHED)
    for path in ("start", "pause"):
        assert ours.post(f"{CAMPAIGNS}/{own}/{path}", json={}).status_code == 422
