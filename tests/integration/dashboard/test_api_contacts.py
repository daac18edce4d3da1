"""Contacts for programs: put, taken in, seen page by page; and the wish to be erased."""

from fastapi.testclient import TestClient

from tests.integration.dashboard.programs import Program, pages
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber

NUMBER, OTHER = "+12025550123", "+12025550124"


def test_a_contact_put_twice_is_one_and_the_last_one_counts(program: Program) -> None:
    ours = program("contacts:read", "contacts:write")
    first = {"name": "Ann", "language": "english", "timezone": "America/New_York"}
    assert ours.put(f"/api/v1/contacts/{NUMBER}", json=first).status_code == 200
    second = {"name": "Ann Lee", "birth_date": "1990-12-31", "attributes": {"tier": "gold"}}
    answer = ours.put(f"/api/v1/contacts/{NUMBER}", json=second).json()["contact"]
    found = ours.get(f"/api/v1/contacts/{NUMBER}").json()
    assert found == answer
    assert (found["name"], found["attributes"]) == ("Ann Lee", {"tier": "gold"})
    assert [each["name"] for each in listed(ours)] == ["Ann Lee"]


def listed(ours: TestClient, **asked: object) -> list[dict[str, str]]:
    return pages(ours, "/api/v1/contacts", "contacts", **asked)


def test_a_contact_that_cannot_be_read_is_refused_with_the_reason(program: Program) -> None:
    ours = program("contacts:read", "contacts:write")
    for wrong in ({"timezone": "Nowhere"}, {"language": "Klingonish"}, {"birth_date": "soon"}):
        answer = ours.put(f"/api/v1/contacts/{NUMBER}", json=wrong)
        assert answer.status_code == 422
        assert next(iter(wrong.values())) in answer.json()["detail"]
    assert ours.get(f"/api/v1/contacts/{NUMBER}").status_code == 404


def test_a_list_is_taken_in_with_every_row_that_was_not(program: Program) -> None:
    ours = program("contacts:read", "contacts:write")
    numbers = [f"+1202555010{last}" for last in range(7)]
    contacts = [{"number": number} for number in numbers]
    contacts += [{"number": "12"}, {"number": "(202) 555-0100", "country": "US"}]
    taken = ours.post("/api/v1/contacts/lists", json={"contacts": contacts}).json()
    assert taken["accepted"] == 7
    assert [each["row"] for each in taken["rejected"]] == [8, 9]
    assert taken["rejected"][1]["reason"] == "duplicate of row 1"
    found = listed(ours, size=3, list_id=taken["list_id"])
    assert [each["number"] for each in found] == numbers[::-1]


def test_the_same_list_again_under_its_key_is_taken_in_once(program: Program, desk: Office) -> None:
    ours, key = program("contacts:write"), {"Idempotency-Key": "list 1"}
    asked = {"contacts": [{"number": NUMBER}]}
    first = ours.post("/api/v1/contacts/lists", json=asked, headers=key).json()
    assert ours.post("/api/v1/contacts/lists", json=asked, headers=key).json() == first
    assert len(list(desk.storage.journal.records("import"))) == 1


def test_each_look_at_contacts_is_journalled_with_whom_it_showed(
    program: Program, desk: Office
) -> None:
    ours = program("contacts:read", "contacts:write")
    ours.put(f"/api/v1/contacts/{NUMBER}", json={})
    listed(ours)
    ours.get(f"/api/v1/contacts/{OTHER}")
    looks = list(desk.storage.journal.records("look"))
    assert [look.content["what"] for look in looks] == ["contacts", "contact"]
    assert NUMBER in looks[0].content.values()
    assert OTHER in looks[1].content.values()


def test_a_wish_to_be_erased_waits_for_supervisors_and_erases_nothing(
    program: Program, desk: Office
) -> None:
    ours = program("contacts:write", "erasures:ask", "feedback:read")
    ours.put(f"/api/v1/contacts/{NUMBER}", json={"name": "Ann"})
    asked = ours.post(f"/api/v1/contacts/{NUMBER}/erasure-requests", json={})
    assert (asked.status_code, asked.json()["state"]) == (201, "WAITING")
    assert asked.json()["answer_due_at"]
    (kept,) = ours.get("/api/v1/feedback").json()["feedback"]
    assert (kept["id"], kept["kind"]) == (asked.json()["id"], "ERASURE")
    assert desk.storage.contacts.find(PhoneNumber(NUMBER)) is not None
