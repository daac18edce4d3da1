"""Lists that programs take away: whole, masked by scope, with no formula in them."""

import csv
import io
import json
from datetime import timedelta

from tests.fakes.calls import NUMBER, optout
from tests.integration.dashboard.programs import Program
from tests.integration.storage.test_call_list import held
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact

EXPORTS = "/api/v1/exports"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_calls_are_exported_whole_and_masked_by_scope(desk: Office, program: Program) -> None:
    desk.storage.contacts.add(Contact(NUMBER, '=HYPERLINK("x")'))
    made = [held(desk.storage, "yes", minutes=place) for place in range(3)]
    masked = program("exports").get(f"{EXPORTS}/calls")
    assert 'filename="calls.csv"' in masked.headers["content-disposition"]
    assert [row["attempt_id"] for row in table(masked.text)] == made
    assert NUMBER.e164 not in masked.text
    whole = program("exports", "persons:read")
    rows = table(whole.get(f"{EXPORTS}/calls").text)
    assert {(row["number"], row["name"]) for row in rows} == {(NUMBER.e164, '\'=HYPERLINK("x")')}
    asked = {"form": "jsonl", "since": (desk.clock.now() - timedelta(minutes=1)).isoformat()}
    lines = whole.get(f"{EXPORTS}/calls", params=asked).text.splitlines()
    assert [json.loads(line)["attempt_id"] for line in lines] == made[:2]
    assert program("exports").get(f"{EXPORTS}/calls", params={"words": "x"}).status_code == 403


def test_opt_outs_and_a_dossier_are_exported_and_each_is_a_look(
    desk: Office, program: Program
) -> None:
    desk.storage.optouts.save(optout())
    ours = program("exports", "opt-outs:read", "persons:read")
    (row,) = table(ours.get(f"{EXPORTS}/opt-outs").text)
    assert (row["number"], row["scope"]) == (NUMBER.e164, "SELLER")
    dossier = ours.get(f"{EXPORTS}/persons/{NUMBER.e164}", params={"language": "ru"}).json()
    assert dossier["answer"]
    looks = [look.content["by"] for look in desk.storage.journal.records("look")]
    assert len(looks) == 2
    assert set(looks) == {f"token {ours.token_id}"}  # type: ignore[attr-defined]
