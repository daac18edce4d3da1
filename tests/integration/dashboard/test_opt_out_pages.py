"""Opt-outs, learned suppressions and registries, as supervisors see and end them."""

import re
import wave
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import NOON, SetClock
from tests.integration.dashboard.conftest import AsRole, Someone
from voicebot.adapters.storage.tables import LeftAloneRow
from voicebot.bootstrap.office import Office
from voicebot.contacts.suppression import OptOut, OptOutSource

Save = Callable[..., OptOut]


@pytest.fixture
def save(desk: Office) -> Save:
    def saved(**changes: object) -> OptOut:
        said = replace(optout(NUMBER), evidence=None, attempt_id=None, **changes)  # type: ignore[arg-type]
        desk.storage.optouts.save(said)
        return said

    return saved


@pytest.fixture
def clock_at(clock: SetClock) -> Callable[[int], None]:
    """Some hours later."""
    return lambda hours: clock.forward(timedelta(hours=hours))


NEW_CONSENT = {
    "reason": "signed a form",
    "ground": "new",
    "given_at": "2026-11-18T13:30",
    "method": "paper form 12",
    "wording": "I agree to be called about my appointments.",
    "basis": "PEC",
    "purposes": "APPOINTMENT_REMINDER",
}


def test_opt_outs_are_seen_newest_first_each_once(save: Save, as_role: AsRole) -> None:
    for place in range(95):
        save(optout_id=f"o{place:03}", at=NOON - timedelta(minutes=place // 2))
    someone, seen, place_ = as_role("supervisor"), [], "/opt-outs"
    while place_:
        text = someone.get(place_).text
        seen += re.findall(r'href="/opt-outs/(o\d+)"', text)
        older = re.search(r'href="([^"]+)" rel="next"', text)
        place_ = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"o{place:03}" for place in range(95)]


def test_a_viewer_sees_that_there_are_opt_outs_and_not_whose(save: Save, as_role: AsRole) -> None:
    said = save()
    viewer = as_role("viewer")
    for path in ("/opt-outs", f"/opt-outs/{said.optout_id}", f"/opt-outs?number={OTHER.e164}"):
        text = viewer.get(path).text
        assert NUMBER.e164 not in text
        assert "stop calling" not in text
        assert "••• ••• 23" in text
    assert viewer.get(f"/opt-outs/{said.optout_id}/clip").status_code == 403


def test_a_cursor_of_nobodys_says_what_to_do(as_role: AsRole) -> None:
    answer = as_role("supervisor").get("/opt-outs?cursor=x~y")
    assert answer.status_code == 422
    assert "begin at the newest" in answer.text


def test_the_words_can_be_heard_and_the_hearing_is_journalled(
    desk: Office, save: Save, as_role: AsRole
) -> None:
    folder = desk.settings.home / "calls" / "2026-11-18" / "a-9"
    folder.mkdir(parents=True)
    with wave.open(str(folder / "evidence.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    said = save()
    desk.storage.optouts.save(
        kept := replace(said, optout_id="heard", evidence="calls/2026-11-18/a-9/evidence.wav")
    )
    answer = as_role("supervisor").get(f"/opt-outs/{kept.optout_id}/clip")
    assert answer.content == (folder / "evidence.wav").read_bytes()
    assert "opt-out recording" in str([one.content for one in desk.storage.journal.records("look")])


@pytest.mark.parametrize(
    "evidence", ["../secret.wav", "/etc/passwd", "keys/erasure.key", "calls/../secret.wav", ""]
)
def test_no_file_but_a_calls_sound_is_ever_given_away(
    desk: Office, save: Save, as_role: AsRole, evidence: str
) -> None:
    (desk.settings.home / "secret.wav").write_bytes(b"secret")
    said = save(optout_id="odd")
    desk.storage.optouts.save(replace(said, optout_id="odder", evidence=evidence))
    assert as_role("supervisor").get("/opt-outs/odder/clip").status_code == 404


def test_an_opt_out_is_lifted_for_a_new_consent_and_a_reason(
    desk: Office, save: Save, as_role: AsRole, clock_at: Callable[[int], None]
) -> None:
    said = save()
    clock_at(2)
    someone = as_role("compliance")
    place = f"/opt-outs/{said.optout_id}/lift"
    assert someone.submit(place, **NEW_CONSENT).status_code == 303
    assert desk.storage.optouts.find(NUMBER) == []
    (view,) = desk.storage.consent_history.of_number(NUMBER, desk.clock.now())
    assert view.consent.capture.method == "paper form 12"
    assert "signed a form" in someone.get(f"/opt-outs/{said.optout_id}").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "only for a reason"),
        ({"wording": ""}, "needs its wording"),
        ({"given_at": ""}, "Say when"),
        ({"given_at": "2026-11-18T11:00"}, "before the opt-out"),
        ({"ground": "on record"}, "enter the new consent here"),
        ({"ground": "mistake"}, "enter the new consent here"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: Office, save: Save, as_role: AsRole, clock_at: Callable[[int], None],
    changes: dict[str, str], said: str,
) -> None:  # fmt: skip
    kept = save(optout_id="kept")
    clock_at(2)
    answer = as_role("compliance").submit("/opt-outs/kept/lift", **NEW_CONSENT | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert "paper form 12" in answer.text
    assert [one.optout_id for one in desk.storage.optouts.find(NUMBER)] == [kept.optout_id]


def test_our_own_mistake_is_taken_back_without_a_consent(
    desk: Office, save: Save, as_role: AsRole
) -> None:
    save(optout_id="ours", source=OptOutSource.SUPERVISOR)
    someone = as_role("compliance")
    someone.submit("/opt-outs/ours/lift", reason="a wrong digit", ground="mistake")
    assert desk.storage.optouts.find(NUMBER) == []
    assert as_role("supervisor").submit("/opt-outs/ours/lift", reason="x").status_code == 403


def test_a_letter_is_entered_as_an_opt_out(desk: Office, as_role: AsRole) -> None:
    someone = as_role("supervisor")
    assert someone.submit("/opt-outs", number="12", reason="by letter").status_code == 422
    assert (
        someone.submit("/opt-outs", number="(202) 555-0123", reason="by letter").status_code == 303
    )
    assert len(desk.storage.optouts.find(NUMBER)) == 1


def test_who_is_left_alone_stands_with_the_reasons_and_can_be_let_go(
    desk: Office, as_role: AsRole
) -> None:
    row = {
        "left_alone_id": "l1", "number": NUMBER.e164, "person": NUMBER.e164, "purpose": "SURVEY",
        "reason": "PREDICTED_ANNOYANCE", "since": NOON - timedelta(days=1),
        "until": NOON + timedelta(days=80), "score": -0.4, "harm_chance": 0.3, "reach_chance": 0.6,
        "because": ["said no 2 times"], "because_ru": ["отказался 2 раза"], "model": "m1",
    }  # fmt: skip
    with desk.storage._databases[0].write() as session:
        session.execute(insert(LeftAloneRow).values(row))
    someone = as_role("supervisor")
    assert "said no 2 times" in someone.get("/opt-outs/left-alone").text
    assert "said no 2 times" in someone.get(f"/numbers/{NUMBER.e164}").text
    assert someone.submit("/opt-outs/left-alone/l1/lift", reason="wrote to us").status_code == 303
    assert "said no 2 times" not in someone.get("/opt-outs/left-alone").text
    (kept,) = desk.storage.left_alone.kept(NUMBER, ended=True)
    assert (kept.lifted_by, kept.lift_reason) == ("user a.supervisor", "wrote to us")


def sent(someone: Someone, list_: bytes, part: int = 20) -> str:
    """The list as a browser sends it, part by part; returns the upload's name."""
    upload = str(uuid4())
    headers = {"X-CSRF-Token": someone.token, "Content-Type": "application/octet-stream"}
    for place in range(0, len(list_), part):
        answer = someone.post(
            f"/opt-outs/registries/parts/{upload}?place={place}",
            content=list_[place : place + part], headers=headers,
        )  # fmt: skip
        assert answer.status_code == 200
    return upload


def test_a_registry_is_sent_in_parts_and_is_in_force(desk: Office, as_role: AsRole) -> None:
    someone = as_role("compliance")
    upload = sent(someone, b"number\n+12025550123\n+12025550124\nnobody\n")
    fields = {"upload": upload, "name": "us", "kind": "NATIONAL", "country": "us"}
    answer = someone.submit("/opt-outs/registries", **fields, listed_at="2026-11-10")
    assert answer.status_code == 200
    assert "1 row was no number" in answer.text
    assert desk.storage.registries.listed(NUMBER.e164) == ("us",)
    assert not list((desk.settings.home / "uploads").iterdir())
    assert "8 days" in as_role("viewer").get("/opt-outs/registries").text
    someone.submit("/opt-outs/registries/remove", name="us", reason="not needed")
    assert desk.storage.registries.standing() == ()


def test_a_list_that_cannot_be_used_says_why_and_need_not_be_sent_again(
    desk: Office, as_role: AsRole
) -> None:
    someone = as_role("compliance")
    upload = sent(someone, b"number\n+12025550123\n")
    fields = {"upload": upload, "name": "us", "kind": "NATIONAL", "country": "US"}
    wrong = someone.submit("/opt-outs/registries", **fields, listed_at="2027-01-01")
    assert wrong.status_code == 422
    assert "in the future" in wrong.text
    assert str(desk.settings.home) not in wrong.text
    right = someone.submit("/opt-outs/registries", **fields, listed_at="2026-11-10")
    assert right.status_code == 200
    assert desk.storage.registries.listed(NUMBER.e164) == ("us",)


def test_parts_out_of_order_and_of_strange_names_are_refused(as_role: AsRole) -> None:
    someone = as_role("compliance")
    headers = {"X-CSRF-Token": someone.token, "Content-Type": "application/octet-stream"}
    parts = "/opt-outs/registries/parts"
    gap = someone.post(f"{parts}/{uuid4()}?place=5", content=b"x", headers=headers)
    assert gap.status_code == 422
    strange = someone.post(f"{parts}/..%2F..%2Fx?place=0", content=b"x", headers=headers)
    assert strange.status_code in (404, 422)


def test_a_csv_of_opt_outs_holds_no_formula(save: Save, as_role: AsRole) -> None:
    save(words="=HYPERLINK(1)")
    text = as_role("compliance").get("/opt-outs/export").text
    assert "'=HYPERLINK(1)" in text
    assert as_role("supervisor").get("/opt-outs/export").status_code == 403
