"""Campaigns from the pages: made from a list, foretold, started, paused, paced, compared."""

import re
import time
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.fakes.calls import decision, order, record
from tests.integration.dashboard.conftest import AsRole, Someone
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.dialling.ports import Campaign, CampaignState
from voicebot.outcomes.disposition import Disposition

CSV = "number,name,when,doctor\n" + "".join(
    f"+1202555{1000 + place},Person {place},2026-12-01 10:30,Doctor Smith\n" for place in range(20)
)
FLOW = "appointment_reminder"


def sent(someone: Someone, text: str) -> str:
    """A list on its way in; the name of the upload."""
    upload = str(uuid4())
    headers = {"X-CSRF-Token": someone.token, "Content-Type": "application/octet-stream"}
    path = f"/campaigns/new/parts/{upload}?place=0"
    assert someone.post(path, content=text.encode(), headers=headers).status_code == 200
    return upload


def made(desk: Office, someone: Someone, name: str = "December", **fields: str) -> Campaign:
    upload = sent(someone, CSV)
    answer = someone.submit(
        "/campaigns", upload=upload, file="people.csv", name=name, flow=FLOW, **fields
    )
    assert answer.status_code == 303, answer.text
    return desk.storage.campaigns.get(name)


def test_a_list_becomes_a_campaign_that_calls_nobody_yet(desk: Office, as_role: AsRole) -> None:
    campaign = made(desk, as_role("supervisor"))
    assert campaign.state is CampaignState.DRAFT
    assert desk.storage.campaigns.progress(campaign.campaign_id)["WAITING"] == 20
    assert not list((desk.settings.home / "uploads").glob("*.part"))


def test_before_the_start_it_is_told_who_may_be_called_and_why_not_the_others(
    desk: Office, as_role: AsRole
) -> None:
    someone = as_role("supervisor")
    campaign = made(desk, someone)
    path = f"/campaigns/{campaign.campaign_id}/forecast/live"
    text = someone.get(path).text
    for _ in range(100):
        if "load delay" not in text:
            break
        time.sleep(0.1)
        text = someone.get(path).text
    assert "Of 20 contacts who wait" in text
    assert "no consent" in text.lower() or "not at all" in text
    assert "Of 20 contacts" in someone.get(f"/campaigns/{campaign.campaign_id}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "needs a name"),
        ({"flow": "nothing"}, "no such script"),
        ({"upload": ""}, "no list has arrived"),
        ({"starts_at": "2020-01-01T10:00"}, "is over"),
        ({"starts_at": "soon"}, "no time"),
        ({"other": FLOW}, "not compared with itself"),
        ({"other": "payment_reminder"}, "different purposes"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form_and_nothing_is_made(
    desk: Office, as_role: AsRole, fields: dict[str, str], said: str
) -> None:
    someone = as_role("supervisor")
    usual = {"upload": sent(someone, CSV), "file": "p.csv", "name": "December", "flow": FLOW}
    answer = someone.submit("/campaigns", **(usual | fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert desk.storage.campaigns.every() == []


def test_a_name_is_taken_once_and_a_list_that_is_none_leaves_nothing(
    desk: Office, as_role: AsRole
) -> None:
    someone = as_role("supervisor")
    made(desk, someone)
    again = {"file": "p.csv", "name": "December", "flow": FLOW}
    assert (
        "of this name already"
        in someone.submit("/campaigns", upload=sent(someone, CSV), **again).text
    )
    answer = someone.submit(
        "/campaigns", upload=sent(someone, "a\nb\n"), **(again | {"name": "January"})
    )
    assert answer.status_code == 422
    assert str(desk.settings.home) not in answer.text
    assert len(desk.storage.campaigns.every()) == 1


def test_two_scripts_share_a_list_by_lot(desk: Office, as_role: AsRole) -> None:
    someone = as_role("supervisor")
    flow = (desk.settings.dialplans / f"{FLOW}.yaml").read_text("utf-8")
    folder = desk.settings.home / "flows"
    folder.mkdir()
    for name in (FLOW, "shorter"):
        (folder / f"{name}.yaml").write_text(flow, "utf-8")
    desk.settings.__dict__["dialplans"] = folder
    answer = someone.submit(
        "/campaigns", upload=sent(someone, CSV), name="Test", flow=FLOW, other="shorter"
    )
    assert answer.headers["location"].startswith("/campaigns/compare?a=")
    one, other = desk.storage.campaigns.every()
    progress = desk.storage.campaigns.progress
    assert progress(one.campaign_id)["WAITING"] == progress(other.campaign_id)["WAITING"] == 10
    assert {one.flow, other.flow} == {FLOW, "shorter"}
    assert "Test · shorter" in someone.get(answer.headers["location"]).text


def test_it_is_started_paused_and_paced_and_each_is_journalled(
    desk: Office, as_role: AsRole
) -> None:
    someone = as_role("supervisor")
    campaign = made(desk, someone)
    path = f"/campaigns/{campaign.campaign_id}"
    for deed, state in (("start", CampaignState.RUNNING), ("pause", CampaignState.PAUSED)):
        assert someone.submit(f"{path}/{deed}").status_code == 303
        assert desk.storage.campaigns.get("December").state is state
    assert someone.submit(f"{path}/pace", per_minute="2,5").status_code == 303
    assert desk.storage.campaigns.get("December").calls_per_minute == 2.5
    assert "at most 2.5 calls a minute" in someone.get(path).text
    for wrong in ("0", "-3", "x", "1e9", "nan"):
        assert someone.submit(f"{path}/pace", per_minute=wrong).status_code == 422, wrong
    assert someone.submit(f"{path}/pace", per_minute="").status_code == 303
    assert desk.storage.campaigns.get("December").calls_per_minute is None
    records = [record.content for record in desk.storage.journal.records("campaign")]
    assert {"campaign_id": campaign.campaign_id, "calls_per_minute": 2.5}.items() <= {
        key: value for each in records for key, value in each.items() if "2.5" in str(each)
    }.items()


def test_a_finished_one_is_not_started_again(desk: Office, as_role: AsRole) -> None:
    someone = as_role("supervisor")
    campaign = made(desk, someone)
    desk.storage.campaigns.set_state(campaign.campaign_id, CampaignState.FINISHED)
    assert someone.submit(f"/campaigns/{campaign.campaign_id}/start").status_code == 422
    assert desk.storage.campaigns.get("December").state is CampaignState.FINISHED


def called(desk: Office, campaign: Campaign, goals: int, calls: int) -> None:
    for place in range(calls):
        number = PhoneNumber(f"+1202555{2000 + place}")
        wanted = order(number, campaign.campaign_id)
        ended = Disposition.CONFIRMED if place < goals else Disposition.SOFT_REFUSAL
        desk.storage.books.begin(wanted, decision(), desk.clock.now())
        desk.storage.books.settle(record(wanted, disposition=ended), [])


def test_two_campaigns_are_compared_and_chance_is_not_taken_for_a_difference(
    desk: Office, as_role: AsRole
) -> None:
    create = desk.storage.campaigns.create
    one, other, third = (
        create(name, FLOW, Purpose.APPOINTMENT_REMINDER, "en") for name in ("One", "Other", "Third")
    )
    called(desk, one, 2, 30)
    called(desk, other, 28, 30)
    called(desk, third, 3, 30)
    someone = as_role("viewer")
    text = someone.get(f"/campaigns/compare?a={one.campaign_id}&b={other.campaign_id}").text
    assert text.count("Other is better") == 2  # goals and refusals
    text = someone.get("/campaigns/compare", params={"a": "One", "b": "Third"}).text
    assert "is better" not in text
    assert "Choose two campaigns" in someone.get("/campaigns/compare?a=x&b=%27").text


def test_the_list_goes_from_the_newest_to_the_oldest_page_by_page(
    desk: Office, as_role: AsRole
) -> None:
    for place in range(25):
        desk.storage.campaigns.create(f"No. {place:02}", FLOW, Purpose.SURVEY, "en")
    someone, seen, path = as_role("viewer"), [], "/campaigns"
    while path:
        text = someone.get(path).text
        seen += re.findall(r"<strong>(No\. \d+)</strong>", text)
        older = re.search(r'href="([^"]+)" rel="next"', text)
        path = older[1].replace("&amp;", "&") if older else ""
    assert sorted(seen) == [f"No. {place:02}" for place in range(25)]
    assert someone.get("/campaigns?state=RUNNING").text.count("<strong>No.") == 0
    assert someone.get("/campaigns?cursor=x").status_code == 422


def test_a_viewer_sees_campaigns_and_changes_none(desk: Office, as_role: AsRole) -> None:
    campaign = desk.storage.campaigns.create("One", FLOW, Purpose.SURVEY, "en")
    someone = as_role("viewer")
    text = someone.get(f"/campaigns/{campaign.campaign_id}").text
    assert f"/campaigns/{campaign.campaign_id}/start" not in text
    assert someone.submit(f"/campaigns/{campaign.campaign_id}/start").status_code == 403
    assert someone.get("/campaigns/new").status_code == 403
    assert someone.get("/campaigns/nothing").status_code == 404


def test_a_script_is_shown_with_its_steps_and_the_columns_that_it_needs(as_role: AsRole) -> None:
    someone = as_role("viewer")
    text = someone.get(f"/campaigns/scripts?flow={FLOW}&language=ru").text
    assert "Звоню" in text or "звоню" in text
    assert "<code>doctor</code>" in text
    assert someone.get("/campaigns/scripts?flow=..%2F..%2Fetc").status_code == 404
    part = someone.get(f"/campaigns/scripts?flow={FLOW}", headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_a_contact_list_with_a_formula_for_a_name_is_text_on_the_page(
    desk: Office, as_role: AsRole
) -> None:
    someone = as_role("supervisor")
    campaign = made(desk, someone, name="=cmd|'/c calc'!A1 <script>")
    text = someone.get(f"/campaigns/{campaign.campaign_id}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert replace(campaign, name="") != campaign
